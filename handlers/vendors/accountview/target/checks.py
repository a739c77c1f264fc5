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
from mapping.problems import EITHER, Problem
from words.masking import mask_value, shorten
from words.told import Told

_TOO_LONG = "accountview.too_long"

REMEDIES = {
    "ACCT_NR": Told("accountview.set_receivables_account"),
    "SUB_NR": Told("accountview.set_auto_number"),
    "DJ_CODE": Told("accountview.set_journal"),
    "ART_CODE": Told("accountview.set_free_line_item"),
    "INV_NR": Told("accountview.shorten_prefix"),
}
"""By column, for one that is missing or too long."""


_NAMES = {"order.": "", "billing.": "billing_address.", "ship_to.": "shipping_address."}
"""How the names that rows read begin in the document; one may stand behind another."""


def in_the_document(path: str, customer: Customer) -> str:
    """A path that rows read, as a person finds it in the document; ``a | b`` is translated part by part.

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
    for part in path.split(EITHER):
        named = part
        for start, stands in _NAMES.items():
            named = f"{stands}{named.removeprefix(start)}" if named.startswith(start) else named
        told.append(made.get(named, named))
    return EITHER.join(dict.fromkeys(told))


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
        rule = Told("accountview.other_currency", currencies=(settings.currency, *settings.currencies))
        remedy = Told("accountview.add_currency")
        return Problem("order.currency", rule, remedy, currency)
    if told_in:
        return None
    rule = Told("accountview.currency_not_told", currency=settings.currency)
    return Problem("order.currency", rule, Told("accountview.name_currency_column"), currency)


def document_problems(draft: Draft, settings: AccountViewConnection) -> list[Problem]:
    """What this installation does not take, whatever the mapping says."""
    if draft.send_as == "financial_mutation":
        return []
    if not lines_to_send(draft, settings):
        return [Problem("order.lines", Told("accountview.no_line_sent"), Told("accountview.give_line"))]
    if settings.negative_quantities == "allow":
        return []
    rule, remedy = Told("accountview.quantity_below_zero"), Told("accountview.enter_by_hand")
    return [
        Problem(f"{place_of(line)}.quantity", rule, remedy, str(line.quantity))
        for line in draft.lines
        if line.quantity < 0
    ]


def place_of(line: PricedLine) -> str:
    """Where a person finds a priced line: in the document, or among the costs that settings add."""
    return f"order.lines[{line.role if line.position is None else line.position}]"


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
                Told("accountview.field_missing", field=f"{table}.{column.name}"),
                REMEDIES.get(column.name, Told("accountview.give_or_map")),
            )


def shape_row(row: Mapping[str, Any], settings: AccountViewConnection) -> dict[str, Any]:
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
        is_too_long = problem.wrong.code == _TOO_LONG
        by_rule.setdefault((problem.path, _TOO_LONG if is_too_long else problem.rule), problem)
    return list(by_rule.values())


def _too_long(table: str, column: str, most: int, value: str, path: str) -> Problem:
    show = shorten if table in {"SO_LINE", "DJ_LINE", "ARTICLE"} else mask_value
    return Problem(
        path,
        Told("accountview.too_long", most=most, field=f"{table}.{column}"),
        REMEDIES[column] if column == "INV_NR" else Told("accountview.shorten"),
        show(value),
    )


def _path(table: str, column: str, sources: Mapping[str, str], place: str | None) -> str:
    path = sources.get(f"{table}.{column}", f"{table}.{column}")
    return path if place is None or not path.startswith("item") else f"{place}{path.removeprefix('item')}"


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
