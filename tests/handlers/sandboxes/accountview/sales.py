"""Books with two debtors and a clock that is moved by hand, and what of their orders changed since a moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.sandboxes.accountview import Books
from handlers.sandboxes.demonstration.accountview_books import bare_books
from tests.handlers.sandboxes.accountview.caller import Caller
from tests.handlers.vendors.accountview.office import TODAY

START = datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC)
MUGS = {"ART_CODE": "KFM-100", "ORD_QTY": 3}
BREAD = {"ART_CODE": "BRD-001", "ORD_QTY": 2, "ART_PX": 2}


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, **length: int) -> None:
        self.at += timedelta(**length)


def books_at(clock: Clock, **settings: Any) -> Books:
    books = bare_books(today=lambda: TODAY, now=clock, **settings)
    for number in ("10001", "10002"):
        books.put("CONTACT", {"SUB_NR": number, "ACCT_NAME": f"Winkel {number}", "ACCT_NR": "1300", "DISC_CODE": "14"})
    return books


async def changed_since(caller: Caller, at: datetime, column: str = "CNG_DATE", **asked: str) -> list[str]:
    value = at.strftime("{^%Y-%m-%d %H:%M:%S}")
    answer = await caller.rows("SO1", (column, "DateOnOrAfterDate", "T", value), **asked)
    return [row["ORD_NR"] for row in answer["SO_HDR"]]
