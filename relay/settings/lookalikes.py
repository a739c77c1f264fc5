"""Refuses values that would be taken for something else than what stands there, before the models take them so.

A code that is left empty would count as none, ``true`` as the port 1, and 1 or ``yes`` as true. An unquoted 012345 is
5349 to some readers of YAML and 12345 to others, and a number would count as a day, in seconds since 1970.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from relay.settings.expected import what_belongs, words_of
from relay.settings.explaining import quotes
from relay.settings.findings import Finding, Path
from relay.settings.kinds import Kind, step_into
from relay.settings.written import Written
from words.told import Told

_NUMBERLIKE: Final = re.compile(r"[-+]?(?:0[0-9_]+|[0-9][0-9]*_[0-9_]*|0[xob][0-9a-fA-F_]+|\.[0-9]+|[0-9]+\.)")
"""What other readers of YAML take for a number, and this one for a text."""

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How a day is written."""

FILLED_IN: Final = re.compile(r"\$\{(?:file:[^}]*|[A-Za-z_][A-Za-z0-9_]*)\}")
"""What would be filled in, where a secret belongs."""

_NUMBERS: Final = frozenset({int, float, Decimal})


def lookalikes(kind: Kind, raw: Any, path: Path, written: Written) -> Iterator[Finding]:
    """A finding for each value below a place that is no more what it looks like."""
    if isinstance(raw, dict | list):
        for name, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
            inside = step_into(kind, name, value)
            if inside is not None:
                yield from lookalikes(inside, value, (*path, name), written)
        return
    told = _of_nothing(kind, path, written) if raw is None else _of_value(kind, raw, path, written)
    if told is not None:
        yield Finding("error", path, told)


def _is_reference(kind: Kind, raw: str) -> bool:
    """Whether a text was meant to be filled in; rows may hold an expression, in which ${ means something else."""
    return FILLED_IN.search(raw) is not None if Any in kind.members else "${" in raw


def _of_nothing(kind: Kind, path: Path, written: Written) -> Told | None:
    """Only the word null means none: where nothing at all stands, something was forgotten."""
    place = written.place(path)
    is_said = place is None or place.text != ""
    return None if is_said or not kind.optional else Told("settings.nothing_said", what=what_belongs(kind))


def _of_value(kind: Kind, raw: Any, path: Path, written: Written) -> Told | None:
    if isinstance(raw, str) and not kind.is_filled_in and _is_reference(kind, raw):
        return Told("settings.not_filled_in")
    if _is_of_another_kind(kind, raw):
        return Told("settings.write", what=what_belongs(kind))
    members, place = set(kind.members), written.place(path)
    bare = place is not None and place.bare
    if not isinstance(raw, str) or not bare or not _NUMBERLIKE.fullmatch(raw):
        return None
    if str in members:
        return quotes(raw)
    return Told("settings.write", what=what_belongs(kind)) if members & _NUMBERS else None


def _is_of_another_kind(kind: Kind, raw: Any) -> bool:
    """Whether this is a truth where a number belongs, anything but a truth where that does, or no day for a day."""
    members = set(kind.members)
    if isinstance(raw, bool):
        return bool(members & _NUMBERS) and bool not in members
    return members == {bool} or (date in members and str(raw) not in words_of(kind) and not DAY.fullmatch(str(raw)))
