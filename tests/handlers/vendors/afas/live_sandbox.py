"""Settings of a flow whose names a sandbox has all, and a look-up of them, for the tests of live checks."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from relay.model import Flow
from relay.roles import Gate, LookedUp
from tests.handlers.vendors.afas.orders import a_flow
from tests.handlers.vendors.afas.support import connection_to
from tests.handlers.vendors.live_checks import naming
from tests.stand_ins import OpenGate

SETTINGS: Mapping[str, Any] = {
    "payment_condition": {"default": "30"},
    "receivables_account": {"default": "1300"},
    "warehouse": {"table": {"main": "01"}},
    "currency": {"table": {"EUR": "EUR"}},
    "administration": {"default": "1"},
    "vat_codes": {"rows": [{"country": "domestic", "rate": 21, "code": "1"}]},
    "shipping_cost": {"item": "VERZEND"},
    "fallback_item": "000101",
    "missing_article": "fallback_item",
}


async def looked(sandbox: AfasSandbox, flow: Flow | None = None, gate: Gate | None = None, **changes: Any) -> LookedUp:
    async with aiohttp.ClientSession() as session:
        connection = OpenAfas("afas", connection_to(sandbox, **changes), session, gate or OpenGate())
        return await connection.look_up([naming(flow or a_flow(**SETTINGS))])
