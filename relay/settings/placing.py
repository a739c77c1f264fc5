"""Gives a finding its place in the file, and the value that stands there unless that is or may be a secret."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from relay.settings.findings import Finding, Path, path_text
from relay.settings.kinds import Kind
from relay.settings.written import Written
from words.told import Told

_MOST_SHOWN: Final = 60
_MISSPELT: Final = "settings.unknown_near"
_OF_THINGS_OUTSIDE: Final = frozenset(
    {"settings.no_variable", "settings.no_file", "settings.empty_secret", "settings.secret_with_mark"}
)
_OF_NAMES: Final = frozenset({_MISSPELT, "settings.unknown_name", "settings.belongs_elsewhere"})
"""Findings about a name: they stand where it does."""

_OF_KEYS: Final = frozenset(
    {
        "books.no_country_key",
        "books.no_country_key_near",
        "books.no_currency_key",
        "books.no_currency_key_near",
        "books.no_rate",
        "books.rate_twice",
    }
)
"""Findings about the first column of a table: they stand where that does, and show it."""


def place(finding: Finding, written: Written, kind: Kind | None) -> Finding:
    """The finding with file, line, column and value. ``kind`` is what belongs at its path, or was meant."""
    is_key = finding.code in _OF_KEYS
    is_name = is_key or finding.code in _OF_NAMES
    found = written.name_place(finding.path) if is_name else None
    found = found or written.nearest_place(finding.path)
    value = None if finding.code == _MISSPELT else _shown(finding.path, written, kind)
    if is_key:
        value = str(finding.path[-1])[:_MOST_SHOWN]
    return replace(finding, file=written.file, line=found.line, column=found.column, value=value)


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, of which those about one thing outside the file are one, with all the places that want it."""
    kept: list[Finding] = []
    places: dict[Told, list[Path]] = {}
    for finding in findings:
        if finding.code not in _OF_THINGS_OUTSIDE or finding.told not in places:
            kept.append(finding)
        places.setdefault(finding.told, []).append(finding.path)
    return [_with_other_places(finding, places[finding.told][1:]) for finding in kept]


def _with_other_places(finding: Finding, others: list[Path]) -> Finding:
    if finding.code not in _OF_THINGS_OUTSIDE or not others:
        return finding
    told = Told("settings.also_at", told=finding.told, paths=[path_text(path) for path in others])
    return replace(finding, told=told)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of the file."""
    return tuple(sorted(findings, key=lambda finding: (finding.line or 0, finding.column or 0)))


def place_name(finding: Finding, written: Written) -> Finding:
    """The finding about a name that is no secret, with its place; one that the file leaves out, around it."""
    found, nearest = written.place(finding.path), written.nearest_place(finding.path)
    value = found.text[:_MOST_SHOWN] if found is not None and found.text else None
    return replace(finding, file=written.file, line=nearest.line, column=nearest.column, value=value)


def _shown(path: Path, written: Written, kind: Kind | None) -> str | None:
    """What stands at a path, unless a secret belongs there, or a list or mapping: then it may be anything."""
    found = written.place(path)
    if found is None or not found.text or kind is None or kind.is_secret or kind.holds_others:
        return None
    if "://" in found.text and ("@" in found.text or "?" in found.text):
        return None  # an address may have a password in it
    return found.text[:_MOST_SHOWN]
