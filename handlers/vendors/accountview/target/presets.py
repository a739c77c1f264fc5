"""The rows by which an order becomes a debtor, a delivery address and a document: shipped ones, and the flow's own.

Rows of all of them stand in one list, so that a flow's mapping is one list too; a row's table says where it belongs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.contracts.drafts import SendAs
from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.context import readable
from handlers.vendors.row_functions import FUNCTIONS
from handlers.vendors.shipped_rows import refuse_rows, shipped_rows
from mapping.rows.known_paths import path_mistakes
from mapping.rows.mapper import Mapper, compile_rows
from mapping.rows.overlays import Merged, lay_over, lists_of
from mapping.rows.presets import MappingError, read_rows
from mapping.rows.row import Row, RowMistake
from mapping.suggestions import tell_unknown
from relay.errors import StartError
from relay.model import Flow
from words.told import Told

PRESETS: Mapping[SendAs, tuple[str, ...]] = {
    "order": ("order", "order_columns"),
    "invoice": ("order", "invoice", "order_columns"),
    "direct_invoice": ("order", "invoice", "order_columns"),
    "financial_mutation": ("mutation",),
}
"""The presets of each kind of document."""

TABLES: Mapping[SendAs, tuple[str, str]] = {
    "order": ("SO_HDR", "SO_LINE"),
    "invoice": ("SO_HDR", "SO_LINE"),
    "direct_invoice": ("SO_HDR", "SO_LINE"),
    "financial_mutation": ("DJ_PAGE", "DJ_LINE"),
}
"""The tables of its header and of its lines."""

_LINES = ("SO_LINE.", "DJ_LINE.")


@dataclass(frozen=True, slots=True)
class Mappings:
    """Compiled rows. ``sources`` tells for each target field where its value comes from, for problems.

    ``document`` fills the tables ``header`` and ``lines``. ``merged`` are the rows they are made of, with their
    origins. ``notices`` tell what an administrator should look at.
    """

    debtor: Mapper
    address: Mapper
    article: Mapper
    document: Mapper
    send_as: SendAs
    header: str
    lines: str
    sources: Mapping[str, str]
    merged: Merged
    notices: tuple[Told, ...] = ()

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table that rows fill, in order."""
        mappers = (self.debtor, self.address, self.article, self.document)
        targets = [target for mapper in mappers for target in mapper.targets]
        return tuple(target.split(".", 1)[1] for target in targets if target.startswith(f"{table}."))


def mappings_for(flow: Flow, settings: AccountViewConnection) -> Mappings:
    """The shipped rows with the flow's rows over them. Raises StartError naming every mistake."""
    chosen: OrderSettingsView = flow.settings
    send_as = chosen.send_as
    if send_as not in PRESETS:
        raise StartError(Told("accountview.send_as", flow=flow.name, known=list(PRESETS), found=send_as))
    header, lines = TABLES[send_as]
    shipped = _shipped(send_as, settings)
    reference, debtor = _reference(send_as, settings), "SO_HDR.RPL_INV" if header == "SO_HDR" else "DJ_PAGE.SUB_NR"
    try:
        merged = lay_over(
            shipped,
            _overlay(flow, shipped, ("CONTACT", "DEL_ADDR", "ARTICLE", header, lines)),
            protected=(reference, debtor, "CONTACT.MAIL_BUS", "DEL_ADDR.SUB_NR", "ARTICLE.ART_CODE"),
        )
        return Mappings(
            debtor=_compile(settings, merged.rows, "CONTACT"),
            address=_compile(settings, merged.rows, "DEL_ADDR"),
            article=_compile(settings, merged.rows, "ARTICLE"),
            document=_compile(settings, merged.rows, header, lines),
            send_as=send_as,
            header=header,
            lines=lines,
            sources={row.to: _source(row) for row in merged.rows},
            merged=merged,
            notices=(*merged.notices, *_list_not_sent(chosen, settings)),
        )
    except MappingError as error:
        raise refuse_rows(("flows", flow.name, "mapping"), error) from None


def _reference(send_as: SendAs, settings: AccountViewConnection) -> str:
    """The field that holds the reference."""
    if send_as == "financial_mutation":
        return f"DJ_PAGE.{settings.page_reference_column}"
    return f"SO_HDR.{settings.order_reference_column}"


def _shipped(send_as: SendAs, settings: AccountViewConnection) -> tuple[Row, ...]:
    """The shipped rows, each in the column that the connection names; left out where it names none."""
    columns = {"SO_HDR.COMMENT1": _reference(send_as, settings), "DJ_PAGE.INV_NR": _reference(send_as, settings)}
    columns |= {f"SO_HDR.{word}": f"SO_HDR.{name}" if name else "" for word, name in settings.order_columns}
    columns |= {f"SO_LINE.{word}": f"SO_LINE.{name}" if name else "" for word, name in settings.order_line_columns}
    placed: dict[str, Row] = {}
    for name in ("debtor", "address", "article", *PRESETS[send_as]):
        for row in shipped_rows("accountview", name):
            to = columns.get(row.to, row.to)
            if to:
                placed[to] = row.model_copy(update={"to": to})
    return tuple(placed.values())


def _list_not_sent(chosen: OrderSettingsView, settings: AccountViewConnection) -> list[Told]:
    """Settings of the flow that this target has no column for, told once instead of with every order."""
    if chosen.send_as == "financial_mutation":
        return []
    header, lines = settings.order_columns, settings.order_line_columns
    notices = []
    if chosen.warehouse.model_fields_set and not (header.warehouse or lines.warehouse):
        notices.append(Told("accountview.warehouse_not_sent"))
    if chosen.status.model_fields_set and not header.status:
        notices.append(Told("accountview.status_not_sent"))
    table = chosen.vat_codes
    if (table.rows or table.vat_code.model_fields_set) and not lines.vat_code:
        notices.append(Told("accountview.vat_code_not_sent"))
    accounts = table.revenue_accounts or any(row.revenue_account for row in table.rows)
    if accounts and not lines.revenue_account:
        notices.append(Told("accountview.revenue_account_not_sent"))
    return notices


def _overlay(flow: Flow, shipped: Sequence[Row], tables: Sequence[str]) -> tuple[Row, ...]:
    """The flow's own rows. Raises MappingError, also for a table that the flow does not write, and a misspelt path."""
    rows = read_rows(flow.mapping, FUNCTIONS)
    mistakes = [
        RowMistake(tell_unknown("table", row.to.partition(".")[0], tables), number, row.to, ("to",))
        for number, row in enumerate(rows, start=1)
        if row.to.partition(".")[0] not in tables or "." not in row.to
    ]
    mistakes += path_mistakes(rows, readable, lists_of(shipped))
    if mistakes:
        raise MappingError(mistakes)
    return rows


def _compile(settings: AccountViewConnection, rows: Sequence[Row], *tables: str) -> Mapper:
    """Rows of these tables; a problem shows the value only of a line, since the rest is about a person."""
    mine = [row for row in rows if row.to.partition(".")[0] in tables]
    return compile_rows(mine, shown=[row.to for row in mine if row.to.startswith(_LINES)], limit_of=settings.limit_of)


def _source(row: Row) -> str:
    """Where a problem with the field is to be looked for; expressions and rules read no one path, so the field."""
    return row.to if row.rules or row.expr is not None else row.told_source
