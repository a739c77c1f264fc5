"""Reads debtors, delivery addresses and orders out of AccountView's rows, as the orders pipeline wants to see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.debtors import FoundDebtor
from handlers.contracts.orders import FoundOrder, WrittenOrder
from handlers.vendors.accountview.dictionary import columns_of
from handlers.vendors.accountview.naming import HistoryObject
from handlers.vendors.accountview.places import Place
from handlers.vendors.accountview.protocol import Answer, day_of, number_of, text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.prices import page_total, total_of
from mapping.addresses import split_line

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
    house = " ".join(filter(None, (text_of(row, "ST_NR"), text_of(row, "ST_EXTRA"))))
    return FoundDebtor(
        number=text_of(row, "SUB_NR"),
        email=text_of(row, "MAIL_BUS"),
        fields=dict(row),
        closed=frozenset().union(*groups),
        vat_number=text_of(row, "VAT_NR"),
        name=text_of(row, "ACCT_NAME"),
        postcode=text_of(row, "POST_CODE"),
        house=house or _house_in(row),
    )


def _house_in(row: Row) -> str:
    """The house number that stands on the one address line of a debtor entered without one."""
    line = split_line(text_of(row, "ADDRESS1"), text_of(row, "CNT_CODE") or "NL")
    return " ".join(filter(None, (line.number, line.addition)))


def found_address(row: Row) -> FoundAddress:
    """A delivery address of table DEL_ADDR."""
    return FoundAddress(number=text_of(row, "REC_ID"), fields=dict(row))


def found_documents(answer: Answer, place: Place, reference_column: str, asked: str) -> list[FoundOrder]:
    """The documents of an answer, each with the total of its lines where the answer shows which lines are its own.

    A reference that differs from the one asked for in capitals only is the same where AccountView keeps capitals.
    """
    headers = answer.rows(place.table) or ()
    lines = answer.rows(place.line_table)
    columns, own = place.columns, place.line_columns
    return [
        FoundOrder(
            number=text_of(header, place.number),
            reference=as_asked(text_of(header, reference_column), asked, "SO_HDR", reference_column),
            debtor=text_of(header, columns.debtor),
            ordered_on=day_of(header, columns.ordered_on),
            total=None
            if (mine := lines_of(header, lines, place.table, alone=len(headers) == 1)) is None
            else total_of((number_of(line, own.quantity), number_of(line, own.unit_price)) for line in mine),
        )
        for header in headers
    ]


def found_pages(answer: Answer, settings: AccountViewConnection, asked: str) -> list[FoundOrder]:
    """The journal pages of an answer; the total is the sum of their lines as they are written, VAT included."""
    names, column = settings.objects, settings.page_reference_column
    headers = answer.rows(names.page_table) or ()
    lines = answer.rows(names.page_line_table)
    return [
        FoundOrder(
            number=text_of(header, settings.page_number_column),
            reference=as_asked(text_of(header, column), asked, "DJ_PAGE", column),
            debtor=text_of(header, "SUB_NR"),
            ordered_on=day_of(header, "TRN_DATE"),
            total=None
            if (mine := lines_of(header, lines, names.page_table, alone=len(headers) == 1)) is None
            else page_total([(number_of(line, "AMOUNT"), number_of(line, "VAT_AMT")) for line in mine], settings),
        )
        for header in headers
    ]


def as_written(stored: Sequence[FoundOrder]) -> WrittenOrder:
    """What an insert's answer tells of the one document that was made."""
    return WrittenOrder(stored[0].number or None, stored[0].total) if stored else WrittenOrder(None)


def as_asked(stored: str, asked: str, table: str, column: str) -> str:
    """A reference as stored; as it was asked for where the column keeps capitals only and there is no other difference.

    >>> as_asked("W-1A", "w-1a", "DJ_PAGE", "INV_NR"), as_asked("W-1A", "w-1a", "SO_HDR", "COMMENT1")
    ('w-1a', 'W-1A')
    """
    known = columns_of(table).get(column.upper())
    return asked if known is not None and known.upper and stored == asked.upper() else stored


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


def lines_of(header: Row, lines: Sequence[Row] | None, table: str, *, alone: bool) -> Sequence[Row] | None:
    """The lines of a header by the number that relates them within an answer; None where it cannot be told.

    ``table`` is that of the headers; ``alone``: the answer has no other header.
    """
    if lines is None:
        return None
    relation = f"{table.upper()}_ID"
    own = text_of(header, relation)
    if own:
        return [line for line in lines if text_of(line, relation) == own]
    return lines if alone else None
