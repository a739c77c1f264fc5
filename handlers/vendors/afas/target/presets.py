"""The rows by which an order and all that it consists of become what AFAS has: shipped ones, and the flow's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.contracts.drafts import SendAs
from handlers.vendors.afas.lengths import usual_limit
from handlers.vendors.afas.target.party_presets import (
    ADDRESS,
    ARTICLE,
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

HEADERS: Mapping[SendAs, str] = {"order": "FbSales", "direct_invoice": "FbDirectInvoice"}
"""The UpdateConnector of each document that an order can become; the object of its lines is called ``...Lines``."""


@dataclass(frozen=True, slots=True)
class Mappings(PartyMappings):
    """Compiled rows of an order and all that it consists of; ``header`` is the UpdateConnector of orders."""

    article: Mapper
    order: Mapper
    header: str

    @property
    def lines(self) -> str:
        """The object with the lines."""
        return f"{self.header}Lines"


def mappings_for(flow: Flow, send_as: SendAs = "order", limit_of: LimitOf = usual_limit) -> Mappings:
    """The rows of a flow of orders. Raises StartError naming every mistake."""
    header = HEADERS[send_as]
    lines = f"{header}Lines"
    rows = FlowRows(flow, limit_of, (ORGANISATION, PERSON, ADDRESS, ARTICLE, header, lines), header)
    given = (*shipped(*PRESETS, "article"), *_shipped_order(header))
    merged = rows.merge(given, (f"{header}.RfCs", f"{header}.DbId", *EMAILS))
    return Mappings(
        **rows.parties(merged),
        article=rows.compile(merged, ARTICLE),
        order=rows.compile(merged, header, lines),
        header=header,
    )


def _shipped_order(header: str) -> tuple[Row, ...]:
    """The shipped rows of an order, in the UpdateConnector that this flow writes."""
    written = HEADERS["order"]
    return tuple(
        row.model_copy(update={"to": f"{header}{row.to.removeprefix(written)}"}) if row.to.startswith(written) else row
        for row in shipped("order")
    )
