"""Every setting that there is gets a value of each wrong kind, and each is told once, in words that people use."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings import ConnectionSettings, Settings
from relay.settings.findings import Path as SettingPath
from relay.settings.kinds import models_in, names_of
from relay.settings.written import look_up
from tests.relay.settings.mistakes import Case, kind_at, read_cases

CODE_WORDS = re.compile(
    r"pydantic|valid tuple|dictionary|\bdict\b|frozenset|timedelta|NoneType|Traceback|<class|pattern \^|\^\[|\]\$"
    r"|\bvalidat|_error\b|\bctx\b|literal_|\bsequence\b|\bscalar\b|block mapping|\binput\b",
    re.IGNORECASE,
)
"""What programmers say; and classes, by the names that they have in the code."""


@cache
def models() -> frozenset[type[BaseModel]]:
    """Every model that relay.yaml is read with."""
    found: set[type[BaseModel]] = set()
    roots: list[type[BaseModel]] = [Settings]
    roots += [vendor.settings for vendor in VENDORS.values()]
    roots += [pipeline.settings for pipeline in PIPELINES.values()]
    for model in roots:
        found |= set(_inside(model))
    return frozenset(found - {ConnectionSettings})  # each vendor has a model of its own


def _inside(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for _, inner in models_in(field.annotation):
            yield from _inside(inner)


def named(case: Case) -> Iterator[tuple[type[BaseModel], str]]:
    """The settings that a case names: those along its paths and below, each with the model that brings it."""
    below = [] if case.at is None else [(*case.at, *path) for path in _paths(look_up(case.tree, case.at))]
    whole = [path for path in (case.at, case.path, *below) if path]
    for path in {one[:end] for one in whole for end in range(1, len(one) + 1)}:
        above = kind_at(path[:-1], case.tree)
        if above is not None and above.model is not None and isinstance(path[-1], str):
            yield _owner(above.model, path[-1]), path[-1]


def _paths(tree: Any) -> Iterator[SettingPath]:
    for name, value in tree.items() if isinstance(tree, dict) else enumerate(tree if isinstance(tree, list) else ()):
        yield (name,)
        yield from ((name, *path) for path in _paths(value))


def _owner(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The model that brings a setting, or the one that changes it last."""
    owners = [one for one in model.__mro__ if issubclass(one, BaseModel) and _own(one, name)]
    return owners[0] if owners else model


def _own(model: type[BaseModel], name: str) -> bool:
    fields = {field.alias or written: written for written, field in model.model_fields.items()}
    return name in fields and fields[name] in vars(model).get("__annotations__", {})


def test_every_setting_is_named_by_a_case() -> None:
    there = {(_owner(model, name), name) for model in models() for name in names_of(model)}
    cases = {pair for case in read_cases() for pair in named(case)}
    missing = {f"{model.__module__}.{model.__name__}.{name}" for model, name in there - cases}
    assert sorted(missing) == []


def test_no_message_speaks_of_the_code() -> None:
    classes = {model.__name__ for model in models() if len(re.findall("[A-Z]", model.__name__)) > 1}
    settings = {name for model in models() for name in names_of(model)}
    wrong = {}
    for case in read_cases():
        for finding in case.judged().findings:
            said = str(finding.told).replace(case.put or "", "")
            words = [found[0] for found in CODE_WORDS.finditer(said)]
            words += [name for name in classes if re.search(rf"\b{name}\b", said)]
            words += [found for found in re.findall(r"\b([a-z]+_[a-z_]+): ", said) if found not in settings]
            if words:
                wrong[case.name] = (words, said)
    assert wrong == {}
