"""Finds, makes and changes debtors; a company's contact stands on its debtor."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.records import Fields
from handlers.vendors.accountview.dictionary import columns_of
from handlers.vendors.accountview.protocol import Filter, Operator, Query, batches, text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.target.books import BooksTarget
from handlers.vendors.mapped_target import MappedDebtors
from mapping.addresses import split_line

COMPARED = ("SUB_NR", "MAIL_BUS", "VAT_NR", "ACCT_NAME", "POST_CODE", "ST_NR", "ST_EXTRA", "ADDRESS1", "CNT_CODE")
"""What a customer is compared by."""

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


class Debtors(BooksTarget, MappedDebtors):
    """Implements ``handlers.contracts.debtors.DebtorTarget``, where each method's contract stands. Object AR1."""

    @property
    def longest_email(self) -> int | None:
        """How many characters CONTACT.MAIL_BUS has."""
        return columns_of("CONTACT")["MAIL_BUS"].length

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors with any of the marks, in one call; of name and address the postcode is asked for.

        Read back are the columns that the flow's mapping fills, and those by which a customer is compared.
        """
        filters = tuple(self._filters(marks))
        if not filters:
            return []
        query = Query(self._books.settings.objects.debtor, self._asked(), filters, match_any=len(filters) > 1)
        return [read_debtor(row) for row in await self._books.rows(query, "CONTACT")]

    async def find_by_numbers(self, numbers: Sequence[str]) -> Mapping[str, FoundDebtor]:
        """Debtors by their numbers as these were asked for, many in one call, blocked ones too."""
        settings, columns = self._books.settings, self._asked()
        wanted: dict[str, list[str]] = {}
        for number in filter(str.strip, numbers):
            wanted.setdefault(number.strip().upper(), []).append(number)

        def query_of(some: Sequence[str]) -> Query:
            filters = tuple(Filter("SUB_NR", number) for number in some)
            return Query(settings.objects.debtor, columns, filters, match_any=len(filters) > 1)

        # One less than a page holds: a full page would ask for a next one.
        most = max(1, min(settings.most_filters, settings.page_size - 1))
        size, longest = settings.page_size, settings.longest_query
        found: dict[str, FoundDebtor] = {}
        for query in batches(list(wanted), query_of, most=most, longest=longest, page_size=size):
            for row in await self._books.rows(query, "CONTACT"):
                found |= dict.fromkeys(wanted.get(text_of(row, "SUB_NR").upper(), ()), read_debtor(row))
        return found

    async def create_debtor(self, fields: Fields) -> str | None:
        """One call: AccountView keeps a company's contact on the debtor."""
        return await self._books.insert_flat(self._books.settings.objects.debtor, "CONTACT", fields, "SUB_NR")

    async def update_debtor(
        self,
        number: str,
        fields: Fields,
        starting: date | None = None,  # noqa: ARG002 - an address has no first day here
    ) -> None:
        """Set these columns of a debtor; nothing to set is no call."""
        if fields:
            whole = {"SUB_NR": number, **fields}
            await self._books.update(self._books.settings.objects.debtor, "CONTACT", number, whole)

    def _asked(self) -> tuple[str, ...]:
        """The columns by which a customer is compared, and those that the flow's mapping fills."""
        return tuple(dict.fromkeys([*COMPARED, *self._drafting.columns("CONTACT")]))

    def _filters(self, marks: CustomerMarks) -> Iterable[Filter]:
        if marks.email:
            wide = self._books.settings.email_search == "contains"
            yield Filter("MAIL_BUS", marks.email, Operator.CONTAINS if wide else Operator.EQUAL)
        if marks.code:
            yield Filter("SUB_NR", marks.code)
        if marks.vat_number:
            yield Filter("VAT_NR", marks.vat_number)
        for postcode in marks.postcodes:
            yield Filter("POST_CODE", postcode)


def read_debtor(row: Row) -> FoundDebtor:
    """A debtor of table CONTACT; half of another address or contact must not be added to what stands there."""
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
