"""The rows by which a customer's own record becomes a debtor, delivery addresses and contacts: shipped, and the flow's.

They are those by which an order makes a debtor, so that a customer made by an order and changed here stays one.
"""

from dataclasses import dataclass

from handlers.vendors.afas.lengths import usual_limit
from handlers.vendors.afas.target.party_presets import (
    ADDRESS,
    CONTACT,
    EMAILS,
    ORGANISATION,
    PERSON,
    PRESETS,
    FlowRows,
    PartyMappings,
    shipped,
)
from mapping.rows.lengths import LimitOf
from mapping.rows.mapper import Mapper
from mapping.rows.row import Row
from relay.model import Flow

COMPLETE_BLOCKS = frozenset({f"{ORGANISATION}.BlTl", f"{PERSON}.BlTl"})
"""The fields of a block that takes a debtor out of sight."""

MADE_ONCE = frozenset({"SeNm", "ViGe"})
"""What only a new debtor or contact gets: a search name is the bookkeeper's own, and no source tells the gender."""


@dataclass(frozen=True, slots=True)
class CustomerMappings(PartyMappings):
    """Compiled rows of a customer and all that they consist of."""

    contact: Mapper


def customer_mappings(
    flow: Flow, limit_of: LimitOf = usual_limit, *, shows_complete_blocks: bool = False
) -> CustomerMappings:
    """The rows of a flow of customers. Raises StartError naming every mistake.

    The shipped rows set no complete block unless a column shows it: a debtor out of sight is looked for in vain.
    """
    left_out = frozenset[str]() if shows_complete_blocks else COMPLETE_BLOCKS
    given = tuple(_keep(row) for row in shipped(*PRESETS, "contact") if row.to not in left_out)
    rows = FlowRows(flow, limit_of, (ORGANISATION, PERSON, ADDRESS, CONTACT))
    merged = rows.merge(given, EMAILS)
    return CustomerMappings(**rows.parties(merged), contact=rows.compile(merged, CONTACT))


def _keep(row: Row) -> Row:
    """A shipped row as it is for customers, who are changed more often than orders change them."""
    is_made_once = row.to.rpartition(".")[2] in MADE_ONCE
    return row.model_copy(update={"write": "create_only"}) if is_made_once else row
