"""The rows by which an order becomes a debtor, a delivery address, an article and an order in AFAS: shipped and own.

Rows of all stand in one list, so that a flow's mapping is one list too; a row's first name says where it belongs. A
field is named by its place, object by object, as AFAS's UpdateConnectors have it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from handlers.contracts.drafts import SendAs
from handlers.vendors.afas.dictionary import UpdateObject, update_object
from handlers.vendors.afas.lengths import usual_limit
from handlers.vendors.afas.target.context import readable
from handlers.vendors.row_functions import FUNCTIONS
from handlers.vendors.shipped_rows import refuse_rows, shipped_rows
from mapping.rows.known_paths import path_mistakes
from mapping.rows.lengths import LimitOf
from mapping.rows.mapper import Mapper, compile_rows
from mapping.rows.overlays import Merged, lay_over, lists_of
from mapping.rows.presets import MappingError, read_rows
from mapping.rows.row import Row, in_row
from mapping.suggestions import tell_unknown
from relay.model import Flow
from words.mistake import Mistake
from words.told import Told

PRESETS = ("debtor_organisation", "debtor_person", "address", "article", "order")

HEADERS: Mapping[SendAs, str] = {"order": "FbSales", "direct_invoice": "FbDirectInvoice"}
"""The UpdateConnector of each document that an order can become; the object of its lines is called ``...Lines``."""

ORGANISATION, PERSON, ADDRESS, ARTICLE = "KnSalesRelationOrg", "KnSalesRelationPer", "KnContact", "FbItemArticle"
EMAILS = (f"{ORGANISATION}.KnOrganisation.EmAd", f"{PERSON}.KnPerson.EmA2")
"""The fields of the e-mail address, by which a customer is found again."""

_OURS: Mapping[str, Told] = {
    "MatchOga": Told("afas.set_match_organisations"),
    "MatchPer": Told("afas.set_match_persons"),
    "SoSe": Told("afas.no_bsn"),
    "BeginDate": Told("afas.begin_date_is_set"),
    "BcId": Told("afas.number_is_given"),
}
"""Fields that no row may fill, and why."""


@dataclass(frozen=True, slots=True)
class Mappings:
    """Compiled rows. ``sources`` tells for each target field where its value comes from, for problems.

    ``merged`` are the rows they are made of, with their origins; ``header`` is the UpdateConnector of orders.
    """

    organisation: Mapper
    person: Mapper
    address: Mapper
    article: Mapper
    order: Mapper
    header: str
    sources: Mapping[str, str]
    merged: Merged

    @property
    def lines(self) -> str:
        """The object with the lines."""
        return f"{self.header}Lines"

    @property
    def emptied(self) -> frozenset[str]:
        """Fields that a row empties on purpose: its fixed value or its default is an empty text."""
        return frozenset(row.to for row in self.merged.rows if "" in (row.const, row.default))

    @property
    def debtor_targets(self) -> frozenset[str]:
        """All fields of a debtor that rows fill, of organisations and persons."""
        return frozenset((*self.organisation.targets, *self.person.targets))


def mappings_for(flow: Flow, send_as: SendAs = "order", limit_of: LimitOf = usual_limit) -> Mappings:
    """The shipped rows with the flow's rows over them. Raises StartError naming every mistake."""
    header = HEADERS[send_as]
    shipped = _read_shipped(header)
    try:
        merged = lay_over(
            shipped, _read_overlay(flow, shipped, header), protected=(f"{header}.RfCs", f"{header}.DbId", *EMAILS)
        )
        return Mappings(
            organisation=_compile(limit_of, merged.rows, ORGANISATION),
            person=_compile(limit_of, merged.rows, PERSON),
            address=_compile(limit_of, merged.rows, ADDRESS),
            article=_compile(limit_of, merged.rows, ARTICLE),
            order=_compile(limit_of, merged.rows, header, f"{header}Lines"),
            header=header,
            sources={row.to: _source(row) for row in merged.rows},
            merged=merged,
        )
    except MappingError as error:
        raise refuse_rows(("flows", flow.name, "mapping"), flow.mapping, error) from None


def _read_shipped(header: str) -> tuple[Row, ...]:
    """The shipped rows, with those of an order in the UpdateConnector that this flow writes."""
    written = HEADERS["order"]
    return tuple(
        row.model_copy(update={"to": f"{header}{row.to.removeprefix(written)}"}) if row.to.startswith(written) else row
        for name in PRESETS
        for row in shipped_rows("afas", f"target_{name}")
    )


def _read_overlay(flow: Flow, shipped: Sequence[Row], header: str) -> tuple[Row, ...]:
    """The flow's own rows. Raises MappingError, also for a field that AFAS does not have or we fill ourselves.

    So it does for a misspelt path.
    """
    rows = read_rows(flow.mapping, FUNCTIONS)
    mistakes = [
        one
        for number, row in enumerate(rows, start=1)
        for mistake in islice(_find_mistakes(row, header), 1)
        for one in in_row(mistake, number, row.to)
    ]
    mistakes += path_mistakes(rows, readable, lists_of(shipped))
    if mistakes:
        raise MappingError(mistakes)
    return rows


def _find_mistakes(row: Row, header: str) -> Iterator[Mistake]:
    tables = (ORGANISATION, PERSON, ADDRESS, ARTICLE, header, f"{header}Lines")
    table, *names = row.to.split(".")
    if table not in tables:
        yield tell_unknown(Told("names.table"), table, tables, at=("to",))
        return
    if not names:
        yield Mistake(Told("rows.write_target"), at=("to",))
        return
    if names[-1] in _OURS:
        yield Mistake(_OURS[names[-1]], at=("to",))
    if "KnContact" in names[:-1] and row.write not in {None, "create_only"}:
        yield Mistake(Told("afas.contact_is_only_made"), at=("write",))
    connector, *inside = place_of(table, header)
    known = update_object(connector)
    for name in [*inside, *names[:-1]]:
        if name not in known.objects:
            yield tell_unknown(Told("names.object"), name, known.objects, at=("to",))
            return
        known = known.objects[name]
    yield from _no_field(known, names[-1])


def _no_field(known: UpdateObject, name: str) -> Iterator[Mistake]:
    is_custom = name.startswith("U") and len(name) == len("U") + 32
    if name not in known.fields and not is_custom:
        yield tell_unknown(Told("names.field"), name, known.fields, at=("to",))


def place_of(table: str, header: str) -> tuple[str, ...]:
    """The connector of a table, and the objects in it down to the table."""
    if table == f"{header}Lines":
        return header, table
    return ("KnOrganisation", table) if table == ADDRESS else (table,)


def _compile(limit_of: LimitOf, rows: Sequence[Row], *tables: str) -> Mapper:
    """Rows of these tables; a problem shows the value only of a line, since the rest is about a person."""
    mine = [row for row in rows if row.to.partition(".")[0] in tables]
    shown = [row.to for row in mine if row.to.partition(".")[0].endswith("Lines")]
    return compile_rows(mine, shown=shown, limit_of=limit_of)


def _source(row: Row) -> str:
    """The path that a problem of the field names: what the row reads, or, for an expression, the field itself."""
    return row.told_source if row.expr is None else row.to
