"""Goes through all that is asked of AFAS for one connection, what stops most first: connectors, rights, fields, codes.

One call tells all connectors, one the columns of each, one the fields of each; then come codes. Where the app connector
may not read metainfo, a row of each GetConnector shows its columns: AFAS gives every row all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from handlers.contracts.naming import Kind
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.live.codes import PICKED, CodeLookUp
from handlers.vendors.afas.live.named import (
    Reader,
    RowField,
    administration_named,
    codes_named,
    readers,
    row_fields,
    writers,
)
from handlers.vendors.afas.live.shown import Overview, ShownObject, read_columns, read_object, read_overview
from handlers.vendors.afas.protocol import Filter, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.looking_up import LookUp
from relay.roles import LookedUp, Named, NamingFlow
from words.told import Told

_ITEMS = frozenset({Kind.ARTICLE, Kind.COST_ITEM, Kind.DEBTOR})


async def look_up(name: str, settings: AfasConnection, client: AfasClient, flows: Sequence[NamingFlow]) -> LookedUp:
    """Ask about all names of a connection and of its flows. Raises StartError where a mapping is wrong."""
    asking = _Asking(name, settings, client)
    into = [one for one in flows if one.flow.target == name]
    await asking.overview()
    for reader in readers(name, settings, flows):
        await asking.reader(reader)
    for one in into:
        await asking.writes(one)
    codes = administration_named(name, settings)
    codes += [*codes_named(name, settings), *(named for one in into for named in one.names)] if into else []
    await asking.codes([named for named in codes if named.kind != Kind.RIGHT])
    return asking.look.result


class _Asking:
    def __init__(self, name: str, settings: AfasConnection, client: AfasClient) -> None:
        self.look = LookUp(name)
        self._settings = settings
        self._client = client
        self._overview: Overview | None = None
        self._columns: dict[str, frozenset[str]] = {}
        self._objects: dict[str, ShownObject] = {}
        self._picks: dict[Kind, Sequence[str]] = {}
        self._in_rows: list[Named] = []

    async def overview(self) -> None:
        """What the app connector lists; nothing where it may not be read."""
        document = await self.look.try_to_ask(self._client.metainfo)
        shown = read_overview(document)
        self._overview = shown if shown.reads or shown.writes else None

    async def reader(self, reader: Reader) -> None:
        """A GetConnector and its columns, which are compared exactly, as rows are read."""
        connector, names = reader.connector, (reader.connector, *reader.columns)
        if self._overview is not None and connector.name.casefold() not in map(str.casefold, self._overview.reads):
            self._miss_connector(connector, self._overview)
            self.look.leave(reader.columns, Told("live.afas_no_connector", connector=connector.name))
            return
        if connector.name.casefold() not in self._columns:
            shown = await self._shown_columns(connector.name, names)
            if shown is None:
                return
            self._columns[connector.name.casefold()] = shown
        known = self._columns[connector.name.casefold()]
        self.look.take(connector)
        if not known:
            self.look.leave(reader.columns, Told("live.afas_no_row", connector=connector.name))
            return
        for column in reader.columns:
            if column.name in known:
                self.look.take(column)
            else:
                told = partial(_no_column, connector.name, column.name)
                self.look.miss(column, told, known=known, cure=Told("live.afas_add_column"))

    async def writes(self, one: NamingFlow) -> None:
        """What a flow must be let do, and the fields that its mapping fills."""
        rights = writers(one, self._settings)
        if self._overview is None:
            self.look.leave([right for right, _ in rights], Told("live.afas_rights_not_shown"))
        else:
            self._judge_rights(rights, self._overview, certain=one.flow.write)
        needed = {connector for _, connectors in rights for connector in connectors}
        fields = row_fields(one, self._settings)
        for connector in dict.fromkeys(field.connector for field in fields if field.connector in needed):
            await self._fields(connector, [field for field in fields if field.connector == connector])

    async def codes(self, named: Sequence[Named]) -> None:
        """Codes of all kinds, and those that rows give."""
        named = [*named, *self._in_rows]
        asking = CodeLookUp(self.look, self._client, self._settings, self._overview, self._picks)
        await asking.items(named)
        await asking.debtors(named)
        await asking.codes(one for one in named if one.kind not in _ITEMS)

    def _judge_rights(
        self, rights: Sequence[tuple[Named, Sequence[str]]], overview: Overview, *, certain: bool
    ) -> None:
        """A dry run writes nothing, so that it needs no right yet."""
        listed = {name.casefold() for name in overview.writes}
        for right, connectors in rights:
            lacking = [connector for connector in connectors if connector.casefold() not in listed]
            if lacking:
                told = Told("live.afas_no_right", right=right.name, connectors=lacking)
                self.look.fault(right, told, "error" if certain else "warning")
            else:
                self.look.take(right)

    async def _shown_columns(self, connector: str, names: Sequence[Named]) -> frozenset[str] | None:
        """The columns by metainfo, else by a row, of which nothing else is looked at; none where there is no row."""
        if self._overview is not None:
            document = await self.look.try_to_ask(partial(self._client.metainfo, "get", connector))
            if columns := read_columns(document):
                return columns
        rows = await self.look.ask(names, partial(self._client.rows, connector, page_query(Filter(()), (), take=1)))
        return None if rows is None else frozenset(rows[0] if rows else ())

    async def _fields(self, connector: str, fields: Sequence[RowField]) -> None:
        if connector not in self._objects:
            told = [field.field for field in fields]
            document = await self.look.ask(told, partial(self._client.metainfo, "update", connector))
            if document is None:
                return
            self._objects[connector] = read_object(document)
        for field in fields:
            self._judge_field(field, self._objects[connector])

    def _judge_field(self, row: RowField, shown: ShownObject | None) -> None:
        for name in row.inside:
            shown = shown.objects.get(name) if shown is not None else None
        field = row.field.name.rpartition(".")[2]
        known: Mapping[str, Sequence[str]] = shown.fields if shown is not None else {}
        if field not in known:
            name = row.field.name
            cure = Told("live.take_row_away", field=name) if row.own else Told("live.switch_row_off", field=name)
            told = partial(_no_field, row.connector, row.field.name)
            self.look.miss(row.field, told, known=known, cure=cure)
            return
        self.look.take(row.field)
        if known[field]:
            self.look.judge(row.codes, known[field])
            if field in PICKED:
                self._picks[PICKED[field]] = known[field]
        elif field in PICKED:
            self._in_rows += [replace(code, kind=PICKED[field]) for code in row.codes]

    def _miss_connector(self, connector: Named, overview: Overview) -> None:
        told = partial(_no_connector, connector.name)
        self.look.miss(connector, told, known=overview.reads, cure=Told("live.afas_add_connector"))


def _no_connector(name: str, cure: Told) -> Told:
    return Told("live.afas_connector_missing", name=name, cure=cure)


def _no_column(connector: str, name: str, cure: Told) -> Told:
    return Told("live.afas_column_missing", connector=connector, name=name, cure=cure)


def _no_field(connector: str, name: str, cure: Told) -> Told:
    return Told("live.afas_field_missing", connector=connector, name=name, cure=cure)
