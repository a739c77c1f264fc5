"""Asks AccountView for the codes, accounts, articles and debtors that settings name.

Short lists are read whole; accounts, articles and debtors are asked by their own number, many in one call. Of codes
without a list that is public, one that a debtor has exists, and of any other nobody can tell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from handlers.contracts.naming import Kind
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.live.mapped import rows_of
from handlers.vendors.accountview.protocol import Answer, Filter, Operator, Query, batches, text_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.looking_up import LookUp, codes_of, given_by, halves_of
from relay.roles import Named, NamingFlow
from words.told import Told

USED_BY_DEBTORS: Final[Mapping[Kind, str]] = {
    Kind.CURRENCY: "CUR_CODE",
    Kind.LANGUAGE: "LNG_CODE",
    Kind.SHIPPING_METHOD: "SHIP_MTH",
}
"""The columns of CONTACT that hold codes without a list that is public."""


_OF_COLUMNS: Final[Mapping[str, Kind]] = {
    "ACCT_NR": Kind.LEDGER_ACCOUNT,
    "VAT_CODE": Kind.VAT_CODE,
    "DJ_CODE": Kind.JOURNAL,
    "DISC_CODE": Kind.PAYMENT_CONDITION,
    "COST_CODE": Kind.COST_CENTRE,
    "ART_CODE": Kind.COST_ITEM,
    "AG_CODE": Kind.ARTICLE_GROUP,
    **{column: kind for kind, column in USED_BY_DEBTORS.items()},
}
"""What a column of this name holds codes of, in whatever table."""


def codes_in_rows(one: NamingFlow, settings: AccountViewConnection) -> Iterator[Named]:
    """The codes that a flow's own rows give as they stand there. Raises StartError where the mapping is wrong."""
    own = {str(row.get("to")): number for number, row in enumerate(one.flow.mapping)}
    for row in rows_of(one.flow, settings).rows:
        column = row.to.rpartition(".")[2].upper()
        if row.to in own and column in _OF_COLUMNS:
            yield from given_by(row, ("flows", one.flow.name, "mapping", own[row.to]), _OF_COLUMNS[column])


class CodeLookUp:
    """The questions about codes of one connection."""

    def __init__(self, look: LookUp, client: AccountViewClient, settings: AccountViewConnection) -> None:
        self._look = look
        self._client = client
        self._settings = settings
        names = settings.objects
        self._lists: Mapping[Kind, tuple[str | None, str]] = {
            Kind.VAT_CODE: (names.vat, "VAT_CODE"),
            Kind.JOURNAL: (names.journals, "DJ_CODE"),
            Kind.PAYMENT_CONDITION: (names.payment_conditions, "DISC_CODE"),
            Kind.ARTICLE_GROUP: (names.article_groups, "AG_CODE"),
        }
        self._numbered: Mapping[Kind, tuple[str | None, str]] = {
            Kind.LEDGER_ACCOUNT: (names.ledger, "ACCT_NR"),
            Kind.CONTROL_ACCOUNT: (names.ledger, "ACCT_NR"),
            Kind.ARTICLE: (names.article, "ART_CODE"),
            Kind.COST_ITEM: (names.article, "ART_CODE"),
            Kind.DEBTOR: (names.debtor, "SUB_NR"),
            Kind.COST_CENTRE: (names.cost_centres, "COST_CODE"),
        }

    async def judge(self, named: Iterable[Named]) -> None:
        """Judge all of them, those of one list together."""
        groups: dict[tuple[str | None, str], list[Named]] = {}
        for one in named:
            kind = Kind(one.kind)
            source = self._lists.get(kind) or self._numbered.get(kind)
            groups.setdefault(source or (None, USED_BY_DEBTORS.get(kind, "")), []).append(one)
        for (business_object, column), names in groups.items():
            if business_object is None and column in USED_BY_DEBTORS.values():
                await self._by_users(names, column)
            elif business_object is None:
                self._leave(names)
            elif (business_object, column) in self._lists.values():
                await self._by_list(names, business_object, column)
            else:
                await self._by_number(names, business_object, column)

    def _leave(self, names: Sequence[Named]) -> None:
        for kind in dict.fromkeys(one.kind for one in names):
            told = Told("live.no_list", connection=self._look.connection, kind=kind)
            self._look.leave([one for one in names if one.kind == kind], told)

    async def _by_list(self, names: Sequence[Named], business_object: str, column: str) -> None:
        """Read a list whole. What its table is called is not asked for, as that of PT1 is not public."""
        size = self._settings.page_size
        answer = await self._look.ask(names, partial(self._client.first_page, Query(business_object), size))
        if answer is None:
            return
        known = _values(answer, column)
        if _count(answer) >= size or not known:
            told = Told("live.accountview_list_unclear", object=business_object, column=column)
            self._look.leave(names, told)
        else:
            self._look.judge(names, known)

    async def _by_number(self, names: Sequence[Named], business_object: str, column: str) -> None:
        """Records by their own number, then those whose number holds a half of one that is missing."""
        ask = partial(self._numbers, business_object, column)
        known = await self._look.ask(names, partial(ask, codes_of(names), Operator.EQUAL))
        if known is None:
            return
        there = {number.casefold() for number in known}
        absent = [one for one in names if one.name.strip().casefold() not in there]
        self._look.take(*(one for one in names if one not in absent))
        if not absent:
            return
        halves = list(dict.fromkeys(half for name in codes_of(absent) for half in halves_of(name)))
        like = await self._look.try_to_ask(partial(ask, halves, Operator.CONTAINS))
        for one in absent:
            self._look.miss(one, known=like or (), shown=one.kind != Kind.DEBTOR)

    async def _by_users(self, names: Sequence[Named], column: str) -> None:
        """A debtor who has a code proves it, and nothing else of them is asked for; a page proves many codes."""
        debtor, left = self._settings.objects.debtor, list(names)
        while left:
            asked = codes_of(left)[: self._settings.most_filters]
            filters = tuple(Filter(column, code) for code in asked)
            query = Query(debtor, (column,), filters, match_any=len(filters) > 1)
            size = self._settings.page_size
            answer = await self._look.ask(left, partial(self._client.first_page, query, size))
            if answer is None:
                return
            used = {code.casefold() for code in _values(answer, column)}
            left = self._look.settle_by_users(left, asked, used, debtor, is_all=_count(answer) < size)

    async def _numbers(self, business_object: str, column: str, values: Sequence[str], operator: Operator) -> set[str]:
        """The numbers that meet one of the comparisons; of many only the first."""
        settings = self._settings

        def query_of(some: Sequence[str]) -> Query:
            filters = tuple(Filter(column, value, operator) for value in some)
            return Query(business_object, (column,), filters, match_any=len(filters) > 1)

        found: set[str] = set()
        most, longest, size = settings.most_filters, settings.longest_query, settings.page_size
        for query in batches(values, query_of, most=most, longest=longest, page_size=size):
            found |= _values(await self._client.first_page(query, size), column)
        return found


def _count(answer: Answer) -> int:
    return len(next(iter(answer.tables.values()), ()))


def _values(answer: Answer, column: str) -> set[str]:
    """The values of a column in the first table of an answer: the main one."""
    rows = next(iter(answer.tables.values()), ())
    return {text for row in rows if (text := text_of(row, column))}
