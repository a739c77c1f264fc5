"""Reads debtors, delivery addresses and orders out of AccountView's rows, as the orders pipeline wants to see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from handlers.pipelines.orders.needs import FoundAddress, FoundDebtor, FoundOrder
from handlers.vendors.accountview.connection import AccountViewConnection, HistoryObject
from handlers.vendors.accountview.prices import total_of
from handlers.vendors.accountview.protocol import Answer, day_of, number_of, text_of
from handlers.vendors.accountview.protocol.answers import Row

ADDRESS = frozenset(
    {"ST_STREET", "ST_NR", "ST_EXTRA", "ST_PROP", "ST_REGION", "ADDRESS1", "POST_CODE", "CITY", "CNT_CODE"}
)
CONTACT_PERSON = frozenset({"MAIN_CONT", "MC_MAILB"})

GROUPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(("ST_STREET", "ADDRESS1", "POST_CODE", "CITY"), ADDRESS),
        **dict.fromkeys(CONTACT_PERSON, CONTACT_PERSON),
    }
)
"""For a column that tells that an address or a contact is there: the columns it is one with.

A country alone tells nothing: AccountView may fill it in by itself.
"""


def found_debtor(row: Row) -> FoundDebtor:
    """A debtor of table CONTACT; half of another address, or of another contact, must not be added to his own."""
    groups = (group for column, group in GROUPS.items() if text_of(row, column))
    return FoundDebtor(
        number=text_of(row, "SUB_NR"),
        email=text_of(row, "MAIL_BUS"),
        fields=dict(row),
        closed=frozenset().union(*groups),
        vat_number=text_of(row, "VAT_NR"),
        name=text_of(row, "ACCT_NAME"),
        postcode=text_of(row, "POST_CODE"),
        house=" ".join(filter(None, (text_of(row, "ST_NR"), text_of(row, "ST_EXTRA")))),
    )


def found_address(row: Row) -> FoundAddress:
    """A delivery address of table DEL_ADDR."""
    return FoundAddress(number=text_of(row, "REC_ID"), fields=dict(row))


def found_orders(answer: Answer, settings: AccountViewConnection) -> list[FoundOrder]:
    """The orders of an answer, each with the total of its lines where the answer shows which lines are its own."""
    headers = answer.rows(settings.objects.order_header_table) or ()
    lines = answer.rows(settings.objects.order_line_table)
    return [
        FoundOrder(
            number=text_of(header, settings.order_number_column),
            reference=text_of(header, settings.order_reference_column),
            debtor=text_of(header, "RPL_INV"),
            ordered_on=day_of(header, "ORD_DATE"),
            total=None
            if (own := _lines_of(header, lines, settings, alone=len(headers) == 1)) is None
            else total_of((number_of(line, "ORD_QTY"), number_of(line, "ART_PX")) for line in own),
        )
        for header in headers
    ]


def found_in_history(rows: Iterable[Row], history: HistoryObject, separator: str) -> list[FoundOrder]:
    """The orders that a history object's rows belong to; the total where it names quantity and price."""

    def key(column: str | None) -> str:
        """A column as an answer names it: a joined one has its table before the separator."""
        return (column or "").replace(".", separator)

    orders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        orders[text_of(row, key(history.number))].append(row)
    return [
        FoundOrder(
            number=number,
            reference=text_of(own[0], key(history.reference)),
            debtor=text_of(own[0], key(history.debtor)),
            ordered_on=day_of(own[0], key(history.ordered_on)),
            total=total_of((number_of(row, key(history.quantity)), number_of(row, key(history.price))) for row in own),
        )
        for number, own in orders.items()
    ]


def distinct(orders: Iterable[FoundOrder]) -> list[FoundOrder]:
    """Each order once: open orders stand in the administration of each year they are carried into."""
    return list({(order.number, order.reference, order.debtor): order for order in orders}.values())


def years_to_search(ordered_on: date, today: date, settings: AccountViewConnection) -> tuple[date | None, ...]:
    """The book dates under which an order may have been written: today's administration, and its own year's.

    None is today's. A year to come is only searched where orders are written by their own date.

    >>> settings = AccountViewConnection(company="DEMO", client_id="id", client_secret="secret")
    >>> years_to_search(date(2026, 3, 1), date(2026, 11, 24), settings)
    (None,)
    >>> years_to_search(date(2025, 12, 30), date(2026, 1, 2), settings)
    (None, datetime.date(2025, 12, 30))
    """
    same_year = _fiscal_year(ordered_on, settings) == _fiscal_year(today, settings)
    if same_year or (ordered_on > today and settings.book_orders_in == "current"):
        return (None,)
    return (None, ordered_on)


def _fiscal_year(day: date, settings: AccountViewConnection) -> int:
    return day.year if day.month >= settings.fiscal_year_starts else day.year - 1


def _lines_of(
    header: Row, lines: Sequence[Row] | None, settings: AccountViewConnection, *, alone: bool
) -> Sequence[Row] | None:
    """The lines of a header by the number that relates them within an answer; None where it cannot be told."""
    if lines is None:
        return None
    relation = f"{settings.objects.order_header_table.upper()}_ID"
    own = text_of(header, relation)
    if own:
        return [line for line in lines if text_of(line, relation) == own]
    return lines if alone else None
