"""Gathers the lines of a posted order from the lists where they stand, each with what was worked out of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.vendors.webhook.posted_settings import LineList
from handlers.vendors.webhook.source.shop_reading import WORKED, Entry, ShopReading, WrongAmountError
from mapping.documents.order import MOST_LINES
from mapping.expressions.expression import FailedExpressionError
from mapping.functions import WrongValueError, is_empty
from mapping.functions.values import at, number_of
from mapping.problems import DocumentError, Problem
from mapping.rows.conditions import Condition
from mapping.rows.paths import follow, path_parts
from mapping.rows.views import make_plain
from words.told import Told

LINES = "lines"
"""What rows name in ``each`` for the entries of all lists of lines, one after the other."""

LIST = "list"
"""The field by which an entry of :data:`LINES` says which list it is from."""


def gather_lines(
    document: Mapping[str, Any], lists: Sequence[LineList], reading: ShopReading
) -> tuple[list[dict[str, Any]], list[str]]:
    """The lines of all lists, and the path of each in the posted document.

    Left out are entries that cost nothing, where the list says so, those for which its conditions do not hold, and
    those of which nothing is left. Raises DocumentError, before any entry is looked at, for more than an order has.
    """
    _refuse_many(document, lists)
    lines: list[dict[str, Any]] = []
    places: list[str] = []
    for each in lists:
        entries = at(document, each.list)
        for position, entry in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(entry, Mapping) and _is_wanted(entry, each, document):
                found = _lines_of(each.list, entry, reading)
                lines += found
                places += [f"{each.list}[{position}]"] * len(found)
    for name, entry in reading.more:
        found = _lines_of(name, entry, reading)
        lines += found
        places += [name] * len(found)
    return lines, places


def _refuse_many(document: Mapping[str, Any], lists: Sequence[LineList]) -> None:
    room = MOST_LINES
    for each in lists:
        entries = at(document, each.list)
        room -= len(entries) if isinstance(entries, list) else 0
        if room < 0:
            remedy = Told("webhook.give_fewer_lines", most=MOST_LINES)
            raise DocumentError([Problem(each.list, Told("webhook.too_many_lines"), remedy)])


def _lines_of(name: str, entry: Entry, reading: ShopReading) -> list[dict[str, Any]]:
    try:
        worked = reading.work_out(name, entry)
    except WrongAmountError as wrong:
        worked = [_show_posted(entry, wrong)]  # the row that reads the wrong amount tells it
    return [{**entry, LIST: name, WORKED: one} for one in worked]


def _show_posted(entry: Entry, wrong: WrongAmountError) -> dict[str, Any]:
    """What rows read of an entry whose amounts are no numbers: the wrong one, under the field that it decides."""
    field = "quantity" if "quantity" in wrong.path else "unit_price"
    return {"quantity": 1, "unit_price": 0, field: at(entry, wrong.path) or wrong.path}


def _is_wanted(entry: Entry, each: LineList, document: Mapping[str, Any]) -> bool:
    if each.amount and _is_nothing(at(entry, each.amount)):
        return False
    return all(_holds(condition, entry, document) for condition in each.when or ())


def _holds(condition: Any, entry: Entry, document: Mapping[str, Any]) -> bool:
    """Whether a condition holds of an entry. One that cannot be told leaves the entry in: nothing is lost unseen."""
    if isinstance(condition, Condition):
        return condition.holds(follow({"item": entry, "posted": document}, path_parts(condition.path)))
    try:
        return bool(condition.holds(make_plain({"item": entry, "posted": document})))
    except FailedExpressionError:
        return True


def _is_nothing(amount: Any) -> bool:
    """Whether an amount is empty or zero; one that is no number is a problem for the row that reads it."""
    try:
        return is_empty(amount) or not number_of(amount)
    except WrongValueError:
        return False
