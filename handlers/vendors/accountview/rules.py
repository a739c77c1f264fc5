"""Rules about an AccountView connection, and the flows into it, that no type can tell."""

from collections.abc import Iterator
from typing import Final

from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.shipped_rows import shipped_rows
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path, path_text
from relay.settings.model import FlowSettings
from words.told import Told

_JOURNAL: Final = "DJ_PAGE.DJ_CODE"
_BY_SETTING: Final = "SO_HDR.COMMENT1"
"""Where the shipped rows have the reference, which stands in the column that the connection names."""


def columns_for_two_things(checked: Checked, path: Path, connection: AccountViewConnection) -> Iterator[Finding]:
    """Of two things that are written into one column, only one arrives there."""
    shipped = [row.to for name in ("order", "invoice") for row in shipped_rows("accountview", name)]
    taken: dict[str, Path | None] = dict.fromkeys(column for column in shipped if column != _BY_SETTING)
    for setting, column in _named_columns(connection):
        if column not in taken:
            taken[column] = setting
            continue
        other = taken[column]
        if other is None:
            told = Told("accountview.column_of_shipped_row", column=column)
        else:
            told = Told("accountview.column_twice", column=column, other=path_text(other))
        is_default = other is not None and not checked.is_written((*path, *setting))
        yield Finding("error", (*path, *(other if other is not None and is_default else setting)), told)


def pages_that_cannot_be_booked(checked: Checked, path: Path, _: AccountViewConnection) -> Iterator[Finding]:
    """A financial mutation needs a journal, and a revenue account for what is sold; without, each order is held."""
    for name, flow in checked.flows_to(str(path[-1])):
        settings, at = flow.settings, ("flows", name, "settings")
        if not isinstance(settings, OrderSettingsView) or settings.send_as != "financial_mutation":
            continue
        if not settings.gives_journal and not _has_row(flow, _JOURNAL):
            yield Finding("error", (*at, "journal"), Told("accountview.journal_wanted"))
        elif not settings.gives_revenue_account:
            yield Finding("error", (*at, "vat_codes"), Told("accountview.revenue_accounts_wanted"))


def articles_that_cannot_be_made(checked: Checked, path: Path, connection: AccountViewConnection) -> Iterator[Finding]:
    """Where the installation takes no new articles, an order with one is held each time."""
    for name, flow in checked.flows_to(str(path[-1])):
        settings = flow.settings
        if not isinstance(settings, OrderSettingsView):  # it carries something else
            continue
        if settings.missing_article == "create" and not connection.articles_can_be_made:
            setting = path_text((*path, "articles_can_be_made"))
            told = Told("accountview.articles_not_made", setting=setting)
            at = ("flows", name, "settings", "missing_article")
            yield Finding("error", at, told, rests_on=((*path, "articles_can_be_made"),))


def numbers_that_no_article_is_found_by(
    checked: Checked, path: Path, connection: AccountViewConnection
) -> Iterator[Finding]:
    """Where flows carry products both ways, each must know an article by what the other knows it by: its code."""
    if connection.products.number is None:
        return
    name = str(path[-1])
    for flow_name, flow in checked.flows_to(name):
        back = {(one.entity, one.target) for _, one in checked.flows_from(name)}
        if flow.entity == "product" and ("product", flow.source) in back:
            told = Told("accountview.number_both_ways", flow=flow_name)
            yield Finding("error", (*path, "products", "number"), told)


def _named_columns(connection: AccountViewConnection) -> Iterator[tuple[Path, str]]:
    """The columns of orders that the connection names, with their tables, each with its setting."""
    yield ("order_reference_column",), f"SO_HDR.{connection.order_reference_column}"
    yield ("order_number_column",), f"SO_HDR.{connection.order_number_column}"
    for word, column in connection.order_columns:
        if column is not None:
            yield ("order_columns", word), f"SO_HDR.{column}"
    for word, column in connection.order_line_columns:
        if column is not None:
            yield ("order_line_columns", word), f"SO_LINE.{column}"


def _has_row(flow: FlowSettings, target: str) -> bool:
    return any(row.get("to") == target for row in flow.mapping)
