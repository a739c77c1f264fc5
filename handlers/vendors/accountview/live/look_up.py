"""Goes through all that is asked of AccountView for one connection, what stops most first.

The company, the business objects with what may be done with each, the columns of every table from the data dictionary,
and then codes. Where the dictionary is not shown, a row of the object shows its columns.
Sources: github.com/omniboost/go-accountview.net (``business_objects_get.go``, ``system_data_get.go``, ``fields/``);
github.com/ForecastXL/accountview-ruby.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from handlers.contracts.naming import Kind
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.live.codes import CodeLookUp, codes_in_rows
from handlers.vendors.accountview.live.named import Table, codes_named, tables_named
from handlers.vendors.accountview.live.objects import objects_named
from handlers.vendors.accountview.live.rights import NeededRight, rights_named
from handlers.vendors.accountview.protocol import BusinessObject, Company, Query
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.shown import (
    DICTIONARY_TABLE,
    FILES_TABLE,
    PAGE,
    ShownColumn,
    closed_to,
    columns_in,
    columns_query,
    marks_in,
    marks_query,
)
from handlers.vendors.looking_up import LookUp
from relay.roles import LookedUp, Named, NamingFlow
from words.told import Told


async def look_up(
    name: str, settings: AccountViewConnection, client: AccountViewClient, flows: Sequence[NamingFlow]
) -> LookedUp:
    """Ask about all names of a connection and of its flows. Raises StartError where a mapping is wrong."""
    asking = _Asking(name, settings, client)
    into = [one for one in flows if one.flow.target == name]
    tables = tables_named(name, settings, flows)
    codes = [*codes_named(name, settings), *(named for one in into for named in one.names)] if into else []
    codes = [named for named in codes if named.kind != Kind.RIGHT]
    codes += [named for one in into for named in codes_in_rows(one, settings)]
    rights = [right for one in into for right in rights_named(one, settings)]
    if not await asking.company():
        asking.leave_all(objects_named(name, settings, flows), rights, tables, codes)
        return asking.look.result
    await asking.objects(objects_named(name, settings, flows), rights)
    for table in tables:
        await asking.table(table)
    await CodeLookUp(asking.look, client, settings).judge(codes)
    return asking.look.result


class _Asking:
    def __init__(self, name: str, settings: AccountViewConnection, client: AccountViewClient) -> None:
        self.look = LookUp(name)
        self._settings = settings
        self._client = client
        self._company = Named(("connections", name, "company"), Kind.COMPANY, settings.company)
        self._missing_objects: set[str] = set()
        self._as_system: bool | None = None

    async def company(self) -> bool:
        """Whether the user may work in the company; nothing else can be asked otherwise."""
        companies = await self.look.ask([self._company], self._client.companies)
        if companies is None:
            return False
        wanted = self._company.name.strip().casefold()
        if any(wanted in {one.code.casefold(), one.id.casefold()} for one in companies):
            self.look.take(self._company)
            return True
        self.look.miss(self._company, known=_codes(companies), cure=Told("live.accountview_link_company"))
        return False

    def leave_all(
        self, objects: Sequence[Named], rights: Sequence[NeededRight], tables: Sequence[Table], codes: Sequence[Named]
    ) -> None:
        """Tell all as not asked, since no company is entered."""
        named = [*objects, *(right.named for right in rights)]
        named += [one for table in tables for one in table.all]
        self.look.leave([*named, *codes], Told("live.accountview_no_company", company=self._settings.company))

    async def objects(self, objects: Sequence[Named], rights: Sequence[NeededRight]) -> None:
        """The business objects of the settings, and what each flow must be let do with them."""
        shown = await self.look.ask([*objects, *(right.named for right in rights)], self._client.objects)
        if shown is None:
            return
        by_code = {one.code: one for one in shown}
        self.look.judge(objects, by_code)
        self._missing_objects = {one.name.upper() for one in objects} - by_code.keys()
        closed = await self._closed([right.table for right in rights]) if rights else {}
        for right in rights:
            self._judge_right(right, by_code.get(right.object.upper()), closed.get(right.table.upper(), frozenset()))

    def _judge_right(self, right: NeededRight, shown: BusinessObject | None, closed: Collection[str]) -> None:
        name, act = right.named.name, right.act
        if shown is None:
            self.look.leave([right.named], Told("live.accountview_no_object", object=right.object))
        elif not (shown.insert if act == "insert" else shown.update):
            told = Told("live.accountview_no_right", right=name, object=right.object, act=act)
            self.look.fault(right.named, told, "error" if right.certain else "warning")
        elif marks := closed_to(act, closed):
            told = Told("live.accountview_table_closed", right=name, table=right.table, marks=marks)
            self.look.fault(right.named, told, "warning")
        else:
            self.look.take(right.named)

    async def _closed(self, tables: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """The marks in the dictionary by which tables are closed to inserts, updates or the web API as a whole."""
        return marks_in(await self._described(marks_query(tables), FILES_TABLE))

    async def table(self, table: Table) -> None:
        """A table and its columns."""
        names = table.all
        if table.object.upper() in self._missing_objects:
            self.look.leave(names, Told("live.accountview_no_object", object=table.object))
            return
        known = await self._dictionary(table.named.name)
        if known is None:
            known = await self._from_a_row(table)
            if known is None:
                return
        self.look.take(table.named)
        for column in table.columns:
            self._judge(table, column, known, Told("live.make_or_correct", kind=column.kind))
        for column in (*table.shipped, *table.own):
            field = f"{table.named.name}.{column.name}"
            own = column in table.own
            cure = Told("live.take_row_away", field=field) if own else Told("live.switch_row_off", field=field)
            if self._judge(table, column, known, cure) and own and not known[column.name.upper()].is_writable:
                self.look.fault(column, Told("live.accountview_not_writable", field=field), "warning")

    def _judge(self, table: Table, column: Named, known: Mapping[str, ShownColumn], cure: Told) -> bool:
        """Whether a column exists; one that is marked as not writable is told by the caller."""
        if column.name.upper() in known:
            if known[column.name.upper()].is_writable or column not in table.own:
                self.look.take(column)
            return True
        told = partial(_no_column, table.named.name, column.name)
        self.look.miss(column, told, known=known, cure=cure)
        return False

    async def _dictionary(self, table: str) -> Mapping[str, ShownColumn] | None:
        """The columns of a table; None where it is not shown, or not whole."""
        dictionary = self._settings.objects.dictionary
        if dictionary is None:
            return None
        return columns_in(await self._described(columns_query(dictionary, table), DICTIONARY_TABLE), table)

    async def _described(self, query: Query, table: str) -> Sequence[Row]:
        """Rows of the dictionary: one public client reads it as system data, another among the data."""
        ways = [True, False] if self._as_system is None else [self._as_system]
        for system in ways:
            answer = await self.look.try_to_ask(partial(self._client.first_page, query, PAGE, system=system))
            rows = (answer.rows(table) or ()) if answer is not None else ()
            if rows:
                self._as_system = system
                return rows
        return ()

    async def _from_a_row(self, table: Table) -> Mapping[str, ShownColumn] | None:
        """The columns that a row of the table has, of which nothing else is looked at; None where none shows."""
        query = Query(table.object, ("*",))
        answer = await self.look.ask(table.all, partial(self._client.first_page, query, 1))
        if answer is None:
            return None
        rows = answer.rows(table.named.name)
        if rows:
            return dict.fromkeys(rows[0], ShownColumn())
        if rows is None and table.in_answers:
            self.look.miss(table.named, known=answer.tables)
            self.look.leave(table.all[1:], Told("live.accountview_no_table", table=table.named.name))
        else:
            self.look.leave(table.all, Told("live.accountview_table_not_shown", table=table.named.name))
        return None


def _codes(companies: Sequence[Company]) -> list[str]:
    return [one.code or one.id for one in companies]


def _no_column(table: str, name: str, cure: Told) -> Told:
    return Told("live.accountview_column_missing", table=table, name=name, cure=cure)
