"""Writes an order in the letters that its target keeps, and tells which fields are not as the buyer wrote them."""

from typing import Any, Literal

from pydantic import BaseModel

from mapping.clean_text import keep_letters
from mapping.documents.order import Order
from words.told import Told

_KEPT = frozenset({"number", "credit_of", "order_number", "currency", "country", "email", "sku"})
"""Texts by which something is found: they are never respelt."""


def in_letters_of(order: Order, characters: Literal["all", "windows-1252"]) -> tuple[Order, list[Told]]:
    """The order with letters that the target lacks replaced, and a note that names the fields; not their values."""
    if characters == "all":
        return order, []
    fields: list[str] = []
    written: Order = _rewrite(order, characters, "", fields)
    notes = [Told("orders.letters_replaced", fields=fields)] if fields else []
    return written, notes


def _rewrite(value: Any, encoding: str, path: str, told: list[str]) -> Any:
    """A value with its texts rewritten; the very same where nothing changed."""
    if isinstance(value, str):
        kept = keep_letters(value, encoding)
        if kept == value:
            return value
        told.append(path)
        return kept
    if isinstance(value, tuple):
        return tuple(_rewrite(entry, encoding, f"{path}[{place}]", told) for place, entry in enumerate(value))
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields if name not in _KEPT}
        inside = f"{path}." if path else ""
        changes = {name: _rewrite(part, encoding, f"{inside}{name}", told) for name, part in fields.items()}
        return value.model_copy(update={name: part for name, part in changes.items() if part is not fields[name]})
    return value
