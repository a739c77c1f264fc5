"""Asks AFAS for the codes, items and debtors that settings name: by pick lists, by lists, and by who uses them.

The lists are AFAS's standard GetConnectors (AFASSoftware/OASContent OpenApiSpecs/profit/en), where the app connector
has them. Of payment conditions, units and VAT tariff groups no standard connector is public: one that a debtor or an
article has exists, and of any other nobody can tell.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from handlers.contracts.naming import Kind
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.live.shown import Overview
from handlers.vendors.afas.protocol import QUERY_LIMIT, Condition, Filter, Operator, any_of, batches, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.books import equal
from handlers.vendors.looking_up import LookUp, codes_of, halves_of, of_kind
from relay.roles import Named
from words.told import Told

LISTS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.WAREHOUSE: ("Profit_Warehouses", "Warehouse"),
    Kind.CURRENCY: ("Profit_Currency", "CurrencyId"),
    Kind.ADMINISTRATION: ("Profit_Administrations", "AdminId"),
    Kind.CONTROL_ACCOUNT: ("Profit_Accounts", "Account"),
    Kind.LEDGER_ACCOUNT: ("Profit_Accounts", "Account"),
    Kind.ARTICLE_GROUP: ("Profit_ArticleGroups", "Artikelgroep"),
}
"""The standard GetConnector that lists codes of a kind, and its column."""

PICKED: Final[Mapping[str, Kind]] = {
    "PaCd": Kind.PAYMENT_CONDITION,
    "PaTp": Kind.PAYMENT_METHOD,
    "LgId": Kind.LANGUAGE,
    "JoCo": Kind.JOURNAL,
    "VaRc": Kind.VAT_CODE,
    "War": Kind.WAREHOUSE,
    "CuId": Kind.CURRENCY,
    "BiUn": Kind.UNIT,
    "ColA": Kind.CONTROL_ACCOUNT,
    "ToAc": Kind.LEDGER_ACCOUNT,
    "Unit": Kind.ADMINISTRATION,
    "Grp": Kind.ARTICLE_GROUP,
    "ItCd": Kind.COST_ITEM,
}
"""The fields that take codes of a kind: metainfo shows their pick list where an environment has one."""

_USERS: Final = 100
"""Rows that are read at once of those who have one of so many codes."""

_MOST_AT_ONCE: Final = 20

_MOST_LISTED: Final = 1000
"""Rows of a list that are read; of a longer one nobody can tell what is missing."""


class CodeLookUp:
    """The questions about codes of one connection; ``picks`` are the pick lists that metainfo showed."""

    def __init__(
        self,
        look: LookUp,
        client: AfasClient,
        settings: AfasConnection,
        overview: Overview | None,
        picks: Mapping[Kind, Sequence[str]],
    ) -> None:
        self._look = look
        self._client = client
        self._lookups = settings.lookups
        self._overview = overview
        self._picks = picks
        debtors, articles = settings.lookups.debtor_columns, settings.lookups.article_columns
        self._users: Mapping[Kind, tuple[str, str | None]] = {
            Kind.PAYMENT_CONDITION: (settings.lookups.debtors, debtors.payment_condition),
            Kind.CONTROL_ACCOUNT: (settings.lookups.debtors, debtors.receivables_account),
            Kind.CURRENCY: (settings.lookups.debtors, debtors.currency),
            Kind.VAT_CODE: (settings.lookups.articles, articles.vat_group),
            Kind.UNIT: (settings.lookups.articles, articles.unit),
        }

    async def codes(self, named: Iterable[Named]) -> None:
        """Judge codes of all kinds but items and debtors, a kind at a time."""
        by_kind: dict[Kind, list[Named]] = {}
        for one in named:
            by_kind.setdefault(Kind(one.kind), []).append(one)
        for kind, names in by_kind.items():
            if kind in self._picks:
                self._look.judge(names, self._picks[kind])
            elif (listed := self._list_of(kind)) is not None:
                await self._by_list(names, *listed)
            elif kind in self._users:
                await self._by_users(names, *self._users[kind])
            else:
                self._look.leave(names, self._no_list(kind))

    async def items(self, named: Sequence[Named]) -> None:
        """Judge items; one of costs may be of a type that the connector of articles does not show."""
        await self._by_number(of_kind(named, Kind.ARTICLE, Kind.COST_ITEM), self._lookups.articles, "article")

    async def debtors(self, named: Sequence[Named]) -> None:
        """Judge the numbers of debtors."""
        await self._by_number(of_kind(named, Kind.DEBTOR), self._lookups.debtors, "debtor")

    def _list_of(self, kind: Kind) -> tuple[str, str] | None:
        """The GetConnector that lists codes of this kind, as far as the app connector has it, and its column."""
        if kind not in LISTS or self._overview is None:
            return LISTS.get(kind)
        connector = self._overview.reader(LISTS[kind][0])
        return None if connector is None else (connector, LISTS[kind][1])

    def _no_list(self, kind: Kind) -> Told:
        if kind in LISTS:
            return Told("live.afas_add_list", connector=LISTS[kind][0])
        return Told("live.no_list", connection=self._look.connection, kind=kind)

    async def _by_list(self, names: Sequence[Named], connector: str, column: str) -> None:
        query = page_query(Filter(()), [column], take=_MOST_LISTED)
        rows = await self._look.ask(names, partial(self._client.rows, connector, query))
        if rows is None:
            return
        known = {str(row[column]).strip() for row in rows if row.get(column) is not None}
        if len(rows) == _MOST_LISTED or not known:  # rows may be hidden from the user's group
            self._look.leave(names, Told("live.afas_list_unclear", connector=connector, column=column))
        else:
            self._look.judge(names, known)

    async def _by_users(self, names: Sequence[Named], connector: str, column: str | None) -> None:
        """Whoever has a code proves it, and shows nothing of themselves; a page of them proves many codes at once."""
        if column is None:
            self._look.leave(names, self._no_list(Kind(names[0].kind)))
            return
        left = list(names)
        while left:
            asked = codes_of(left)[:_MOST_AT_ONCE]
            query = page_query(any_of(column, asked), (), take=_USERS)
            rows = await self._look.ask(left, partial(self._client.rows, connector, query))
            if rows is None:
                return
            used = {str(row.get(column, "")).strip().casefold() for row in rows}
            left = self._look.settle_by_users(left, asked, used, connector, is_all=len(rows) < _USERS)

    async def _by_number(self, names: Sequence[Named], connector: str, word: str) -> None:
        """Records by their own number: all of them in as few calls as there can be, then those with a like number."""
        if not names:
            return
        column = str(getattr(self._lookups, f"{word}_columns").number)
        numbers = partial(self._numbers, connector, column)
        known = await self._look.ask(names, partial(numbers, equal(column, codes_of(names))))
        if known is None:
            return
        there = {number.casefold() for number in known}
        absent = [one for one in names if one.name.strip().casefold() not in there]
        self._look.take(*(one for one in names if one not in absent))
        if not absent:
            return
        halves = [halves_of(name) for name in codes_of(absent)]
        alike = [Condition(column, Operator.STARTS_WITH, start) for start, _ in halves]
        alike += [Condition(column, Operator.ENDS_WITH, end) for _, end in halves]
        like = await self._look.try_to_ask(partial(numbers, alike))
        for one in absent:
            self._miss(one, connector, like or ())

    def _miss(self, one: Named, connector: str, like: Collection[str]) -> None:
        if one.kind == Kind.COST_ITEM:
            cure = Told("live.afas_other_type", connector=connector)
            self._look.miss(one, known=like, cure=cure, severity="warning")
        else:
            self._look.miss(one, known=like, shown=one.kind != Kind.DEBTOR)

    async def _numbers(self, connector: str, column: str, conditions: Sequence[Condition]) -> set[str]:
        """The numbers of records that meet one of the conditions; of many only the first."""

        def query_of(some: Sequence[Condition]) -> str:
            return page_query(Filter(tuple((one,) for one in some)), [column], take=_MOST_LISTED)

        found: set[str] = set()
        short_enough = [one for one in conditions if len(query_of([one])) <= QUERY_LIMIT]  # no longer one exists
        for some in batches(short_enough, query_of):
            rows = await self._client.rows(connector, query_of(some))
            found |= {str(row[column]).strip() for row in rows if row.get(column) is not None}
        return found
