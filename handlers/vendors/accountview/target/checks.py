"""Finds, without a call, what AccountView would refuse: too long, missing, or in another currency."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.contracts.drafts import Draft
from handlers.vendors.accountview.dictionary import columns_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.context import currency_of, lines_to_send
from mapping.documents.party import Customer
from mapping.pricing import PricedLine
from mapping.problems import Problem
from words.masking import masked, shortened

_LONGER = "longer than"

REMEDIES = {
    "ACCT_NR": "set settings.receivables_account on the flow",
    "SUB_NR": "set auto_number on the connection, or map CONTACT.SUB_NR",
    "DJ_CODE": "set settings.journal on the flow, or the journal of its payment method under settings.payment_methods",
    "ART_CODE": "set settings.free_line_item on the flow; for text that costs nothing, text_lines on the connection",
    "INV_NR": "shorten the flow's reference prefix, or set page_reference_column: EXT_DESC on the connection",
}
"""By column, for one that is missing or too long."""


_NAMES = {"order.": "", "billing.": "billing_address.", "ship_to.": "shipping_address."}
"""How the names that rows read begin in the document; one may stand behind another."""


def in_the_document(path: str, customer: Customer) -> str:
    """A path that rows read, as a person finds it in the document; ``a or b`` is translated part by part.

    Names that the mapping makes of several fields are told by the field that decides them.
    """
    made = {
        "customer.name": "customer.company" if customer.is_company else "customer.last_name",
        "billing_address.line": "billing_address.street",
        "contact.name": "customer.last_name",
        "page_description": "number",
        "contact.email": "customer.email",
        "ship_to_line": "shipping_address.street",
    }
    told = []
    for part in path.split(" or "):
        named = part
        for start, stands in _NAMES.items():
            named = f"{stands}{named.removeprefix(start)}" if named.startswith(start) else named
        told.append(made.get(named, named))
    return " or ".join(dict.fromkeys(told))


def currency_problem(
    draft: Draft, settings: AccountViewConnection, told_in: Collection[str], *, mapped: bool
) -> Problem | None:
    """The problem of an order in a foreign currency whose amounts AccountView would book as its own currency.

    There is none where the settings list the currency and the document tells it in one of the columns ``told_in``, nor
    where ``mapped`` says that a row of the flow's own fills such a column: then an administrator has seen to it.
    """
    currency = currency_of(draft)
    if currency == settings.currency or mapped:
        return None
    if currency not in settings.currencies:
        rule = f"the administration keeps {', '.join((settings.currency, *settings.currencies))}"
        remedy = "send the order in that currency, or add this one to currencies on the connection if it is known there"
        return Problem("order.currency", rule, remedy, currency)
    if told_in:
        return None
    rule = f"nothing tells AccountView that the amounts are not in {settings.currency}"
    return Problem("order.currency", rule, "name order_columns.currency on the connection", currency)


def document_problems(draft: Draft, settings: AccountViewConnection) -> list[Problem]:
    """What this installation does not take, whatever the mapping says."""
    if draft.send_as == "financial_mutation":
        return []
    if not lines_to_send(draft, settings):
        remedy = "give it a line with an article, or set text_lines: hold on the connection"
        return [Problem("order.lines", "has no line that is sent", remedy)]
    if settings.negative_quantities == "allow":
        return []
    remedy = "enter it by hand, or set negative_quantities: allow on the connection if AccountView takes it"
    return [
        Problem(f"{place_of(line)}.quantity", "is below zero", remedy, str(line.quantity))
        for line in draft.lines
        if line.quantity < 0
    ]


def place_of(line: PricedLine) -> str:
    """Where a person finds a priced line: in the document, or among the costs that settings add."""
    return f"order.lines[{line.position}]" if line.position is not None else f"the {line.role} line"


def row_problems(
    table: str,
    row: Mapping[str, Any],
    sources: Mapping[str, str],
    *,
    settings: AccountViewConnection,
    place: str | None = None,
    given_later: Collection[str] = (),
) -> Iterator[Problem]:
    """Every column of one row that is missing or longer than it may be.

    ``sources`` names for ``TABLE.COLUMN`` the path its value comes from; ``place`` is a line's.
    ``given_later`` are columns that need no value yet.
    """
    columns = columns_of(table)
    for name, value in row.items():
        limit = settings.limit_of(f"{table}.{name}")
        if limit is not None and isinstance(value, str) and len(value) > limit.most:
            yield _too_long(table, name, limit.most, value, _path(table, name, sources, place))
    for column in columns.values():
        if column.mandatory and column.writable and column.name not in given_later and _is_empty(row.get(column.name)):
            yield Problem(
                _path(table, column.name, sources, place),
                f"AccountView needs {table}.{column.name}, and nothing fills it",
                REMEDIES.get(column.name, "give it in the document, or map the field"),
            )


def shaped(row: Mapping[str, Any], settings: AccountViewConnection) -> dict[str, Any]:
    """The row as it is sent: Dutch postcodes in the form that the connection's settings say."""
    out = dict(row)
    postcode = out.get("POST_CODE")
    if isinstance(postcode, str) and out.get("CNT_CODE") == "NL" and not settings.postcode_with_blank:
        out["POST_CODE"] = postcode.replace(" ", "")
    return out


def for_the_sender(problems: Sequence[Problem], customer: Customer) -> list[Problem]:
    """The problems by the document's own paths; one for each path and rule, as an e-mail address fills two columns.

    Of a text that is too long for two columns, the first is told.
    """
    told = [replace(problem, path=in_the_document(problem.path, customer)) for problem in problems]
    by_rule: dict[tuple[str, str], Problem] = {}
    for problem in told:
        by_rule.setdefault((problem.path, _LONGER if problem.rule.startswith(_LONGER) else problem.rule), problem)
    return list(by_rule.values())


def _too_long(table: str, column: str, most: int, value: str, path: str) -> Problem:
    show = shortened if table in {"SO_LINE", "DJ_LINE"} else masked
    return Problem(
        path,
        f"{_LONGER} the {most} characters that AccountView keeps in {table}.{column}",
        REMEDIES[column]
        if column == "INV_NR"
        else "shorten it in the source, map the field to something shorter, or say what becomes of it in too_long",
        show(value),
    )


def _path(table: str, column: str, sources: Mapping[str, str], place: str | None) -> str:
    path = sources.get(f"{table}.{column}", f"{table}.{column}")
    return path if place is None or not path.startswith("item") else f"{place}{path.removeprefix('item')}"


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
