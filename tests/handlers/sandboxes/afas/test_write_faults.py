"""Writes whose caller cannot know whether they were carried out."""

from datetime import timedelta

import aiohttp
import pytest

from handlers.sandboxes.afas import AfasSandbox, Fault, WriteFault
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import Element
from relay.errors import RunEnd, Transient, Unconfirmed
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import direct_invoice, sales_order
from tests.handlers.vendors.afas.support import connection_to
from tests.stand_ins import OpenGate
from tests.waiting import eventually

ORDERS = "Relay_SalesOrders"
ADDRESS = Element({"CoId": "NL", "Ad": "Dorpsweg", "HmNr": 7})


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (WriteFault.STORE_THEN_HTML, 502),
        (WriteFault.STORE_THEN_TIMED_OUT, 500),
        (WriteFault.STORE_THEN_EMPTY, 201),
    ],
)
async def test_a_stored_write_is_answered_as_if_it_were_not(fault: WriteFault, status: int) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        sandbox.write_faults.next(fault)
        assert (await call.write(sales_order()))[0] == status
        assert len(await call.rows(ORDERS)) == 1


async def test_a_stored_write_whose_answer_never_comes_times_out() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call, Caller(sandbox, timeout=0.2) as hasty:
        await call.debtor()
        sandbox.write_faults.next(WriteFault.STORE_THEN_HANG)
        with pytest.raises(TimeoutError):
            await hasty.write(sales_order())
        assert len(await call.rows(ORDERS)) == 1


async def test_a_stored_write_whose_connection_breaks_is_there() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        sandbox.write_faults.next(WriteFault.STORE_THEN_DROP)
        with pytest.raises(aiohttp.ClientError):
            await call.write(sales_order())
        assert len(await call.rows(ORDERS)) == 1


async def test_a_write_is_carried_out_long_after_its_caller_hung_up() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call, Caller(sandbox, timeout=0.2) as hasty:
        await call.debtor()
        assert sandbox.write_faults.commit_delay == timedelta(seconds=900)
        sandbox.write_faults.next(WriteFault.COMMIT_LATER)
        with pytest.raises(TimeoutError):
            await hasty.write(sales_order())
        assert await call.rows(ORDERS) == []
        await sandbox.commit_now()
        assert len(await call.rows(ORDERS)) == 1


async def test_a_write_can_be_refused_and_carried_out_all_the_same() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        sandbox.write_faults.commit_delay = timedelta(milliseconds=1)
        sandbox.write_faults.next(WriteFault.REFUSE_THEN_COMMIT, times=2)
        assert (await call.write(sales_order()))[0] == 502
        assert (await call.write(sales_order(War="99")))[0] == 502
        await sandbox.commits_done()
        assert len(await call.rows(ORDERS)) == 1


async def test_a_locked_record_is_refused_and_nothing_is_stored() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        sandbox.write_faults.next(WriteFault.LOCKED)
        assert await call.refusal(sales_order()) == "Het record is vergrendeld door een andere gebruiker."
        assert await call.rows(ORDERS) == []


async def test_a_fault_can_wait_for_the_connector_it_is_meant_for() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        sandbox.write_faults.next(WriteFault.LOCKED, connector="FbDirectInvoice")
        await call.debtor()
        await call.keys(sales_order())
        await call.refusal(direct_invoice())
        await call.keys(direct_invoice())


async def test_a_slow_write_is_carried_out_though_its_caller_gave_up() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call, Caller(sandbox, timeout=0.2) as hasty:
        await call.debtor()
        sandbox.faults.hold()
        with pytest.raises(TimeoutError):
            await hasty.write(sales_order())
        sandbox.faults.release()
        assert len(await eventually(lambda: call.rows(ORDERS))) == 1


@pytest.mark.parametrize(
    ("fault", "ends"),
    [
        (WriteFault.STORE_THEN_HTML, Unconfirmed),
        (WriteFault.STORE_THEN_TIMED_OUT, Unconfirmed),
        (WriteFault.STORE_THEN_DROP, Unconfirmed),
        (WriteFault.LOCKED, Transient),
    ],
)
async def test_the_relays_client_ends_by_what_it_can_know(fault: WriteFault, ends: type[RunEnd]) -> None:
    async with AfasSandbox() as sandbox, aiohttp.ClientSession() as session:
        sandbox.write_faults.next(fault)
        with pytest.raises(ends):
            await AfasClient(connection_to(sandbox), session, OpenGate()).write("POST", "KnAddress", ADDRESS)


async def test_the_relays_client_reads_keys_and_their_absence() -> None:
    async with AfasSandbox() as sandbox, aiohttp.ClientSession() as session:
        client = AfasClient(connection_to(sandbox), session, OpenGate())
        assert await client.write("POST", "KnAddress", ADDRESS) == {"AddressId": "1001"}
        sandbox.write_faults.next(WriteFault.STORE_THEN_EMPTY)
        assert await client.write("POST", "KnAddress", ADDRESS) == {}


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.UNAUTHORISED, 401), (Fault.RATE_LIMITED, 429), (Fault.HTML_ERROR, 500)]
)
async def test_a_call_that_is_turned_away_stores_nothing(fault: Fault, status: int) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        sandbox.faults.next(fault)
        assert (await call.write(sales_order()))[0] == status
        assert await call.rows(ORDERS) == []
