"""Finds, makes and changes debtors: sales relations with the organisation or person behind them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.records import AlreadyThere, Fields
from handlers.vendors.afas.client import Row
from handlers.vendors.afas.protocol import Condition, Operator
from handlers.vendors.afas.target.books import BooksTarget, OpenBooks, equal, text_of
from handlers.vendors.afas.target.field_values import is_empty
from handlers.vendors.afas.target.lookup_columns import DebtorColumns
from handlers.vendors.afas.target.party_presets import ACCOUNT, ORGANISATION, PERSON
from handlers.vendors.afas.target.writes import BASIC_ADDRESS, change_debtor, new_debtor
from handlers.vendors.mapped_target import MappedDebtors
from relay.errors import Hold
from words.told import Told

ADDRESS_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "street": "Ad",
        "house_number": "HmNr",
        "house_addition": "HmAd",
        "extra": "AdAd",
        "postcode": "ZpCd",
        "city": "Rs",
        "country": "CoId",
    }
)
"""AFAS's fields of an address, by our words for the columns that show them."""

_RELATION: Mapping[str, str] = MappingProxyType(
    {
        "currency": "CuId",
        "payment_condition": "PaCd",
        "receivables_account": "ColA",
        "vat_duty": "VaDu",
        "vat_number": "VaId",
        "language": "LgId",
        "revenue_account": "ToAc",
        "price_list": "PrLs",
        "direct_debit": "AuPa",
        "credit_limit": "Krli",
        "blocked": "Bl",
        "blocked_completely": "BlTl",
    }
)
_PARTY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        f"{ORGANISATION}.KnOrganisation": {
            "name": "Nm",
            "search_name": "SeNm",
            "email": "EmAd",
            "phone": "TeNr",
            "chamber_number": "CcNr",
            "mobile": "MbNr",
            "website": "HoPa",
            "iban": f"{ACCOUNT}.Iban",
        },
        f"{PERSON}.KnPerson": {
            "search_name": "SeNm",
            "first_name": "FiNm",
            "initials": "In",
            "infix": "Is",
            "last_name": "LaNm",
            "email": "EmA2",
            "phone": "TeN2",
            "mobile": "MbN2",
            "website": "HoPa",
            "iban": f"{ACCOUNT}.Iban",
        },
    }
)
_KINDS: Mapping[str, str] = MappingProxyType({"ORG": f"{ORGANISATION}.KnOrganisation", "PER": f"{PERSON}.KnPerson"})
_NAME_FIELDS = ("FiNm", "In", "Is", "LaNm", "ViGe")
"""Fields that are one with a person's name."""


class Debtors(BooksTarget, MappedDebtors):
    """Implements ``handlers.contracts.debtors.DebtorTarget``, where each method's contract stands."""

    @property
    def debtor_sources(self) -> Mapping[str, frozenset[str]]:
        """For each field of a debtor the paths that its row reads."""
        return self._drafting.debtor_sources

    @property
    def debtor_clears(self) -> frozenset[str]:
        """The fields of a debtor that an update empties where the source has them empty."""
        return self._drafting.debtor_clears

    @property
    def longest_email(self) -> int | None:
        """None: AFAS states no limit."""
        return None

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors with any of the marks, in one call.

        Customers who are matched by name and address are looked for by postcode, written with its blank and without.
        """
        lookups, targets = self._books.settings.lookups, self._drafting.debtor_targets
        columns = lookups.debtor_columns
        rows = await self._books.rows(lookups.debtors, columns, columns.number, list(self._conditions(marks)))
        found = [read_debtor(row, columns, targets) for row in rows]
        return list({debtor.number: debtor for debtor in found}.values())

    async def create_debtor(self, fields: Fields) -> str | None:
        """Make a debtor in one call: sales relation, organisation or person, address and contact. Its number."""
        write = new_debtor(fields, self._books.settings.writing, self._drafting.emptied)
        return await self._books.send(write, "DbId")

    async def update_debtor(self, number: str, fields: Fields, starting: date | None = None) -> None:
        """Set these fields of a debtor; nothing to set is no call.

        An address is sent whole, with the fields that stay as they are: AFAS lets relations share an address, and
        makes a new one of what a change sends, from ``starting`` on. Another IBAN is another bank account: it is added,
        and then preferred. Raises Hold for one that is to be taken away, since AFAS takes none away.
        """
        accounts = {place: value for place, value in fields.items() if f".{ACCOUNT}." in place}
        others = {place: value for place, value in fields.items() if place not in accounts}
        writing, since = self._books.settings.writing, starting or self.today()
        if others:
            whole = {**await self._standing_address(number, others), **others}
            await self._books.send(change_debtor(number, whole, writing, since))
        iban = next(((place, value) for place, value in accounts.items() if place.endswith(".Iban")), None)
        if iban is None:
            return
        if is_empty(iban[1]):
            raise Hold(Told("afas.bank_account_stays", debtor=number))
        with suppress(AlreadyThere):  # of an earlier try, or of the past
            await self._books.send(change_debtor(number, accounts, writing, since))
        preferred = {f"{iban[0].partition('.')[0]}.Iban": iban[1]}
        await self._books.send(change_debtor(number, preferred, writing, since))

    async def find_by_numbers(self, numbers: Sequence[str]) -> Mapping[str, FoundDebtor]:
        """Those of the debtors whom AFAS shows, whatever their blocks, asked for in as few calls as a query holds."""
        lookups, targets = self._books.settings.lookups, self._drafting.debtor_targets
        columns = lookups.debtor_columns
        wanted = equal(columns.number, list(dict.fromkeys(numbers)))
        rows = await self._books.rows(lookups.debtors, columns, columns.number, wanted) if wanted else []
        found = {debtor.number: debtor for debtor in (read_debtor(row, columns, targets) for row in rows)}
        return {number: found[number] for number in numbers if number in found}

    def _conditions(self, marks: CustomerMarks) -> Iterator[Condition]:
        """One for each mark that is given and has a column."""
        settings = self._books.settings
        columns, contains = settings.lookups.debtor_columns, settings.writing.email_search == "contains"
        wanted = [
            (columns.number, Operator.EQUAL, marks.code),
            (columns.vat_number, Operator.EQUAL, marks.vat_number),
            (columns.email, Operator.CONTAINS if contains else Operator.EQUAL, marks.email),
            *((columns.postcode, Operator.EQUAL, postcode) for postcode in marks.postcodes),
        ]
        yield from (Condition(column, operator, value) for column, operator, value in wanted if column and value)

    async def _standing_address(self, number: str, fields: Fields) -> Fields:
        """The filled fields of the debtor's address, where a field of it is to change."""
        tables = {place.rpartition(".")[0] for place in fields if place.rpartition(".")[0].endswith(BASIC_ADDRESS)}
        row = await debtor_row(self._books, number) if tables else None
        if row is None:
            return {}
        standing = read_debtor(row, self._books.settings.lookups.debtor_columns, ()).fields
        return {place: value for place, value in standing.items() if place.rpartition(".")[0] in tables and value}


async def debtor_row(books: OpenBooks, number: str) -> Row | None:
    """The debtor of this number, or None."""
    lookups = books.settings.lookups
    unique = lookups.debtor_columns.number
    rows = await books.rows(lookups.debtors, lookups.debtor_columns, unique, equal(unique, [number]))
    return next((row for row in rows if text_of(row, unique) == number), None)


def read_debtor(row: Row, columns: DebtorColumns, targets: Collection[str]) -> FoundDebtor:
    """A debtor as a row tells it; ``targets`` are the fields that the mapping fills.

    Three kinds of fields are closed to filling in: those that no column shows, those that persons have and
    organisations lack or the reverse, and those that would complete another address or name than the one mapped.
    Fields of the other kind of debtor are foreign besides: their UpdateConnector changes no debtor of this kind.
    """
    words = columns.translate(row)
    fields = _debtor_fields(row, columns)
    shown = frozenset(fields)
    closed = {target for target in targets if target not in shown}
    for target in targets:
        table, _, field = target.rpartition(".")
        if table.endswith("KnBasicAddressAdr") and any(text_of(words, word) for word in ("street", "postcode", "city")):
            closed.add(target)
        if table.endswith("KnPerson") and field in _NAME_FIELDS and text_of(words, "last_name"):
            closed.add(target)
    kind = kind_of(row, columns)
    own = _KINDS.get(kind, "").partition(".")[0]
    return FoundDebtor(
        number=text_of(words, "number"),
        email=text_of(words, "email"),
        fields=fields,
        closed=frozenset(closed),
        foreign=frozenset(target for target in targets if target.partition(".")[0] != own),
        vat_number=text_of(words, "vat_number"),
        name=_name(words),
        postcode=text_of(words, "postcode"),
        house=" ".join(filter(None, (text_of(words, "house_number"), text_of(words, "house_addition")))),
        is_company=kind == "ORG" if kind else None,
    )


def kind_of(row: Row, columns: DebtorColumns) -> str:
    """``ORG`` for an organisation, ``PER`` for a person, else an empty text."""
    kind = text_of(columns.translate(row), "kind").upper()
    return kind if kind in _KINDS else ""


def _name(words: Mapping[str, Any]) -> str:
    """A person's name as people write it, where columns have its parts: AFAS's own may be ``Vries, A. de``."""
    parts = [text_of(words, word) for word in ("first_name", "infix", "last_name")]
    is_told = text_of(words, "kind").upper() == "PER" and parts[0] and parts[-1]
    return " ".join(filter(None, parts)) if is_told else text_of(words, "name")


def _debtor_fields(row: Row, columns: DebtorColumns) -> dict[str, Any]:
    """The fields of a debtor that columns show, by place; none where the kind of debtor is not told.

    A spare column that the connector lacks shows nothing: it is not an empty one.
    """
    words = columns.translate(row)
    party = _KINDS.get(text_of(words, "kind").upper())
    if party is None:
        return {}
    relation = party.partition(".")[0]
    places = {word: f"{relation}.{field}" for word, field in _RELATION.items()}
    places |= {word: f"{party}.{field}" for word, field in _PARTY[party].items()}
    places |= {word: f"{party}.KnBasicAddressAdr.{field}" for word, field in ADDRESS_FIELDS.items()}
    named = dict(columns)
    return {place: _as_written(word, words.get(word)) for word, place in places.items() if named.get(word) in row}


def _as_written(word: str, value: Any) -> Any:
    """A value as an UpdateConnector takes it, where a GetConnector shows it otherwise.

    >>> _as_written("credit_limit", Decimal("5000.00")), _as_written("iban", "NL91 ABNA 0417 1643 00")
    (5000, 'NL91ABNA0417164300')
    """
    if word == "credit_limit" and isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return "".join(value.split()) if word == "iban" and isinstance(value, str) else value
