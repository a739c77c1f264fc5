"""An office whose books have all that a well-kept file names, and flows into it, for the tests of live checks."""

from collections.abc import Mapping
from typing import Any

from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import Books
from handlers.sandboxes.demonstration.accountview_books import bare_books
from relay.model import Flow
from relay.roles import LookedUp
from tests.handlers.vendors.accountview.office import TODAY, Office, a_flow
from tests.handlers.vendors.live_checks import naming

SETTINGS: Mapping[str, Any] = {
    "payment_condition": {"default": "30"},
    "receivables_account": {"default": "1300"},
    "journal": {"default": "700"},
    "vat_codes": {"rows": [{"country": "domestic", "rate": 21, "code": "2", "revenue_account": "8000"}]},
    "shipping_cost": {"item": "VERZENDEN"},
}


def flow_of(*rows: Mapping[str, Any], **settings: Any) -> Flow:
    return a_flow(settings=OrderSettings.model_validate({**SETTINGS, **settings}), mapping=rows)


def a_books() -> Books:
    books = bare_books(today=lambda: TODAY)
    books.put("ARTICLE", {"ART_CODE": "VERZENDEN", "ART_DESC1": "Verzendkosten"})
    return books


async def looked(o: Office, *flows: Flow) -> LookedUp:
    return await o.connection.look_up([naming(flow) for flow in flows or (flow_of(),)])
