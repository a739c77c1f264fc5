"""Only what a failure concerns is left alone: one flow, one kind of call or the connection; not by other settings."""

from contextlib import suppress
from datetime import timedelta

import pytest

from relay.errors import Barred, Parked, RunEnd, Scope, Transient
from relay.line.once.breakers import read_breakers
from relay.line.once.gate import SharedGate
from relay.line.once.right_of_way import Class, calls_of
from relay.line.repeated_answers import CARRIED, COMMON, on_behalf_of
from relay.model import said
from relay.settings.connections import ConnectionSettings
from relay.store.gate_names import GateName
from relay.store.store import Store
from relay.systems.asking import ASKING
from tests.plain import as_told
from tests.relay.line.once.shut_gates import BREAKER
from tests.waiting import eventually

ORDERS, REPORT = "GET SO1", "GET STOCK"
OF_FLOW = Barred(as_told("the connector has no column Nmae"), scope=Scope.FLOW)
OF_CALL = Barred(as_told("no right to SO1"), scope=Scope.CALL)
OF_ALL = Barred(as_told("the licence has ended"))
SLOW = Transient(as_told("no answer in time"), scope=Scope.CALL)


def gate_of(store: Store, version: str = "") -> SharedGate:
    return SharedGate(store, "books", ConnectionSettings(vendor="some", breaker=BREAKER), version=version)


async def meet(gate: SharedGate, end: RunEnd, flow: str = "shop", about: str = ORDERS) -> None:
    """A call for a flow that ends so, unless it is turned away."""
    with on_behalf_of(flow), pytest.raises((type(end), Parked)):
        async with gate.call(about):
            raise end


async def turned_away(gate: SharedGate, flow: str = "shop", about: str = ORDERS) -> Parked | None:
    with on_behalf_of(flow):
        try:
            async with gate.call(about):
                return None
        except Parked as parked:
            return parked


async def test_a_wrong_column_of_one_flow_turns_away_that_flow_alone(store: Store) -> None:
    gate = gate_of(store)
    await meet(gate, OF_FLOW, "shop")
    parked = await turned_away(gate, "shop", REPORT)
    assert parked is not None
    assert parked.gate == str(GateName("books", flow="shop"))
    assert parked.reason.startswith("shop does not call books now: refused since ")
    assert parked.reason.endswith("(the connector has no column Nmae)")
    assert await turned_away(gate, "till") is None
    assert await turned_away(gate, "") is None


async def test_a_right_that_lacks_turns_away_calls_of_that_kind_alone_whatever_their_flow(store: Store) -> None:
    gate = gate_of(store)
    await meet(gate, OF_CALL)
    for flow in ("shop", "till", ""):
        parked = await turned_away(gate, flow)
        assert parked is not None
        assert parked.reason.startswith("GET SO1 of books is not called now: refused since ")
        assert await turned_away(gate, flow, REPORT) is None


async def test_credentials_that_are_refused_turn_away_everything(store: Store) -> None:
    gate = gate_of(store)
    await meet(gate, OF_ALL)
    for flow, about in (("shop", ORDERS), ("till", REPORT), ("", "")):
        parked = await turned_away(gate, flow, about)
        assert parked is not None
        assert parked.gate == "books"
        assert "not letting the relay in" in parked.reason


async def test_a_call_that_asks_who_the_system_is_concerns_the_connection_and_passes_what_bars_a_flow(
    store: Store,
) -> None:
    gate = gate_of(store)
    await meet(gate, OF_FLOW)
    token = ASKING.set(True)
    assert await turned_away(gate) is None
    await meet(gate, OF_CALL)
    ASKING.reset(token)
    assert {str(one.gate) for one in await read_breakers(store)} == {"books", "books|flow|shop"}


async def test_a_slow_report_leaves_orders_alone_and_is_left_alone_itself(store: Store) -> None:
    gate = gate_of(store)
    for _ in range(BREAKER.failures):
        await meet(gate, SLOW, "stock", REPORT)
        await meet(gate, SLOW, "stock", REPORT)
        assert await turned_away(gate, "shop", ORDERS) is None
    assert await turned_away(gate, "stock", REPORT) is not None


async def test_one_kind_of_call_that_fails_alone_never_opens_the_connection(store: Store) -> None:
    gate = gate_of(store)
    for _ in range(BREAKER.failures * 4):
        await meet(gate, SLOW, "stock", REPORT)
    assert [str(one.gate) for one in await read_breakers(store)] == ["books|call|GET+STOCK"]
    assert await turned_away(gate, "shop", ORDERS) is None


async def test_different_kinds_of_call_that_fail_in_turn_open_the_connection(store: Store) -> None:
    gate = gate_of(store)
    for number in range(BREAKER.failures + 1):
        await meet(gate, SLOW, "shop", f"GET {number}")
    assert [str(one.gate) for one in await read_breakers(store)] == ["books"]


async def test_an_answer_that_only_records_of_one_flow_get_pauses_that_flow(store: Store) -> None:
    gate = gate_of(store)
    odd = said("onbekend veld")
    for number in range(COMMON):
        CARRIED.set(f"record {number}")
        await meet(gate, Transient(as_told("odd"), said=odd), "shop")
        if number == 0:
            await meet(gate, Transient(as_told("odd"), said=odd), "till")
    CARRIED.set("")
    assert await turned_away(gate, "shop") is not None
    assert await turned_away(gate, "till") is None


async def test_new_settings_begin_without_what_was_barred_under_the_former(store: Store) -> None:
    former, new = gate_of(store, "0a"), gate_of(store, "0b")
    for end in (OF_FLOW, OF_CALL, OF_ALL):
        await meet(former, end)
    assert await turned_away(former) is not None
    assert await turned_away(new) is None


async def test_a_process_with_former_settings_can_bar_nobody_who_has_the_new(store: Store) -> None:
    former, new = gate_of(store, "0a"), gate_of(store, "0b")

    async def failed_anew() -> bool:
        breakers = {str(one.gate): one for one in await read_breakers(store)}
        await meet(former, OF_ALL)
        assert await turned_away(new) is None
        after = {str(one.gate): one for one in await read_breakers(store)}
        assert set(after) <= {"books@0a"}
        return bool(breakers) and after["books@0a"].until_ms > breakers["books@0a"].until_ms

    await eventually(failed_anew)


async def test_while_a_flow_is_barred_no_more_calls_are_made_than_pauses_end(store: Store) -> None:
    gate, calls = gate_of(store), 0
    seconds, _ = await store.state.time()
    for _ in range(200):
        with on_behalf_of("shop"), suppress(Barred, Parked):
            async with gate.call(ORDERS):
                calls += 1
                raise OF_FLOW
    spent = (await store.state.time())[0] - seconds + 1
    assert calls <= 1 + spent / BREAKER.first_pause.total_seconds()


async def test_the_first_call_of_a_flow_that_works_again_closes_what_barred_it(store: Store) -> None:
    gate = gate_of(store)
    await meet(gate, OF_FLOW)

    async def works() -> bool:
        return await turned_away(gate) is None

    await eventually(works)
    assert await read_breakers(store) == []


BROKEN = Transient(as_told("the connection broke"))


async def test_a_reading_of_all_that_breaks_off_turns_away_its_kind_of_call_and_no_order(store: Store) -> None:
    gate = gate_of(store)
    for _ in range(BREAKER.failures + 1):
        with calls_of(Class.BULK):
            await meet(gate, BROKEN, about=REPORT)
    parked = await turned_away(gate, about=REPORT)
    assert parked is not None
    assert parked.gate == str(GateName("books", call=REPORT))
    assert await turned_away(gate, about=ORDERS) is None


async def test_the_same_failures_of_orders_turn_away_all(store: Store) -> None:
    gate = gate_of(store)
    for _ in range(BREAKER.failures):
        await meet(gate, BROKEN, about=REPORT)
    assert await turned_away(gate, about=ORDERS) is not None


async def test_a_time_to_wait_and_a_refusal_concern_all_though_bulk_was_told(store: Store) -> None:
    gate = gate_of(store)
    for _ in range(BREAKER.failures):
        with calls_of(Class.BULK):
            await meet(gate, Transient(as_told("too many calls"), after=timedelta(minutes=1)), about=REPORT)
    assert await turned_away(gate, about=ORDERS) is not None
    other = gate_of(store, "other-settings")
    with calls_of(Class.BULK):
        await meet(other, OF_ALL, about=REPORT)
    assert await turned_away(other, about=ORDERS) is not None
