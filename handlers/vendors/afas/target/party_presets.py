"""The rows of debtors and delivery addresses, which every kind of document needs, and a flow's own rows over them.

Rows of all records stand in one list, so that a flow's mapping is one list too; a row's first name says where it
belongs. A field is named by its place, object by object, as AFAS's UpdateConnectors have it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from handlers.vendors.afas.dictionary import UpdateObject, update_object
from handlers.vendors.afas.target.context import readable
from handlers.vendors.row_functions import FUNCTIONS
from handlers.vendors.shipped_rows import refuse_rows, shipped_rows
from mapping.rows.known_paths import path_mistakes, paths_read
from mapping.rows.lengths import LimitOf
from mapping.rows.mapper import Mapper, compile_rows
from mapping.rows.overlays import Merged, lay_over, lists_of
from mapping.rows.presets import MappingError, read_rows
from mapping.rows.row import Row, in_row
from mapping.rows.shapes import Shape
from mapping.suggestions import tell_unknown
from relay.model import Flow
from words.mistake import Mistake
from words.told import Told

ORGANISATION, PERSON, ADDRESS, ARTICLE = "KnSalesRelationOrg", "KnSalesRelationPer", "KnContact", "FbItemArticle"
CONTACT: Final = "KnOrganisation"
"""The table of contacts, who are made under their organisation; one of ``KnContact`` alone is a delivery address."""

ACCOUNT: Final = "KnBankAccount"

PRESETS: Final = ("debtor_organisation", "debtor_person", "address")
"""The presets of debtors and delivery addresses."""

EMAILS = (f"{ORGANISATION}.KnOrganisation.EmAd", f"{PERSON}.KnPerson.EmA2")
"""The fields of the e-mail address, by which a customer is found again."""

_OURS: Mapping[str, Told] = {
    "MatchOga": Told("afas.set_match_organisations"),
    "MatchPer": Told("afas.set_match_persons"),
    "SoSe": Told("afas.no_bsn"),
    "BeginDate": Told("afas.begin_date_is_set"),
    "BcId": Told("afas.number_is_given"),
    "CdId": Told("afas.number_is_given"),
}
"""Fields that no row may fill, and why."""


@dataclass(frozen=True, slots=True)
class PartyMappings:
    """Compiled rows of debtors and delivery addresses.

    ``sources`` tells for each target field where its value comes from, for problems. ``merged`` are the rows they are
    made of, with their origins.
    """

    organisation: Mapper
    person: Mapper
    address: Mapper
    sources: Mapping[str, str]
    merged: Merged

    @property
    def emptied(self) -> frozenset[str]:
        """Fields that a row empties on purpose: its fixed value or its default is an empty text."""
        return frozenset(row.to for row in self.merged.rows if "" in (row.const, row.default))

    @property
    def debtor_targets(self) -> frozenset[str]:
        """All fields of a debtor that rows fill, of organisations and persons."""
        return frozenset((*self.organisation.targets, *self.person.targets))

    @property
    def debtor_sources(self) -> Mapping[str, frozenset[str]]:
        """For each field of a debtor the paths that its row reads."""
        wanted = self.debtor_targets
        return {row.to: paths_read(row) for row in self.merged.rows if row.to in wanted}


@dataclass(frozen=True, slots=True)
class FlowRows:
    """The rows of a flow, and where they belong.

    ``tables`` are the first names that its rows may have: UpdateConnectors, the lines of one, a delivery address
    (``KnContact``) or a contact (``KnOrganisation``). ``header`` is the UpdateConnector of orders, where it has one.
    ``shape_of`` tells what rows of a table may read, and ``shown`` are the tables whose values a problem shows.
    """

    flow: Flow
    limit_of: LimitOf
    tables: tuple[str, ...]
    header: str = ""
    shape_of: Callable[[str], Mapping[str, Shape]] = readable
    shown: tuple[str, ...] = ()

    def merge(self, shipped: Sequence[Row], protected: Collection[str]) -> Merged:
        """The shipped rows with the flow's own over them. Raises StartError naming every mistake."""
        try:
            own = self._read_own(shipped)
            guarded = [field for field in protected if not _says_only_when(field, shipped, own)]
            return lay_over(shipped, own, protected=guarded)
        except MappingError as error:
            raise self.refuse(error) from None

    def compile(self, merged: Merged, *tables: str) -> Mapper:
        """Rows of these tables; a problem shows no value that may be about a person."""
        mine = [row for row in merged.rows if row.to.partition(".")[0] in tables]
        told = {table for table in tables if table in self.shown or table.endswith("Lines")}
        shown = [row.to for row in mine if row.to.partition(".")[0] in told]
        try:
            return compile_rows(mine, shown=shown, limit_of=self.limit_of)
        except MappingError as error:
            raise self.refuse(error) from None

    def parties(self, merged: Merged) -> dict[str, Any]:
        """What :class:`PartyMappings` is made of."""
        return {
            "organisation": self.compile(merged, ORGANISATION),
            "person": self.compile(merged, PERSON),
            "address": self.compile(merged, ADDRESS),
            "sources": sources_of(merged.rows),
            "merged": merged,
        }

    def refuse(self, error: MappingError) -> Exception:
        """The mistakes with their places in relay.yaml."""
        return refuse_rows(("flows", self.flow.name, "mapping"), self.flow.mapping, error)

    def _read_own(self, shipped: Sequence[Row]) -> tuple[Row, ...]:
        rows = read_rows(self.flow.mapping, FUNCTIONS)
        mistakes = [
            one
            for number, row in enumerate(rows, start=1)
            for mistake in islice(self._mistakes(row), 1)
            for one in in_row(mistake, number, row.to)
        ]
        mistakes += path_mistakes(rows, self.shape_of, lists_of(shipped))
        if mistakes:
            raise MappingError(mistakes)
        return rows

    def _mistakes(self, row: Row) -> Iterator[Mistake]:
        table, *names = row.to.split(".")
        if table not in self.tables:
            yield tell_unknown(Told("names.table"), table, self.tables, at=("to",))
            return
        if not names:
            yield Mistake(Told("rows.write_target"), at=("to",))
            return
        if names[-1] in _OURS:
            yield Mistake(_OURS[names[-1]], at=("to",))
        if table == CONTACT and names[0] != "KnContact":
            yield tell_unknown(Told("names.object"), names[0], ["KnContact"], at=("to",))
        if table in {ORGANISATION, PERSON} and row.write not in {None, "create_only"} and is_made_once(row.to):
            of_contact = "KnContact" in names
            told = Told("afas.contact_is_only_made") if of_contact else Told("afas.account_is_only_made")
            yield Mistake(told, at=("write",))
        connector, *inside = place_of(table, self.header)
        yield from _unknown(update_object(connector), (*inside, *names[:-1]), names[-1])


def _says_only_when(field: str, shipped: Sequence[Row], own: Sequence[Row]) -> bool:
    """Whether the flow's row for a field is the shipped one, and differs only in when it may be written."""
    ways = {"write": None, "preset": None}
    bare = [[row.model_copy(update=ways) for row in rows if row.to == field] for rows in (shipped, own)]
    return bool(bare[1]) and bare[0] == bare[1]


def shipped(*presets: str) -> tuple[Row, ...]:
    """The rows of these presets."""
    return tuple(row for name in presets for row in shipped_rows("afas", f"target_{name}"))


def place_of(table: str, header: str) -> tuple[str, ...]:
    """The connector of a table, and the objects in it down to the table."""
    if header and table == f"{header}Lines":
        return header, table
    return ("KnOrganisation", table) if table == ADDRESS else (table,)


def is_made_once(field: str) -> bool:
    """Whether a field of a debtor, by place, is of a record that is only made together with its debtor.

    A contact changes on its own; of a bank account another IBAN makes another one.
    """
    _, *objects, name = field.split(".")
    return "KnContact" in objects or (ACCOUNT in objects and name != "Iban")


def _unknown(known: UpdateObject, objects: Sequence[str], field: str) -> Iterator[Mistake]:
    for name in objects:
        if name not in known.objects:
            yield tell_unknown(Told("names.object"), name, known.objects, at=("to",))
            return
        known = known.objects[name]
    is_custom = field.startswith("U") and len(field) == len("U") + 32
    if field not in known.fields and not is_custom:
        yield tell_unknown(Told("names.field"), field, known.fields, at=("to",))


def sources_of(rows: Sequence[Row]) -> dict[str, str]:
    """For each field where its value comes from; the country of a bank account comes from its IBAN."""
    told = {row.to: _source(row) for row in rows}
    ibans = {field: source for field, source in told.items() if field.endswith(f"{ACCOUNT}.Iban")}
    return {**{f"{field.removesuffix('Iban')}CoId": source for field, source in ibans.items()}, **told}


def _source(row: Row) -> str:
    """The path that a problem of the field names: what the row reads, or, for an expression, the field itself."""
    return row.told_source if row.expr is None else row.to
