"""The rows by which a customer's own record becomes a debtor and delivery addresses: shipped ones, and the flow's own.

They are those by which an order makes a debtor, so that a customer made by an order and changed here stays one, and
beside them those of what only a record tells.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.context import readable_of_record
from handlers.vendors.accountview.target.party_presets import (
    PARTY_TABLES,
    PartyMappings,
    compile_tables,
    read_own_rows,
    source_of,
)
from handlers.vendors.shipped_rows import refuse_rows, shipped_rows
from mapping.rows.overlays import lay_over
from mapping.rows.row import MappingError, Row
from relay.model import Flow
from words.told import Told

PRESETS: Final = ("debtor", "address", "customer")
"""The shipped rows; a later one for the same field counts, and one that is off takes it away."""

_GUARDED: Final = ("CONTACT.MAIL_BUS", "DEL_ADDR.SUB_NR")
"""By these a record is found again whose making was not answered."""


def customer_mappings(flow: Flow, settings: AccountViewConnection) -> PartyMappings:
    """The shipped rows with the flow's rows over them. Raises StartError naming every mistake."""
    shipped = _shipped()
    try:
        own = read_own_rows(flow, shipped, PARTY_TABLES, readable_of_record)
        merged = lay_over(shipped, own, protected=tuple(_list_protected(shipped, own)))
        return PartyMappings(
            debtor=compile_tables(settings, merged.rows, "CONTACT"),
            address=compile_tables(settings, merged.rows, "DEL_ADDR"),
            sources={row.to: source_of(row) for row in merged.rows},
            merged=merged,
            notices=(*merged.notices, Told("accountview.only_main_contact")),
        )
    except MappingError as error:
        raise refuse_rows(("flows", flow.name, "mapping"), flow.mapping, error) from None


def _shipped() -> tuple[Row, ...]:
    placed: dict[str, Row] = {}
    for row in (row for name in PRESETS for row in shipped_rows("accountview", name)):
        if row.off:
            placed.pop(row.to, None)
        else:
            placed[row.to] = row
    return tuple(placed.values())


def _list_protected(shipped: Sequence[Row], own: Sequence[Row]) -> Iterator[str]:
    """The guarded fields, but for one whose row says the same and differs in when it may be written."""
    of_preset = {row.to: row for row in shipped}
    for field in _GUARDED:
        rows = [row for row in own if row.to == field]
        ways = {"write": None, "preset": None}
        alike = [row.model_copy(update=ways) == of_preset[field].model_copy(update=ways) for row in rows]
        if not (rows and all(alike)):
            yield field
