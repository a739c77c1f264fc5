"""The ways an order can go, each of them gone by one full of marks; each checks that it ended where it was to end.

A journey is ``async def name(house)``; a worker process runs beside all but the last three.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from handlers.sandboxes.accountview.faults import Fault
from handlers.sandboxes.afas.faults import Fault as AfasFault
from relay.model import ENDS, State
from tests.ageing import let_them_age
from tests.canary.at_the_door import (
    refused_for_a_delivery_key_that_was_used,
    refused_for_its_content,
    refused_for_its_form,
    refused_for_its_signature,
    refused_while_redis_is_away,
    through_the_edge,
)
from tests.canary.following import carried, customer, has_run_twice, settled
from tests.canary.house import House
from tests.canary.marks import line
from tests.canary.quoting import REFUSES
from tests.processes import kill_all
from tests.waiting import eventually

MISSING = [line("NIEUW-001")]
"""An article that AccountView lacks: the order is held."""


async def written(house: House) -> None:
    await carried(house, "101", State.WRITTEN)
    person = house.marks.person("102")
    await carried(house, "102", State.WRITTEN, customer=person)


async def skipped_as_a_new_version_of_a_written_order(house: House) -> None:
    await carried(house, "111", State.WRITTEN)
    await carried(house, "111", State.SKIPPED, updated_at="2026-11-23T15:00:00+01:00", remark=house.marks.plain)


async def held_for_an_article_and_for_a_value_that_does_not_fit(house: House) -> None:
    await carried(house, "121", State.HELD, lines=MISSING)
    plain = house.marks.plain
    await carried(house, "122", State.HELD, customer={**house.marks.customer("122"), "vat_number": plain * 6})
    long = {"company": plain * 6, "phone": f"+31 20 555 01 00 of {plain}"}
    await carried(house, "129", State.WRITTEN, customer={**house.marks.customer("129"), **long})


async def held_by_a_target_that_quotes_what_it_was_sent(house: House) -> None:
    texts = ("ACCT_NAME", "SRC_CODE", "ST_STREET", "ST_NR", "ST_EXTRA", "ST_PROP", "ADDRESS1", "POST_CODE", "CITY")
    more = ("MAIL_BUS", "TEL_BUS", "VAT_NR", "MAIN_CONT", "MC_MAILB")
    for number, column in enumerate((*texts, *more), start=200):
        house.faults.quote("AR1", "POST", column)
        story = await carried(house, str(number), State.HELD)
        assert f"{column} " in story.summary.reason
        assert "is onjuist" in story.summary.reason
        assert "in gebruik door relatie [number]" in story.summary.reason
    for number, column in enumerate(("DEL_NAME", "ADDRESS1", "POST_CODE", "CITY", "MAIL_BUS", "TEL_BUS"), start=220):
        house.faults.quote("ADDR", "POST", column)
        # A new address each time: AccountView has the other one since the first order.
        elsewhere = house.marks.address() | {"extra": f"{house.marks.plain} {number}"}
        await carried(house, str(number), State.HELD, shipping_address=elsewhere)
    house.faults.quote("SO1", "POST", "TO_EMAIL")
    await carried(house, "230", State.HELD)


async def retried_after_a_look_up_by_e_mail_that_failed(house: House) -> None:
    faults = (Fault.LOCKED, Fault.PAGE_OK, Fault.EMPTY_ERROR)
    for fault in faults:
        house.faults.next(fault, method="GET", business_object="AR1")
    await asyncio.gather(*(carried(house, f"14{fault.value}", State.WRITTEN) for fault in faults))


async def failed(house: House) -> None:
    house.faults.next(REFUSES, method="POST", business_object="SO1")
    await carried(house, "151", State.FAILED)


async def unconfirmed(house: House) -> None:
    house.faults.next(Fault.STORE_THEN_DROP, business_object="SO1")
    story = await carried(house, "161", State.WRITTEN)
    assert story.runs[0]["state"] == State.UNCONFIRMED


async def rehearsed_in_a_dry_run(house: House) -> None:
    customer = house.marks.customer("101")  # one that AccountView has, so that the order itself is told
    story = await carried(house, "171", State.SKIPPED, flow="dry-orders", customer=customer)
    assert "dry run" in story.summary.reason


async def customers_written_changed_and_rehearsed(house: House) -> None:
    """With a bank account that is only told, and an address of an e-mail that is another's."""
    made = await customer(house, "601", State.WRITTEN)
    await customer(house, "602", State.WRITTEN)
    told = await customer(house, "601", State.WRITTEN, iban=f"BE{house.marks.digits}", mobile=f"+{house.marks.digits}")
    assert made.summary.number == told.summary.number
    taken = house.marks.customer("601") | {"email": house.marks.email("602")}
    await customer(house, "601", State.HELD, customer=taken)
    rehearsed = await customer(house, "603", State.SKIPPED, flow="dry-customers")
    assert "dry run" in rehearsed.summary.reason


async def customers_held_by_a_target_that_quotes_what_it_was_sent(house: House) -> None:
    for number, column in enumerate(("ACCT_NAME", "IBAN_NR", "WWW_URL", "TEL_MOB", "BANK_AC_N1"), start=610):
        house.faults.quote("AR1", "POST", column)
        await customer(house, str(number), State.HELD)


async def customers_who_are_gone_or_ask_to_be_forgotten(house: House) -> None:
    for number, changes in (("620", {"gone": True}), ("621", {"erased": True})):
        await customer(house, number, State.WRITTEN)
        gone = await house.line.accepted({"number": number, **changes}, "shop-customers")
        await settled(house, gone, State.WRITTEN)


async def polled(house: House) -> None:
    """Read from AFAS: first in vain, then with one order that can be written and one that is held."""
    house.line.afas.books.add(house.marks.afas_order("60000002", invoice_country="NL"))
    for fault in (AfasFault.ERROR, AfasFault.HTML_OK, AfasFault.DROP):
        house.line.afas.faults.next(fault)

    async def states() -> Mapping[State, int] | None:
        async with house.line.session.post(f"{house.line.intake}/triggers/afas-orders") as answer:
            assert answer.status == 202
        counts = await house.line.activity.counts("afas-orders")
        return counts if counts[State.WRITTEN] == counts[State.HELD] == 1 else None

    await eventually(states, within=30)


async def restored(house: House) -> None:
    """Held, its document lost, and delivered again."""
    order, key = house.marks.order("191", lines=MISSING), {"Idempotency-Key": "delivery-191"}
    _, first = await house.line.post(order, **key)
    await settled(house, str(first["event"]), State.HELD)
    store = house.line.program.store
    await store.payload.delete(store.keys.payload(str(first["event"])))
    url = f"{house.line.intake}/hooks/shop-orders"
    async with house.line.session.post(url, json=order, headers=key) as answer:
        assert (answer.status, answer.headers["Idempotent-Replayed"]) == (202, "restored")
    await eventually(lambda: has_run_twice(house, str(first["event"])), within=60)


async def replayed_in_vain_and_then_cancelled(house: House) -> None:
    event = (await carried(house, "192", State.HELD, lines=MISSING)).summary.event.id
    assert (await house.act(f"/api/events/{event}/replay"))["result"] == "released"
    await eventually(lambda: has_run_twice(house, event), within=60)
    assert (await house.act(f"/api/events/{event}/cancel"))["cancelled"]
    await settled(house, event, State.CANCELLED)


async def compared_with_the_books_and_carried_again(house: House) -> None:
    found = await house.act("/api/flows/afas-orders/reconcile", since="3650d", carry=True)
    assert found["carried"] == 1, found

    async def all_are_settled() -> bool:
        counts = await house.line.activity.counts("afas-orders")
        return all(count == 0 for state, count in counts.items() if state not in ENDS | {State.HELD})

    await eventually(all_are_settled, within=60)  # else its calls meet the fault that the next journey asks for


async def retried_after_a_look_up_by_e_mail_that_quotes_what_it_looks_for(house: House) -> None:
    house.faults.quote("AR1", "GET")
    event = await house.line.accepted(house.marks.order("131"))

    async def first_run() -> Mapping[str, Any] | None:
        return next(iter((await house.line.story(event)).runs), None)

    run = await eventually(first_run, within=60)
    assert run["state"] == State.RETRYING, run
    assert "is onjuist" in run["reason"]
    await settled(house, event, State.WRITTEN)  # else its next run meets the fault that the next journey asks for


WITH_A_WORKER = (
    written,
    skipped_as_a_new_version_of_a_written_order,
    held_for_an_article_and_for_a_value_that_does_not_fit,
    held_by_a_target_that_quotes_what_it_was_sent,
    retried_after_a_look_up_by_e_mail_that_failed,
    failed,
    unconfirmed,
    rehearsed_in_a_dry_run,
    customers_written_changed_and_rehearsed,
    customers_held_by_a_target_that_quotes_what_it_was_sent,
    customers_who_are_gone_or_ask_to_be_forgotten,
    refused_for_its_signature,
    refused_for_its_form,
    refused_for_its_content,
    refused_for_a_delivery_key_that_was_used,
    polled,
    restored,
    replayed_in_vain_and_then_cancelled,
    compared_with_the_books_and_carried_again,
    through_the_edge,
    retried_after_a_look_up_by_e_mail_that_quotes_what_it_looks_for,
)


async def carried_by_a_worker_that_is_killed(house: House) -> None:
    """Killed while AccountView works on the order; the next worker finds it there."""
    house.faults.next(Fault.STORE_THEN_HANG, business_object="SO1")
    event = await house.line.accepted(house.marks.order("196"))
    async with house.relay("work") as worker:
        await eventually(lambda: _sent(house, "W-196"), within=60)
        house.look_at_processes()
        kill_all(worker.process)
        await worker.process.wait()
    async with house.relay("work"):
        story = await settled(house, event, State.WRITTEN)
        house.look_at_processes()
    assert story.summary.event.runs > 1


def _sent(house: House, reference: str) -> bool:
    return any(order["COMMENT1"] == reference for order in house.line.books.orders)


async def expired(house: House) -> None:
    """What is still held or failed ends when its time is over: it is made so old, and a worker sweeps."""
    store = house.line.program.store
    assert await let_them_age(store, house.line.program.settings.retention.events)
    await store.state.delete(store.keys.housekeeping)  # else the next sweep is in a quarter of an hour

    async def none_rests() -> bool:
        counts = await house.line.activity.counts("shop-orders")
        return counts[State.HELD] == counts[State.FAILED] == 0 < counts[State.EXPIRED]

    async with house.relay("work"):
        await eventually(none_rests, within=60)
        house.look_at_processes()


WITHOUT_A_WORKER = (carried_by_a_worker_that_is_killed, expired, refused_while_redis_is_away)
