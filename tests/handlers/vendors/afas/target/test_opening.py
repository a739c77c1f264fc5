"""What a flow into AFAS is refused for when the program starts, and what its administrator is told."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from handlers.contracts.orders import OrderBooks
from handlers.vendors.afas.connection import OpenAfas
from handlers.vendors.afas.target.opening import AfasOrderTarget
from relay.errors import StartError
from tests.handlers.vendors.afas.environment import environment
from tests.handlers.vendors.afas.orders import TODAY, a_flow
from tests.handlers.vendors.afas.support import connection
from tests.stand_ins import OpenGate


async def opened(*mapping: dict[str, Any], lookups: dict[str, Any] | None = None, **settings: Any) -> AfasOrderTarget:
    async with aiohttp.ClientSession() as session:
        connected = OpenAfas("afas", connection(lookups=lookups or {}), session, OpenGate())
        target: AfasOrderTarget = connected.target(a_flow(*mapping, **settings))
        return target


@pytest.mark.parametrize("send_as", ["invoice", "financial_mutation"])
async def test_what_an_order_cannot_become_in_afas_is_refused(send_as: str) -> None:
    with pytest.raises(
        StartError, match=rf"flows\.orders\.settings\.send_as: .* order or direct_invoice, not {send_as}"
    ):
        await opened(send_as=send_as)


async def test_a_field_of_delivery_addresses_that_no_column_shows_is_refused() -> None:
    row = {"to": "KnContact.AtLn", "from": "order.ship_to.extra"}
    with pytest.raises(StartError, match=r"KnContact\.AtLn: no column of Profit_Deliveryaddress"):
        await opened(row)
    with pytest.raises(StartError, match=r"KnContact\.ExAd"):
        await opened(lookups={"address_columns": {"name": None}})


async def test_a_field_of_delivery_addresses_with_a_column_is_mapped() -> None:
    target = await opened({"to": "KnContact.TeNr", "from": "order.customer.phone"})
    assert [row.target for row in target.mapping_rows if row.target == "KnContact.TeNr"]


async def test_a_status_that_goes_nowhere_is_noticed() -> None:
    status = {"status": {"default": "nieuw"}}
    assert ["settings.status" in str(notice) for notice in (await opened(**status)).mapping_notices] == [True]
    assert (await opened()).mapping_notices == ()
    assert (await opened({"to": "FbSales.OrPr", "from": "codes.status"}, **status)).mapping_notices == ()


async def test_it_is_an_order_target_by_name_and_horizon() -> None:
    async with environment() as e:
        target: OrderBooks = e.target()
    assert (target.connection, target.horizon) == ("afas", timedelta(minutes=15))
    assert (target.today(), target.longest_email) == (TODAY, None)
    assert repr(target) == "AfasOrderTarget('afas')"
