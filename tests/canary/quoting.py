"""A target that is careless: its refusals quote what it was sent, as those of real systems do."""

import json
from typing import Any
from urllib.parse import quote

from aiohttp import web

from handlers.sandboxes.accountview.faults import Fault, Faults
from handlers.sandboxes.accountview.refusals import refusal
from tests.canary.marks import Marks

QUOTES = Fault.OFFLINE
"""The fault that is answered by a quote here."""

REFUSES = Fault.ERROR
"""The fault that is answered here by a page with the whole call in it, and a status that is no use to repeat."""


class QuotingFaults(Faults):
    """``column`` is the field of a write whose value is quoted; of a read it is what it looks for.

    Each quote also tells of ``stranger``, a customer of the target's own whom no order of ours is about.
    """

    def __init__(self) -> None:
        super().__init__()
        self.column = ""
        self.stranger = Marks()

    def quote(self, business_object: str, method: str, column: str = "") -> None:
        """Let the next such call be refused with a quote."""
        self.column = column
        self.next(QUOTES, method=method, business_object=business_object)

    def answer(self, fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
        """The refusal, with what was sent as it came and in four other spellings."""
        if fault is REFUSES:
            return web.Response(status=400, text=f"<h1>{sent(request)}</h1>", content_type="text/html")
        if fault is not QUOTES:
            return super().answer(fault, request)
        said = value_of(json.loads(sent(request)), self.column) if request.method != "GET" else mailed(request)
        entities = said.encode("ascii", "xmlcharrefreplace").decode()
        spellings = ", ".join((said.upper(), json.dumps(said)[1:-1], quote(said), entities))
        other = self.stranger
        in_use = f"in gebruik door relatie 10007 {other.plain[:7]}, {other.email('7')}, {other.grouped_digits}"
        text = (
            f"{self.column}: de waarde '{said}' ({spellings}) is onjuist, {in_use}, NL{other.digits}, {other.accented}."
        )
        return refusal(text, 200)


def sent(request: web.BaseRequest) -> str:
    """The body of a call that has been read, or its query."""
    return (request._read_bytes or b"").decode() or request.query_string


def mailed(request: web.BaseRequest) -> str:
    """The address that a read looks for."""
    return next(value for value in request.query.values() if "@" in value)


def value_of(body: Any, column: str) -> str:
    """The value of a column in the first row of a write."""
    names = [field["Name"] for field in body["Table"]["Definition"]["Fields"]]
    return str(body["TableData"]["Data"]["Rows"][0]["Values"][names.index(column)])
