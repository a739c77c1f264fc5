"""The rows of debtors and delivery addresses, which every kind of document needs, and a flow's own rows over them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.row_functions import FUNCTIONS
from mapping.rows.known_paths import path_mistakes
from mapping.rows.mapper import Mapper, compile_rows
from mapping.rows.overlays import Merged, lists_of
from mapping.rows.presets import MappingError, read_rows
from mapping.rows.row import Row, in_row
from mapping.rows.shapes import Shape
from mapping.suggestions import tell_unknown
from relay.model import Flow
from words.mistake import Mistake
from words.told import Told

PARTY_TABLES: Final = ("CONTACT", "DEL_ADDR")
"""The tables of a debtor and of a delivery address."""

_LINES = ("SO_LINE.", "DJ_LINE.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyMappings:
    """Compiled rows of a debtor and a delivery address.

    ``sources`` tells for each target field where its value comes from, for problems. ``merged`` are the rows they are
    made of, with their origins. ``notices`` tell what an administrator should look at.
    """

    debtor: Mapper
    address: Mapper
    sources: Mapping[str, str]
    merged: Merged
    notices: tuple[Told, ...] = ()

    @property
    def mappers(self) -> tuple[Mapper, ...]:
        """All that is compiled."""
        return (self.debtor, self.address)

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table that rows fill, in order."""
        targets = [target for mapper in self.mappers for target in mapper.targets]
        return tuple(target.split(".", 1)[1] for target in targets if target.startswith(f"{table}."))


def read_own_rows(
    flow: Flow,
    shipped: Sequence[Row],
    tables: Sequence[str],
    readable: Callable[[str], Mapping[str, Shape]],
    named: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Row, ...]:
    """The flow's own rows. Raises MappingError, also for a table that the flow does not write, and a misspelt path.

    ``readable`` gives for a table what its rows may read. ``named`` are the fields that settings fill, by their
    setting.
    """
    rows = read_rows(flow.mapping, FUNCTIONS)
    sent = {row.to: row for row in shipped if row.to in named}
    mistakes = [
        one
        for number, row in enumerate(rows, start=1)
        for mistake in islice(_target_mistakes(row, tables, named, sent), 1)
        for one in in_row(mistake, number, row.to, ("to",))
    ]
    mistakes += path_mistakes(rows, readable, lists_of(shipped))
    if mistakes:
        raise MappingError(mistakes)
    return rows


def compile_tables(settings: AccountViewConnection, rows: Sequence[Row], *tables: str) -> Mapper:
    """Rows of these tables; a problem shows the value only of a line, since the rest is about a person."""
    mine = [row for row in rows if row.to.partition(".")[0] in tables]
    return compile_rows(mine, shown=[row.to for row in mine if row.to.startswith(_LINES)], limit_of=settings.limit_of)


def source_of(row: Row) -> str:
    """Where a problem with the field is to be looked for; expressions and rules read no one path, so the field."""
    return row.to if row.rules or row.expr is not None else row.told_source


def _target_mistakes(
    row: Row, tables: Sequence[str], named: Mapping[str, str], sent: Mapping[str, Row]
) -> Iterator[Mistake]:
    """What is wrong with the field that a row fills, and the one that was meant; ``sent`` are the rows of ``named``."""
    table = row.to.partition(".")[0]
    if table not in tables or "." not in row.to:
        yield tell_unknown(Told("names.table"), table, tables)
    if row.to != row.to.upper():
        capitals = row.to.upper()
        yield Mistake(Told("accountview.columns_in_capitals", nearest=f'"{capitals}"'), nearest=capitals)
    says_another_thing = row.const is not None or not set(row.source or ()) & set(_paths_of(sent.get(row.to)))
    if row.to in named and not row.off and says_another_thing and row.expr is None and not row.rules:
        yield Mistake(Told("accountview.column_is_named", setting=named[row.to]))


def _paths_of(row: Row | None) -> Sequence[str]:
    return row.source or () if row is not None else ()
