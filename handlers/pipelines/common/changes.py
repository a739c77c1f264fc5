"""Tells which fields of an order changed at the source after it was sent: reported, and never sent again."""

from collections.abc import Iterator, Sequence
from typing import Any

from mapping.documents.order import Order
from mapping.parsing import dump_json
from mapping.problems import Problem
from relay.errors import Skip
from relay.line.once.links import Links
from words.told import Told

_MOST_LINES = 100
"""Above this many lines they are remembered as one: a link stays small, and a person looks at the order anyway."""

_NO_CHANGE = frozenset({"updated_at", "status"})
"""An order's stamp and state move while it is delivered; a cancelled one is told by its state."""


def fingerprint(order: Order, links: Links) -> str:
    """A keyed hash of each part of an order, as ``name:hash name:hash``: enough to say what changed, and not how."""
    return " ".join(f"{name}:{links.digest(dump_json(part, sort_keys=True))[:12]}" for name, part in _parts(order))


def list_changed_fields(before: str, after: str) -> list[str]:
    """The fields that differ between two fingerprints, as paths.

    None where one of them is no fingerprint: orders linked by an earlier version have one hash of what was sent, or
    nothing, and with that no order can be compared.
    """
    then, now = _hashes(before), _hashes(after)
    if not then or not now:
        return []
    return [name for name in dict.fromkeys((*now, *then)) if then.get(name) != now.get(name)]


def changed_after_send(number: str, fields: Sequence[str], *, cancelled: bool = False) -> Skip:
    """The end of a run on an order that was sent before as ``number`` and is not the same any more."""
    told = Told("common.differs_after_send", number=number, fields=fields)
    if cancelled:
        told = Told("common.cancelled_after_send", number=number)
    wrong, mend = Told("common.changed_after_send"), Told("common.change_by_hand", number=number)
    return Skip(told, number=number, problems=[Problem(field, wrong, mend) for field in fields])


def _parts(order: Order) -> Iterator[tuple[str, Any]]:
    dumped = order.model_dump(mode="json", exclude=set(_NO_CHANGE), exclude_defaults=True)
    lines = dumped.pop("lines")
    yield from dumped.items()
    if len(lines) > _MOST_LINES:
        yield "lines", lines
        return
    for position, line in enumerate(lines):
        yield f"lines[{position}]", line


def _hashes(told: str) -> dict[str, str]:
    return dict(part.rsplit(":", 1) for part in told.split() if ":" in part)
