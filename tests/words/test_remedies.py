"""Every setting, command and option that a sentence names is one that there is, so that whoever does it gets on."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

import pytest
from pydantic import BaseModel
from typer.core import TyperGroup

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from mapping.functions import FUNCTIONS
from mapping.rows.conditions import TESTS
from mapping.rows.row import Row
from relay.cli.app import COMMANDS, app, load_command
from relay.settings.expected import words_of
from relay.settings.kinds import Kind, field_of, kind_of, models_in, names_of, step_into
from relay.settings.model import FlowSettings, Settings
from tests.words.rooms import forms, messages

SENTENCES: Final = [(code, text) for _, code, message in messages() for text in forms(message)]

BELOW: Final[dict[str, list[type[BaseModel]]]] = {
    "connections": [vendor.settings for vendor in VENDORS.values()],
    "flows": [FlowSettings],
    "settings": [pipeline.settings for pipeline in PIPELINES.values()],
}
"""The models below ``connections.NAME``, ``flows.NAME`` and ``settings``, which the engine knows only as a shape."""

HOLE: Final = r"\{\w+\}"
PART: Final = rf"(?:[a-z_]|{HOLE})(?:[a-z0-9_]|{HOLE})*"
DOTTED: Final = re.compile(rf"(?<![\w.@/{{}}-]){PART}(?:\.{PART})+(?![\w/(])")
SNAKE: Final = re.compile(r"(?<![\w.@/{}$-])[a-z]+(?:_[a-z0-9]+)+(?![\w{}/(.])")
QUOTED: Final = re.compile(r"`([^`]+)`")
COMMAND: Final = re.compile(r"\brelay ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
OPTION: Final = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
ARGUMENT: Final = re.compile(r" (?:[A-Z]{2,}\b|--?[a-z])")
"""What stands behind a command, and not behind the verb of a sentence about the relay."""

NO_SETTINGS: Final = frozenset(
    [
        *["relay.yaml", "accountview.net", "docs.jsonata.org"],  # a file and two sites
        *["customer.email", "customer.last_name", "codes.status"],  # what rows read
        *["aof_enabled", "invalid_grant", "memswap_limit", "ssl_ca_certs"],  # words of Redis, OAuth, Docker, redis-py
        *["changed_after_send", "key_collision", "two_way_conflict"],  # kinds of what is told
        *["shared_target", "target_gone"],  # and of links that lead nowhere, or to another's
        *TESTS,  # the words of a condition, which no model reads
    ]
)
OF_DOCUMENTS: Final = re.compile(r"(?:order|item)\..+")
"""What stands in a document, as rows name it."""

NO_COMMANDS: Final = frozenset({"openssl rand -hex 32", "next"})
"""A command of another program, and a name in JSON."""


@cache
def all_models() -> tuple[type[BaseModel], ...]:
    found: dict[type[BaseModel], None] = {}
    waiting: list[type[BaseModel]] = [Settings, Row, *(model for models in BELOW.values() for model in models)]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found[model] = None
            waiting += [inner for field in model.model_fields.values() for _, inner in models_in(field.annotation)]
    return tuple(found)


@cache
def known_words() -> frozenset[str]:
    """The names of all settings, and the words that they may hold."""
    names = {name for model in all_models() for name in names_of(model)}
    kinds = [
        kind
        for model in all_models()
        for name in names_of(model)
        if (field := field_of(model, name)) is not None
        for kind in [kind_of(field.annotation, None, field)]
    ]
    lists = [inner for kind in kinds if (inner := step_into(kind, 0)) is not None]
    return frozenset({*names, *(word for kind in [*kinds, *lists] for word in words_of(kind))})


def is_setting(dotted: str) -> bool:
    """Whether there is a setting at a path from the top of the file, from a flow's ``settings``, or from any part."""
    first, *rest = dotted.split(".")
    if first in {"connections", "flows"}:
        return not rest[1:] or leads_somewhere(BELOW[first], rest[1:])
    if first == "settings":
        return leads_somewhere(BELOW[first], rest)
    return leads_somewhere(all_models(), [first, *rest])


def leads_somewhere(models: Iterable[type[BaseModel]], parts: list[str]) -> bool:
    kinds = [kind_of(model) for model in models]
    for part in parts:
        kinds = [inner for kind in kinds for inner in inside(kind, part)]
    return bool(kinds)


def inside(kind: Kind, part: str) -> Iterator[Kind]:
    if kind.model is FlowSettings and part == "settings":
        yield from (kind_of(model) for model in BELOW["settings"])
    elif kind.model is None:
        found = step_into(kind, part)
        yield from [] if found is None else [found]
    else:
        form = re.compile(re.sub(HOLE, r"\\w+", part))
        yield from (
            found
            for name in names_of(kind.model)
            if form.fullmatch(name) and (found := step_into(kind, name)) is not None
        )


@cache
def options_of(words: str) -> frozenset[str] | None:
    """The options of a command, such as ``mapping try``; of a group those of all its commands. None: no such."""
    name, _, below = words.partition(" ")
    if name not in COMMANDS:
        return None
    command: Any = load_command(name)
    if isinstance(command, TyperGroup):
        if below and below not in command.commands:
            return None
        commands: list[Any] = [command.commands[below]] if below else list(command.commands.values())
    else:
        commands = [command]
    return frozenset(
        option for one in commands for param in one.params for option in (*param.opts, *param.secondary_opts)
    )


def typed_in(text: str) -> Iterator[tuple[str, str]]:
    """Each command that a sentence names, such as ``connection replace``, with what stands behind it."""
    quotes = [match.span(1) for match in QUOTED.finditer(text)]
    for match in COMMAND.finditer(text):
        is_group = match[1] in COMMANDS and isinstance(load_command(match[1]), TyperGroup)
        words = f"{match[1]} {match[2]}" if is_group and match[2] else match[1]
        behind = text[match.start() + len("relay ") + len(words) :]
        is_quoted = any(start <= match.start() < end for start, end in quotes)
        if match[1] in COMMANDS or is_quoted or ARGUMENT.match(behind):
            yield words, behind


@cache
def every_option() -> frozenset[str]:
    common = {option for param in app.registered_callback.callback.__annotations__ for option in [f"--{param}"]}  # type: ignore[union-attr]  # it has one
    return frozenset({*(o for name in COMMANDS for o in options_of(name) or ()), *common, "--env-file", "--version"})


def test_every_dotted_name_is_a_setting() -> None:
    wrong = {
        (code, dotted)
        for code, text in SENTENCES
        for dotted in DOTTED.findall(text)
        if dotted not in NO_SETTINGS
        and dotted not in FUNCTIONS
        and not OF_DOCUMENTS.fullmatch(dotted)
        and not is_setting(dotted)
    }
    assert {(code, one) for code, one in wrong if not one.startswith("money.")} == set()


def test_every_name_of_several_words_is_a_setting_or_a_word_of_one() -> None:
    named = {(code, name) for code, text in SENTENCES for name in SNAKE.findall(text)}
    assert {(code, name) for code, name in named if name not in known_words() | NO_SETTINGS | FUNCTIONS.keys()} == set()


def test_every_name_before_a_colon_in_backquotes_is_a_setting() -> None:
    named = {(code, name) for code, text in SENTENCES for name in re.findall(r"`([a-z_]+):", text)}
    assert {(code, name) for code, name in named if name not in known_words()} == set()


def test_every_command_is_one_that_there_is_and_takes_the_options_behind_it() -> None:
    typed = [(code, words, behind) for code, text in SENTENCES for words, behind in typed_in(text)]
    assert len(typed) > 20
    assert {(code, words) for code, words, _ in typed if options_of(words) is None} == set()
    for code, words, behind in typed:
        clause = re.split(r"[`;,]|\. |\brelay [a-z]", behind)[0]
        assert set(OPTION.findall(clause)) - (options_of(words) or frozenset()) == set(), (code, words)


def test_every_option_anywhere_is_one_of_some_command() -> None:
    wrong = {(code, one) for code, text in SENTENCES for one in OPTION.findall(text) if one not in every_option()}
    assert wrong == set()


def test_what_stands_in_backquotes_is_a_command_or_a_setting() -> None:
    quoted = {(code, one) for code, text in SENTENCES for one in QUOTED.findall(text)}
    others = {
        one for _, one in quoted if not one.startswith(("relay ", "ACL SETUSER ")) and not re.fullmatch(HOLE, one)
    }
    assert {one for one in others if one not in NO_COMMANDS and one.split(":")[0] not in known_words()} == set()


@pytest.mark.parametrize(
    "dotted", ["settings.revenue_accounts", "flows.{flow}.polls", "connections.{x}.retries", "poll.evry", "server.prot"]
)
def test_a_setting_that_there_is_not_would_be_found(dotted: str) -> None:
    assert DOTTED.findall(f"write {dotted}: 1") == [dotted]
    assert not is_setting(dotted)


@pytest.mark.parametrize("typed", ["relay connexion list", "relay polls --first", "relay replay --flw X"])
def test_a_command_or_option_that_there_is_not_would_be_found(typed: str) -> None:
    [(words, behind)] = typed_in(f"do this: `{typed}`")
    options = options_of(words)
    assert options is None or set(OPTION.findall(behind)) - options
