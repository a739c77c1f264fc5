"""The rows by which an order becomes a debtor, a delivery address and a sales order: shipped ones, and the flow's own.

Rows of all three stand in one list, so that a flow's mapping is one list too; a row's table says where it belongs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from handlers.pipelines.orders.needs import Draft
from handlers.vendors.accountview.checks import longest_of
from handlers.vendors.accountview.connection import AccountViewConnection
from handlers.vendors.accountview.prices import as_wanted
from mapping.mapper import Mapper, compile_rows
from mapping.overlays import Merged, lay_over
from mapping.presets import MappingError, load_rows, read_rows
from mapping.rows import Row
from mapping.suggestions import no_such
from relay.errors import StartError
from relay.model import Flow

PRESETS = ("debtor", "address", "order")
TABLES = ("CONTACT", "DEL_ADDR", "SO_HDR", "SO_LINE")


@dataclass(frozen=True, slots=True)
class Mappings:
    """Compiled rows. ``sources`` tells for each target field where its value comes from, for problems.

    ``merged`` are the rows they are made of, with their origins.
    """

    debtor: Mapper
    address: Mapper
    order: Mapper
    sources: Mapping[str, str]
    merged: Merged

    @property
    def held(self) -> frozenset[str]:
        """Fields whose rows say that a text too long for them is held, whatever the connection says."""
        return frozenset(row.to for row in self.merged.rows if row.too_long == "hold")

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table that rows fill, in order."""
        targets = (*self.debtor.targets, *self.address.targets, *self.order.targets)
        return tuple(target.split(".", 1)[1] for target in targets if target.startswith(f"{table}."))


def mappings_for(flow: Flow, settings: AccountViewConnection) -> Mappings:
    """The shipped rows with the flow's rows over them. Raises StartError naming every mistake."""
    reference = f"SO_HDR.{settings.order_reference_column}"
    try:
        merged = lay_over(
            _shipped(reference),
            _overlay(flow),
            protected=(reference, "SO_HDR.RPL_INV", "CONTACT.MAIL_BUS", "DEL_ADDR.SUB_NR"),
        )
        return Mappings(
            debtor=_compiled(merged.rows, "CONTACT"),
            address=_compiled(merged.rows, "DEL_ADDR"),
            order=_compiled(merged.rows, "SO_HDR", "SO_LINE"),
            sources={row.to: _source(row) for row in merged.rows},
            merged=merged,
        )
    except MappingError as error:
        raise StartError(*(f"flows.{flow.name}.mapping: {mistake}" for mistake in error.mistakes)) from None


def context_of(draft: Draft, settings: AccountViewConnection) -> dict[str, Any]:
    """What rows may read. Raises mapping.money.MissingRateError where a price cannot be stated as wanted."""
    order = as_wanted(draft.order, settings)
    customer, ship_to = order.customer, order.ship_to
    return {
        "order": order,
        "reference": draft.reference,
        "codes": draft.codes,
        "debtor": draft.debtor,
        "delivery_address": draft.delivery_address,
        "contact": {"name": customer.person, "email": customer.email}
        if customer.is_company and customer.person
        else None,
        "ship_to_line": ", ".join(part for part in (ship_to.line, ship_to.extra) if part),
    }


@cache
def _preset_rows() -> tuple[Row, ...]:
    folder = files(__package__).joinpath("presets")
    return tuple(
        row for name in PRESETS for row in load_rows(folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
    )


def _shipped(reference: str) -> tuple[Row, ...]:
    """The shipped rows, with the reference in the column that the connection names."""
    return tuple(
        row.model_copy(update={"to": reference}) if row.to == "SO_HDR.COMMENT1" else row for row in _preset_rows()
    )


def _overlay(flow: Flow) -> tuple[Row, ...]:
    """The flow's own rows. Raises MappingError, also for a table that none of the three has."""
    rows = read_rows(flow.mapping)
    mistakes = [
        f"row {number} ({row.to}), to: {no_such('table', row.to.partition('.')[0], TABLES)}"
        for number, row in enumerate(rows, start=1)
        if row.to.partition(".")[0] not in TABLES or "." not in row.to
    ]
    if mistakes:
        raise MappingError(mistakes)
    return rows


def _compiled(rows: Sequence[Row], *tables: str) -> Mapper:
    """Rows of these tables; a problem shows the value only of a line, since the rest is about a person."""
    mine = [row for row in rows if row.to.partition(".")[0] in tables]
    return compile_rows(mine, shown=[row.to for row in mine if row.to.startswith("SO_LINE.")], length_of=longest_of)


def _source(row: Row) -> str:
    """Where a problem with the field is to be looked for; expressions and rules read no one path, so the field."""
    return row.to if row.rules or row.expr is not None else row.told_source
