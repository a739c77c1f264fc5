"""The rows by which an order becomes a debtor, a delivery address and a document: shipped ones, and the flow's own.

Rows of all of them stand in one list, so that a flow's mapping is one list too; a row's table says where it belongs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.contracts.drafts import SendAs
from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.context import readable
from handlers.vendors.accountview.target.party_presets import (
    PARTY_TABLES,
    PartyMappings,
    compile_tables,
    read_own_rows,
    source_of,
)
from handlers.vendors.shipped_rows import refuse_rows, shipped_rows
from mapping.rows.mapper import Mapper
from mapping.rows.overlays import lay_over
from mapping.rows.row import MappingError, Row
from relay.model import Flow
from relay.settings.findings import SettingsError
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappings(PartyMappings):
    """Compiled rows of an order and all that belongs to it: ``document`` fills the tables ``header`` and ``lines``."""

    article: Mapper
    document: Mapper
    send_as: SendAs
    header: str
    lines: str

    @property
    def mappers(self) -> tuple[Mapper, ...]:
        """All that is compiled."""
        return (self.debtor, self.address, self.article, self.document)


def mappings_for(flow: Flow, settings: AccountViewConnection) -> Mappings:
    """The shipped rows with the flow's rows over them. Raises StartError naming every mistake."""
    chosen: OrderSettingsView = flow.settings
    send_as = chosen.send_as
    if send_as not in PRESETS:
        told = Told("accountview.send_as", known=list(PRESETS), found=send_as)
        raise SettingsError.at(("flows", flow.name, "settings", "send_as"), told)
    header, lines = TABLES[send_as]
    shipped = _shipped(send_as, settings)
    named = {column: setting for setting, _, column in _columns_of_settings(settings) if column}
    reference, debtor = _reference(send_as, settings), "SO_HDR.RPL_INV" if header == "SO_HDR" else "DJ_PAGE.SUB_NR"
    try:
        merged = lay_over(
            shipped,
            read_own_rows(flow, shipped, (*PARTY_TABLES, "ARTICLE", header, lines), readable, named),
            protected=(reference, debtor, "CONTACT.MAIL_BUS", "DEL_ADDR.SUB_NR", "ARTICLE.ART_CODE"),
        )
        return Mappings(
            debtor=compile_tables(settings, merged.rows, "CONTACT"),
            address=compile_tables(settings, merged.rows, "DEL_ADDR"),
            article=compile_tables(settings, merged.rows, "ARTICLE"),
            document=compile_tables(settings, merged.rows, header, lines),
            send_as=send_as,
            header=header,
            lines=lines,
            sources={row.to: source_of(row) for row in merged.rows},
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
