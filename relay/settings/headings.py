"""Takes the parts of relay.yaml for what they were meant to be where a heading is misspelt or stands too far in."""

from collections.abc import Callable
from typing import Any, Final

from relay.settings.findings import Finding, Path
from relay.settings.kinds import kind_of, names_of
from relay.settings.model import Settings
from relay.settings.written import Written
from words.told import Told

_MARKS: Final = {"connections": "vendor", "flows": "entity"}
"""The word that everything has which stands below a heading, by the heading."""


def read_headings(
    written: Written, unknown: Callable[[Path, dict[str, Any]], Finding]
) -> tuple[dict[str, Any], list[Finding]]:
    """The parts of the file that hold something, by their right names; and a finding for each heading that is wrong.

    ``unknown`` tells of a name that is no part. A name with nothing behind it is as if it were not there.
    """
    known = names_of(Settings)
    parts = {name: value for name, value in written.value.items() if value is not None}
    findings = []
    for name in [name for name in parts if name not in known]:
        finding = unknown((name,), parts)
        findings.append(finding)
        value = parts.pop(name)
        if finding.nearest is not None and finding.nearest not in parts:
            parts[finding.nearest] = value
            written.take_as((finding.nearest,), (name,))
    for outer in list(parts):
        for name in [name for name in known if name not in parts and _holds_heading(outer, parts[outer], name)]:
            findings.append(Finding("error", (outer, name), Told("settings.too_far_in", name=name)))
            parts[outer], parts[name] = _split(written, outer, name, parts[outer])
    for name, word in _MARKS.items():
        for outer in [outer for outer in parts if name not in parts]:
            inside = _marked(parts[outer], word)
            if inside:
                findings.append(
                    Finding("error", (outer, next(iter(inside))), Told("settings.heading_wanted", name=name))
                )
                written.take_as((name,), (outer,))
                parts[outer] = {one: value for one, value in parts[outer].items() if one not in inside}
                parts[name] = inside
    return parts, findings


def _marked(part: Any, word: str) -> dict[str, Any]:
    """What of a part has a word in it by which it belongs elsewhere: below a heading that was left out."""
    if not isinstance(part, dict):
        return {}
    return {name: value for name, value in part.items() if isinstance(value, dict) and word in value}


def _holds_heading(outer: str, inner: Any, name: str) -> bool:
    """Whether the heading of another part stands in a part: no setting of it, and no connection or flow called so."""
    if not isinstance(inner, dict) or name not in inner or outer not in Settings.model_fields:
        return False
    model, value = kind_of(Settings.model_fields[outer].annotation).model, inner[name]
    if model is not None and name in names_of(model):
        return False
    return value is None or (isinstance(value, dict) and not {"vendor", "entity"} & value.keys())


def _split(written: Written, outer: str, name: str, inner: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What belongs to the outer part, and to the one whose heading stands in it: where that is empty, all behind it."""
    names = list(inner)
    at = names.index(name)
    if isinstance(inner[name], dict):
        written.take_as((name,), (outer, name))
        return {one: value for one, value in inner.items() if one != name}, inner[name]
    for one in names[at + 1 :]:
        written.take_as((name, one), (outer, one))
    return {one: inner[one] for one in names[:at]}, {one: inner[one] for one in names[at + 1 :]}
