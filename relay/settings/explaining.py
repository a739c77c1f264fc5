"""Turns what pydantic refuses into findings: where it is, what is wrong, and what to write, in plain words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mapping.suggestions import did_you_mean
from relay.settings.expected import bounds_of, what_belongs, words_of
from relay.settings.findings import Finding, Mistake, Path
from relay.settings.kinds import Kind, kind_of, walk
from relay.settings.types import WhenMissing, format_duration
from relay.settings.written import look_up
from words.told import Told


def explain(
    error: ValidationError, model: type[BaseModel], raw: Any, names: Callable[[Path], Finding]
) -> list[Finding]:
    """A finding for each place that is wrong, by paths from the model on; ``names`` tells of an unknown name."""
    by_place: dict[Path, list[ErrorDetails]] = {}
    for item in error.errors(include_url=False, include_input=False):
        by_place.setdefault(located(item, raw), []).append(item)
    return [found for path, items in by_place.items() for found in _at(path, items, model, raw, names)]


def located(item: ErrorDetails, tree: Any) -> Path:
    """Where in the file a mistake is. Pydantic adds the names of union members and validators, which are left out."""
    location: list[str | int] = []
    for index, part in enumerate(item["loc"], start=1):
        is_missing = item["type"] == "missing" and index == len(item["loc"])
        if isinstance(part, int) or (isinstance(tree, dict) and (part in tree or is_missing)):
            location.append(part)
            tree = look_up(tree, (part,))
    return tuple(location)


def _at(
    path: Path, items: Sequence[ErrorDetails], model: type[BaseModel], raw: Any, names: Callable[[Path], Finding]
) -> Iterator[Finding]:
    kinds = {item["type"] for item in items}
    own = [error for item in items if isinstance(error := item.get("ctx", {}).get("error"), Mistake)]
    if "extra_forbidden" in kinds:
        yield names(path)
    elif own:
        yield from dict.fromkeys(_own(path, one) for mistake in own for one in (mistake, *mistake.beside))
    else:
        kind = walk(kind_of(model), raw, path)
        yield _told(path, items[0], kind or kind_of(Any), look_up(raw, path))


def _own(path: Path, mistake: Mistake) -> Finding:
    """What a validator of ours says."""
    return Finding("error", (*path, *mistake.at), mistake.told, allowed=mistake.allowed, nearest=mistake.nearest)


def _told(path: Path, item: ErrorDetails, kind: Kind, value: Any) -> Finding:
    words = words_of(kind)
    nearest = did_you_mean(value, words) if isinstance(value, str) and words else None
    return Finding("error", path, _sentence(item, kind, value, nearest), allowed=words, nearest=nearest)


def _sentence(item: ErrorDetails, kind: Kind, value: Any, nearest: str | None) -> Told:
    belongs = what_belongs(kind)
    if item["type"] == "missing":
        own = [limit.told for limit in kind.limits if isinstance(limit, WhenMissing)]
        return own[0] if own else Told("settings.missing", what=belongs)
    if value is None:
        return Told("settings.empty", what=belongs)
    if item["type"] == "string_type" and not kind.is_secret and isinstance(value, bool | int | Decimal):
        return quotes(_written(value))
    if nearest is not None:
        return Told("settings.did_you_mean", nearest=repr(nearest), what=belongs)
    tell = _BY_TYPE.get(item["type"])
    return Told("settings.write", what=belongs) if tell is None else tell(kind, item.get("ctx", {}))


def quotes(text: str) -> Told:
    """What is said of a number where a text belongs."""
    return Told("settings.quotes", text=f'"{text}"')


def _written(value: bool | int | Decimal) -> str:  # noqa: FBT001 - whatever stands there
    return (
        str(value).lower()
        if isinstance(value, bool)
        else format(value, "f")
        if isinstance(value, Decimal)
        else str(value)
    )


def _form(kind: Kind, _: Mapping[str, Any]) -> Told:
    """A text has another form than it should: an example, or the default, says more than a pattern."""
    field = kind.field
    if field is None:
        return Told("settings.form")
    usual = field.default if isinstance(field.default, str) and field.default else None
    examples = [str(example) for example in field.examples or [usual] if example is not None]
    if examples:
        return Told("settings.form_such_as", examples=examples)
    return Told("settings.form_of", what=field.description or "")


def _bound(kind: Kind, _: Mapping[str, Any]) -> Told:
    least, most = bounds_of(kind).get("ge"), bounds_of(kind).get("le")
    if isinstance(least, timedelta):
        return Told("settings.at_least_long", least=format_duration(least))
    if isinstance(most, timedelta):
        return Told("settings.at_most_long", most=format_duration(most))
    return Told("settings.write", what=what_belongs(kind))


_BY_TYPE: Final[Mapping[str, Callable[[Kind, Mapping[str, Any]], Told]]] = {
    "string_pattern_mismatch": _form,
    "string_too_short": lambda _, ctx: Told("settings.at_least_characters", count=ctx["min_length"]),
    "string_too_long": lambda _, ctx: Told("settings.at_most_characters", count=ctx["max_length"]),
    "too_short": lambda _, ctx: Told("settings.at_least_items", count=ctx["min_length"]),
    "too_long": lambda _, ctx: Told("settings.at_most_items", count=ctx["max_length"]),
    "greater_than": _bound,
    "greater_than_equal": _bound,
    "less_than": _bound,
    "less_than_equal": _bound,
    "model_scheme": lambda _, __: Told("settings.scheme"),
}
"""What is said where the form is right and the value is not."""
