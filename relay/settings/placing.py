"""Gives a finding its place in the file, and the value that stands there unless that is or may be a secret."""

from dataclasses import replace
from typing import Final

from relay.settings.findings import Finding, Path
from relay.settings.kinds import Kind
from relay.settings.written import Written

_MOST_SHOWN: Final = 60
_MISSPELT: Final = "settings.unknown_near"
_OF_NAMES: Final = frozenset({_MISSPELT, "settings.unknown_name", "settings.belongs_elsewhere"})
"""Findings about a name: they stand where it does."""


def place(finding: Finding, written: Written, kind: Kind | None) -> Finding:
    """The finding with file, line, column and value. ``kind`` is what belongs at its path, or was meant."""
    is_name = finding.code in _OF_NAMES
    found = written.name_place(finding.path) if is_name else None
    found = found or written.nearest_place(finding.path)
    value = None if finding.code == _MISSPELT else _shown(finding.path, written, kind)
    return replace(finding, file=written.file, line=found.line, column=found.column, value=value)


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
