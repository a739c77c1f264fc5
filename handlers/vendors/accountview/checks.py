"""Finds, without a call, what AccountView would refuse: too long, missing, or in another currency."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.pipelines.orders.needs import Draft
from handlers.vendors.accountview.connection import AccountViewConnection
from handlers.vendors.accountview.contexts import currency_of, lines_to_send
from handlers.vendors.accountview.dictionary import FILES, Column, columns_of
from mapping.documents.order import Order
from mapping.pricing import PricedLine
from mapping.problems import Problem, masked, shortened

EMAILS = frozenset({"MAIL_BUS", "MC_MAILB", "TO_EMAIL"})
NEVER_CUT = EMAILS | {"TEL_BUS", "ST_NR", "ST_EXTRA"}
"""Columns beside codes and keys whose value means something else, or nothing, without its end."""

_LONGER = "longer than"

REMEDIES = {
    "ACCT_NR": "set settings.receivables_account on the flow",
    "SUB_NR": "set auto_number on the connection, or map CONTACT.SUB_NR",
    "DJ_CODE": "set settings.journal on the flow, or the journal of its payment method under settings.payment_methods",
    "ART_CODE": "set settings.free_line_item on the flow; for text that costs nothing, text_lines on the connection",
    "INV_NR": "shorten the flow's reference prefix, or set page_reference_column: EXT_DESC on the connection",
}
"""By column, for one that is missing or too long."""


def in_the_document(path: str, order: Order) -> str:
    """A path that rows read, as a person finds it in the document; ``a or b`` is translated part by part.

    Names that the mapping makes of several fields are told by the field that decides them.
    """
    made = {
        "order.customer.name": "customer.company" if order.customer.is_company else "customer.last_name",
        "order.billing_address.line": "billing_address.street",
        "contact.name": "customer.last_name",
        "page_description": "number",
        "contact.email": "customer.email",
        "ship_to_line": "shipping_address.street",
    }
    told = [
        made.get(part) or part.replace("order.ship_to.", "shipping_address.", 1).removeprefix("order.")
        for part in path.split(" or ")
    ]
    return " or ".join(dict.fromkeys(told))


def currency_problem(
    draft: Draft, settings: AccountViewConnection, told_in: Collection[str], *, mapped: bool
) -> Problem | None:
    """What is wrong with the order's currency: its amounts would be booked as the administration's own.

    ``told_in`` are columns of the document that would tell it; ``mapped``: a row of the flow's own fills one, by which
    an administrator says that AccountView knows the currencies that come.
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
    place: str | None = None,
    given_later: Collection[str] = (),
) -> Iterator[Problem]:
    """Every column of one row that is missing or longer than the dictionary allows.

    ``sources`` names for ``TABLE.COLUMN`` the path its value comes from; ``place`` is a line's.
    ``given_later`` are columns that need no value yet.
    """
    columns = columns_of(table)
    for name, value in row.items():
        column = columns.get(name)
        if column is not None and is_too_long(value, column):
            yield _too_long(table, column, value, _path(table, name, sources, place))
    for column in columns.values():
        if column.mandatory and column.writable and column.name not in given_later and _is_empty(row.get(column.name)):
            yield Problem(
                _path(table, column.name, sources, place),
                f"AccountView needs {table}.{column.name}, and nothing fills it",
                REMEDIES.get(column.name, "give it in the document, or map the field"),
            )


def is_too_long(value: Any, column: Column) -> bool:
    """Whether a text has more characters than its column."""
    return column.is_text and column.length is not None and isinstance(value, str) and len(value) > column.length


def longest_of(field: str) -> int | None:
    """How many characters ``TABLE.COLUMN`` keeps of a text that may be cut."""
    table, _, name = field.partition(".")
    column = columns_of(table).get(name) if table in FILES else None
    return column.length if column and column.is_text and not column.upper and name not in NEVER_CUT else None


def shaped(
    table: str, row: Mapping[str, Any], settings: AccountViewConnection, held: Collection[str] = ()
) -> dict[str, Any]:
    """The row as it is sent: postcodes in the form, and texts cut to the length, that the connection's settings say.

    ``held`` are fields of which nothing is cut.
    """
    columns = columns_of(table)
    out = dict(row)
    for name, value in row.items():
        column = columns.get(name)
        if column is None or not is_too_long(value, column):
            continue
        if name in EMAILS and settings.long_emails == "leave_out":
            del out[name]
        elif _may_be_cut(table, column, settings, held):
            out[name] = value[: column.length].rstrip()
    postcode = out.get("POST_CODE")
    if isinstance(postcode, str) and out.get("CNT_CODE") == "NL" and not settings.postcode_with_blank:
        out["POST_CODE"] = postcode.replace(" ", "")
    return out


def _may_be_cut(table: str, column: Column, settings: AccountViewConnection, held: Collection[str]) -> bool:
    references = {settings.order_reference_column, settings.page_reference_column}
    kept = column.upper or column.name in NEVER_CUT | references or f"{table}.{column.name}" in held
    return settings.too_long == "cut" and not kept


def for_the_sender(problems: Sequence[Problem], order: Order) -> list[Problem]:
    """The problems by the document's own paths; one for each path and rule, as an e-mail address fills two columns.

    Of a text that is too long for two columns, the first is told.
    """
    told = [replace(problem, path=in_the_document(problem.path, order)) for problem in problems]
    by_rule: dict[tuple[str, str], Problem] = {}
    for problem in told:
        by_rule.setdefault((problem.path, _LONGER if problem.rule.startswith(_LONGER) else problem.rule), problem)
    return list(by_rule.values())


def _too_long(table: str, column: Column, value: str, path: str) -> Problem:
    show = shortened if table in {"SO_LINE", "DJ_LINE"} else masked
    return Problem(
        path,
        f"{_LONGER} the {column.length} characters that AccountView keeps in {table}.{column.name}",
        REMEDIES[column.name]
        if column.name == "INV_NR"
        else "shorten it in the source, or map the field to something shorter",
        show(value),
    )


def _path(table: str, column: str, sources: Mapping[str, str], place: str | None) -> str:
    path = sources.get(f"{table}.{column}", f"{table}.{column}")
    return path if place is None or not path.startswith("item") else f"{place}{path.removeprefix('item')}"


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
