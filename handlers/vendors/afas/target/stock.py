"""AFAS as a target of stock: mutations, which are differences, each booked once and found again by its mark.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en (FbStockMutation): a POST that answers with nothing of use, and
of which each repeat moves the goods once more.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.records import Repeat
from handlers.contracts.stock import FoundLevel, Level, LevelKey, Mutation, TakesMutations
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.dictionary import field_names, update_object
from handlers.vendors.afas.protocol import Condition, Element, Operator
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.values import read_number
from handlers.vendors.afas.target.books import OpenBooks, text_of
from handlers.vendors.afas.target.stock_levels import StockLevels
from handlers.vendors.afas.target.writes import Write
from handlers.vendors.opening import Opened
from mapping.problems import Problem, ToldRow
from relay.errors import Hold
from relay.model import Flow
from relay.settings.findings import SettingsError
from words.mistake import Mistake
from words.told import Told

MUTATION: Final = "FbStockMutation"

_ARTICLE = "2"


class AfasStockTarget:
    """Books differences, as ``handlers.contracts.stock.TakesMutations``."""

    is_ledger = True
    repeat = Repeat.LOOK_UP
    mapping_rows: Sequence[ToldRow] = ()

    def __init__(self, connection: str, books: OpenBooks, notices: Sequence[Told] = ()) -> None:
        self.connection = connection
        self.mapping_notices = tuple(notices)
        self._books = books
        self._settings = books.settings
        self._writing = books.settings.writing.stock
        self._levels = StockLevels(books)
        self.today = books.today

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.connection!r})"

    @property
    def horizon(self) -> timedelta:
        """How long after an unanswered write AFAS may still carry it out."""
        return self._settings.commit_horizon

    @property
    def stock_decimals(self) -> int:
        """As the connection's settings have it."""
        return self._writing.decimals

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AFAS's fields and objects that the dictionary knows."""
        return field_names()

    @property
    def mutation_list(self) -> str:
        """The connector of stock mutations and its columns; empty where the settings name none."""
        lookups = self._settings.lookups
        if lookups.mutations is None:
            return ""
        return "\x1f".join((lookups.mutations, *(str(column) for _, column in lookups.mutation_columns)))

    def check_level(self, level: Level) -> Sequence[Problem]:
        """What AFAS would refuse: a code it cannot have, no warehouse, a text that is too long."""
        return list(self._problems(level))

    async def find_levels(self, keys: Sequence[LevelKey]) -> Mapping[LevelKey, FoundLevel]:
        """The physical levels, in as few calls as can be."""
        return await self._levels.find(keys)

    async def find_mutation(self, mutation: Mutation) -> Decimal | None:
        """How much is booked under the mark of a mutation, all rows together; None where no row has it.

        Raises Hold for a row whose quantity nobody can read.
        """
        lookups = self._settings.lookups
        if lookups.mutations is None:
            return None
        columns = lookups.mutation_columns
        by_mark = [Condition(columns.description, Operator.CONTAINS, mutation.mark)]
        rows = await self._books.rows(lookups.mutations, columns, columns.description, by_mark, columns.booked_on)
        words = [columns.translate(row) for row in rows]
        marked = [one for one in words if mutation.mark in text_of(one, "description")]
        return sum(map(self._signed, marked), Decimal(0)) if marked else None

    async def book(self, mutation: Mutation) -> None:
        """Book one mutation, as the one element of one call."""
        await self._books.send(Write("POST", MUTATION, Element(self._fields(mutation))))

    def _fields(self, mutation: Mutation) -> dict[str, Any]:
        writing, quantity = self._writing, abs(mutation.quantity)
        is_in, parts = mutation.quantity > 0, self._levels.split(mutation.key.code)
        if parts is None or not mutation.unit:
            raise Hold(Told("afas.no_stock_mutation", code=mutation.key.code))
        return {
            "VaOt": writing.sort_in if is_in else writing.sort_out,
            "ReId": writing.reason_in if is_in else writing.reason_out,
            "Da": mutation.booked_on,
            "Ds": " ".join(filter(None, (writing.text.strip(), mutation.mark))),
            "VaIt": _ARTICLE,
            "ItCd": parts.item,
            "StL1": parts.dimension_1 or None,
            "StL2": parts.dimension_2 or None,
            "War": self._levels.warehouse_of(mutation.key),
            "Loc": writing.location,
            "BiUn": mutation.unit,
            "QuUn": quantity,
            "Qu": quantity if writing.number_too else None,
            "UsCr": writing.user,
        }

    def _problems(self, level: Level) -> Iterator[Problem]:
        fields, parts = update_object(MUTATION).fields, self._levels.split(level.key.code)
        if parts is None:
            yield Problem("sku", Told("afas.no_code_of_variant"), Told("afas.give_code_of_variant"), level.key.code)
            return
        warehouse = self._levels.warehouse_of(level.key)
        if not warehouse:
            yield Problem("warehouse", Told("afas.stock_needs_warehouse"), Told("afas.name_stock_warehouse"))
        given = {"ItCd": parts.item, "StL1": parts.dimension_1, "StL2": parts.dimension_2, "War": warehouse}
        for field, value in given.items():
            most = fields[field].length
            if most is not None and len(value) > most:
                told = Told("afas.stock_code_too_long", field=f"{MUTATION}.{field}", most=most)
                yield Problem("warehouse" if field == "War" else "sku", told, Told("afas.shorten_stock_code"), value)

    def _signed(self, words: Mapping[str, Any]) -> Decimal:
        """The quantity of a row, below nought where goods went out."""
        try:
            quantity = read_number(words.get("quantity"))
        except (Mistake, ValueError):
            quantity = None
        if quantity is None:
            raise Hold(Told("afas.mutation_without_quantity", connector=str(self._settings.lookups.mutations)))
        sort = text_of(words, "sort")
        if sort in {"42", "32"}:
            return -abs(quantity)
        return abs(quantity) if sort in {"41", "31"} else quantity


def open_stock_target(opened: Opened[AfasConnection, AfasClient], flow: Flow) -> TakesMutations:
    """The target of a flow of stock into AFAS. Raises StartError naming every mistake."""
    if flow.mapping:
        raise SettingsError.at(("flows", flow.name, "mapping"), Told("afas.no_rows_of_stock"))
    books = OpenBooks(opened.client, opened.settings, opened.today)
    return AfasStockTarget(opened.name, books, tuple(_notices(opened.settings)))


def _notices(settings: AfasConnection) -> Iterator[Told]:
    if settings.lookups.mutations is None:
        yield Told("afas.mutations_not_found_again")
