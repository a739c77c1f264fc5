"""The rows by which an order becomes a debtor, a delivery address and a document: shipped ones, and the flow's own.

Rows of all of them stand in one list, so that a flow's mapping is one list too; a row's table says where it belongs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

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
from mapping.rows.row import Row, in_row
from mapping.suggestions import tell_unknown
from relay.model import Flow
from relay.settings.findings import SettingsError
from words.mistake import Mistake
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
        told = Told("accountview.send_as", known=list(PRESETS), found=send_as)
        raise SettingsError.at(("flows", flow.name, "settings", "send_as"), told)
    header, lines = TABLES[send_as]
    shipped = _shipped(send_as, settings)
    reference, debtor = _reference(send_as, settings), "SO_HDR.RPL_INV" if header == "SO_HDR" else "DJ_PAGE.SUB_NR"
    try:
        merged = lay_over(
            shipped,
            _overlay(flow, shipped, settings, ("CONTACT", "DEL_ADDR", "ARTICLE", header, lines)),
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
        raise refuse_rows(("flows", flow.name, "mapping"), flow.mapping, error) from None


def _reference(send_as: SendAs, settings: AccountViewConnection) -> str:
    """The field that holds the reference."""
    if send_as == "financial_mutation":
        return f"DJ_PAGE.{settings.page_reference_column}"
    return f"SO_HDR.{settings.order_reference_column}"


def _shipped(send_as: SendAs, settings: AccountViewConnection) -> tuple[Row, ...]:
    """The shipped rows, each in the column that the connection names; left out where it names none."""
    columns = {"SO_HDR.COMMENT1": _reference(send_as, settings), "DJ_PAGE.INV_NR": _reference(send_as, settings)}
    columns |= {word: column or "" for _, word, column in _columns_of_settings(settings)}
    placed: dict[str, Row] = {}
    for name in ("debtor", "address", "article", *PRESETS[send_as]):
        for row in shipped_rows("accountview", name):
            to = columns.get(row.to, row.to)
            if to:
                placed[to] = row.model_copy(update={"to": to})
    return tuple(placed.values())


def _columns_of_settings(settings: AccountViewConnection) -> Iterator[tuple[str, str, str | None]]:
    """Of each column that a setting names: the setting, the field in the shipped rows, and the field it fills."""
    for name, table, columns in (
        ("order_columns", "SO_HDR", settings.order_columns),
        ("order_line_columns", "SO_LINE", settings.order_line_columns),
    ):
        for word, column in columns:
            yield f"{name}.{word}", f"{table}.{word}", f"{table}.{column}" if column else None


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


def _overlay(
    flow: Flow, shipped: Sequence[Row], settings: AccountViewConnection, tables: Sequence[str]
) -> tuple[Row, ...]:
    """The flow's own rows. Raises MappingError, also for a table that the flow does not write, and a misspelt path."""
    rows = read_rows(flow.mapping, FUNCTIONS)
    named = {column: setting for setting, _, column in _columns_of_settings(settings) if column}
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


def _target_mistakes(
    row: Row, tables: Sequence[str], named: Mapping[str, str], sent: Mapping[str, Row]
) -> Iterator[Mistake]:
    """What is wrong with the field that a row fills, and the one that was meant.

    ``named`` are the fields that settings fill, by their setting, and ``sent`` the shipped rows for them.
    """
    table = row.to.partition(".")[0]
    if table not in tables or "." not in row.to:
        yield tell_unknown(Told("names.table"), table, tables)
    if row.to != row.to.upper():
        capitals = row.to.upper()
        yield Mistake(Told("accountview.columns_in_capitals", nearest=f'"{capitals}"'), nearest=capitals)
    says_another_thing = row.const is not None or not set(row.source or ()) & set(_source_of(sent.get(row.to)))
    if row.to in named and not row.off and says_another_thing and row.expr is None and not row.rules:
        yield Mistake(Told("accountview.column_is_named", setting=named[row.to]))


def _source_of(row: Row | None) -> Sequence[str]:
    return row.source or () if row is not None else ()


def _compile(settings: AccountViewConnection, rows: Sequence[Row], *tables: str) -> Mapper:
    """Rows of these tables; a problem shows the value only of a line, since the rest is about a person."""
    mine = [row for row in rows if row.to.partition(".")[0] in tables]
    return compile_rows(mine, shown=[row.to for row in mine if row.to.startswith(_LINES)], limit_of=settings.limit_of)


def _source(row: Row) -> str:
    """Where a problem with the field is to be looked for; expressions and rules read no one path, so the field."""
    return row.to if row.rules or row.expr is not None else row.told_source
