"""Every place of relay.yaml that a type belongs to, and what may be tried there, for the tests of the JSON Schema."""

import typing
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, Literal

import jsonschema
from pydantic import SecretStr, TypeAdapter, ValidationError

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings.expected import bounds_of
from relay.settings.findings import Path
from relay.settings.kinds import Kind, kind_of
from relay.settings.model import FlowSettings, Settings

WORDS: Final = frozenset({"vendor", "entity", "scheme"})
"""What decides about all that stands beside it."""

TRIED: Final[tuple[Any, ...]] = (
    *(None, True, 0, 1, 5, -1, Decimal("0.5"), Decimal("8080.0"), [], {}, ["a"], [5]),
    *("", "no-such-word", "yes", "On", "8080", "-5", "nan", "1_000", "10 %", " 21 ", "a" * 41, "a" * 1001),
    *("${NAME}", "${file:/run/secrets/name}", "${ NAME }", "redis://redis:6379/0", "é", "X-Signature"),
    *("5m", "0s", "0.0 h", "1.5h", "99999d", "2026-11-24", "2026-11-24T10:00:00", "all", "off"),
    *("*/15 8-18 * * MON-FRI", "22:00 - 6:00", "10.0.0.0/8", "2001:db8::/32", "HTTPS://books.example.com/"),
    *(
        "EUR",
        "nl",
        "domestic",
        "o12345aa",
        "12345_678900",
        ["22:00-06:00"],
        {"a": "b"},
        {"${NAME}": "b"},
    ),
    *({"no_such_name": 1}, [{"no_such_name": 1}], {"default": "1"}, [{"code": None}], [{}]),
)
"""Values of every type and form that a setting may have, and others; at most places most of them are wrong."""


def places() -> Iterator[tuple[Path, Kind]]:
    """The path of every setting of a file with one connection of each vendor and a flow of each entity."""
    for name, field in Settings.model_fields.items():
        if name not in {"connections", "flows"}:
            yield from below((name,), kind_of(field.annotation, None, field))
    for vendor, one in VENDORS.items():
        yield from below(("connections", f"a-{vendor}"), kind_of(one.settings))
    for entity, line in PIPELINES.items():
        yield from below(("flows", f"a-{entity}"), kind_of(FlowSettings))
        yield from below(("flows", f"a-{entity}", "settings"), kind_of(line.settings))


def below(path: Path, kind: Kind) -> Iterator[tuple[Path, Kind]]:
    """A place and those inside it: of a list its first item, of a table one name, of one of several models none."""
    if path[-1] in WORDS:
        return
    yield path, kind
    models = [kind_of(member).model for member in kind.members]
    found = [model for model in models if model is not None]
    if len(found) == 1:
        for name, field in found[0].model_fields.items():
            if not (found[0] is FlowSettings and name == "settings"):
                yield from below((*path, field.alias or name), kind_of(field.annotation, None, field))
    for member in kind.members:
        origin, arguments = typing.get_origin(member), typing.get_args(member)
        if origin in {tuple, list, frozenset}:
            yield from below((*path, 0), kind_of(arguments[0]))
        elif origin is dict:
            yield from below((*path, name_in(arguments[0])), kind_of(arguments[1]))


def name_in(keys: Any) -> str:
    """A name that a table with such keys may have: any word, or a language where it is one of languages."""
    try:
        return str(TypeAdapter(keys).validate_python("some"))
    except ValidationError:
        return "nl"


def rounds(paths: Iterable[Path]) -> list[list[Path]]:
    """The paths by what can stand in one file: first all that have no other below them, then the others by depth."""
    every = list(paths)
    above = {path[:end] for path in every for end in range(len(path))}
    outer = [path for path in every if path in above]
    depths = sorted({len(path) for path in outer})
    return [[path for path in every if path not in above], *([p for p in outer if len(p) == depth] for depth in depths)]


def file_with(values: dict[Path, Any]) -> dict[str, Any]:
    """What a file says that has these values, and the words that decide about others."""
    tree: dict[str, Any] = {"connections": {}, "flows": {}}
    words: dict[Path, Any] = {("connections", f"a-{vendor}", "vendor"): vendor for vendor in VENDORS}
    words |= {("flows", f"a-{entity}", "entity"): entity for entity in PIPELINES}
    for path, value in {**words, **values}.items():
        here: Any = tree
        for part, following in pairwise(path):
            fresh: Any = [] if isinstance(following, int) else {}
            if isinstance(here, list):
                here.extend([fresh] if not here else [])
                here = here[0]
            else:
                here = here.setdefault(part, fresh)
        if isinstance(here, list):
            here.append(value)
        else:
            here[path[-1]] = value
    return tree


def marked(schema: dict[str, Any], file: Any) -> set[Path]:
    """The paths that an editor marks; a name that must not stand there by its own path."""
    found: set[Path] = set()

    def add(error: jsonschema.ValidationError) -> None:
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.instance, dict):
            known = error.schema.get("properties", {})
            found.update((*path, name) for name in error.instance if name not in known)
        elif not error.context:
            found.add(path)
        else:
            found.add(path)
            for inner in error.context:
                add(inner)

    for error in jsonschema.Draft7Validator(schema).iter_errors(as_json_has_it(file)):
        add(error)
    return found


def as_json_has_it(value: Any) -> Any:
    """The value as an editor sees it: numbers with decimals as any program reads them."""
    if isinstance(value, dict):
        return {name: as_json_has_it(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_json_has_it(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value


def wrong_for(kind: Kind) -> Iterator[Any]:
    """Values that are of another type, word, bound or form than belongs at a place, so that an editor must say so."""
    members = frozenset(kind.members)
    yield from _OTHERS.get(members, ())
    if kind.model is not None:
        yield from ("a text", 5, [])
    for origins, others in _OTHER_FORMS:
        if all(typing.get_origin(member) in origins for member in members):
            yield from others
    yield from out_of_bounds(kind)


def out_of_bounds(kind: Kind) -> Iterator[Any]:
    """Values just beside the bounds of a number, and a text that is too long."""
    bounds, members = bounds_of(kind), set(kind.members)
    if members & {int, float, Decimal}:
        yield from (bounds[name] - 1 for name in ("ge", "gt") if name in bounds)
        yield from (bounds[name] + 1 for name in ("le", "lt") if name in bounds)
    if str in members and "max_length" in bounds:
        yield "a" * (bounds["max_length"] + 1)


_NO_TEXT: Final[tuple[Any, ...]] = (5, True, [], {})
_NO_NUMBER: Final[tuple[Any, ...]] = ("half", [], {}, True)
_OTHERS: Final[Mapping[frozenset[Any], tuple[Any, ...]]] = {
    frozenset({str}): _NO_TEXT,
    frozenset({SecretStr}): (*_NO_TEXT, "a secret as it is"),
    frozenset({timedelta}): (*_NO_TEXT, "5 parsecs", "5", "now"),
    frozenset({timedelta, str}): (5, [], {}, "5 parsecs"),
    frozenset({bool}): ("maybe", 2, [], {}),
    frozenset({date}): ("tomorrow", "24-11-2026", 20261124),
    **{frozenset({number}): _NO_NUMBER for number in (int, float, Decimal)},
}
_OTHER_FORMS: Final[tuple[tuple[set[Any], tuple[Any, ...]], ...]] = (
    ({Literal}, ("no-such-word", 5, [], None)),
    ({tuple, list, frozenset}, ({}, 5)),
    ({dict}, ([], 5)),
)
