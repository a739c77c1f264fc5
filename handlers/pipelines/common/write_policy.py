"""Decides which fields of a debtor who is there may be written, by the flow's setting and the mapping rows' own."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from handlers.contracts.debtors import FoundDebtor
from handlers.contracts.records import Fields

Update = Literal["never", "empty_fields", "always"]
"""What a flow says about changing records that are there."""

_AS_A_ROW: Final[Mapping[Update, str]] = {"never": "create_only", "empty_fields": "if_empty", "always": "always"}
"""What the flow's setting means for a field whose mapping row says nothing."""


def changes_of(fields: Fields, found: FoundDebtor, update: Update, writes: Mapping[str, str]) -> dict[str, Any]:
    """The fields to send. A mapping row's ``write`` wins over ``update``; an empty value never clears a field."""
    usual = _AS_A_ROW[update]
    return {name: value for name, value in fields.items() if _may_write(name, value, found, writes.get(name, usual))}


def _may_write(name: str, value: Any, found: FoundDebtor, write: str) -> bool:
    if _empty(value) or write == "create_only" or name in found.foreign:
        return False
    if write == "always":
        return not _same(found.fields.get(name), value)
    return _empty(found.fields.get(name)) and name not in found.closed


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _same(found: Any, wanted: Any) -> bool:
    """Targets pad and capitalise what they store."""
    return str(found or "").strip().casefold() == str(wanted or "").strip().casefold()
