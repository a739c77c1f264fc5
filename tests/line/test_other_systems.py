"""A relay tried on a test company and then pointed at the real one: it refuses first, and mixes nothing after."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.care.activity import Story
from relay.care.waits import Wait
from relay.errors import OtherSystem, StartError
from relay.line.once.breakers import read_breakers
from relay.model import State
from tests.line.household import Line, webshop_order
from tests.line.replacing import ANNA, PATIENCE, Opening, carried, parked, relay, replace


async def test_the_real_company_under_the_name_of_the_test_company_refuses_the_start_and_is_neither_read_nor_written(
    opening: Opening,
) -> None:
    trial, real = bare_books(), bare_books()
    real.put("CONTACT", ANNA)
    async with opening(trial) as line:
        assert await carried(line, "1") == "10001"
    async with opening(real, company="2b91e004") as line:
        for command in ("work", "serve"):
            status, said = await relay(line, command)
            assert (status, "relay connection replace books" in said) == (2, True), said
            assert "company id 2b91e004" in said
            assert "company id 7f3a9c52" in said
        event_id = await line.accepted(webshop_order("2"))
        async with line.worker():
            assert "connections.books: it is now connected to company DEMO" in await parked(line, event_id)
    assert real.orders == []
    assert len(real.debtors) == 1
    assert {name for _, name in real.calls} <= {"COMPANIES", "ADL", "TOKEN"}


async def test_a_company_that_the_user_may_not_work_in_bars_the_connection_for_all_orders_after_one_question(
    opening: Opening,
) -> None:
    books = bare_books()

    def elsewhere(settings: dict[str, Any]) -> None:
        settings["connections"]["books"] |= {
            "company": "ELSEWHERE",
            "breaker": {"first_pause": "5m", "longest_pause": "5m"},
        }

    async with opening(books, rename=elsewhere) as line:
        orders = [await line.accepted(webshop_order(str(number))) for number in (1, 2, 3)]
        async with line.worker():
            assert "may not work in the company" in await parked(line, orders[0])
        assert books.calls["GET", "COMPANIES"] == 1
        [breaker] = await read_breakers(line.program.store)
        assert breaker.is_whole
        for event_id in orders:
            _, wait = await told(line, event_id)
            assert "books is not called now: not letting the relay in since" in wait.why
            assert "may not work in the company" in wait.why


async def told(line: Line, event_id: str) -> tuple[Story, Wait]:
    """The story of an event that waits, and why it waits."""
    found = await line.program.operations().storyteller.tell(event_id)
    assert found is not None
    story, wait = found
    assert wait is not None
    return story, wait


async def test_after_replace_an_order_is_on_its_own_debtor_of_the_real_company_and_never_on_annas(
    opening: Opening,
) -> None:
    trial, real = bare_books(), bare_books()
    real.put("CONTACT", ANNA)
    async with opening(trial) as line:
        assert await carried(line, "1") == "10001"
    async with opening(real, company="2b91e004") as line:
        status, said = await relay(line, "connection", "replace", "books")
        assert (status, "(books~2)" in said) == (0, True), said
        noor = await carried(line, "2")
        [summary, *_] = (await line.activity.page(flow="shop-orders")).events
        assert (await line.story(summary.event.id)).runs[-1]["systems"] == ["shop", "books~2"]
    [mine] = [row for row in real.debtors if row["SUB_NR"] == noor]
    assert mine["MAIL_BUS"] == "noor.hendriks@example.com"
    assert noor != "10001"
    assert real.orders[0]["RPL_INV"] == noor


async def test_an_order_that_the_test_company_has_is_not_carried_before_in_the_real_one(opening: Opening) -> None:
    trial, real = bare_books(), bare_books()
    async with opening(trial) as line:
        await carried(line, "1")
    async with opening(real, company="2b91e004") as line:
        await replace(line, "books")
        await carried(line, "1", updated_at="2026-11-24T09:00:00+01:00")
    assert [row["COMMENT1"] for row in real.orders] == ["W-1"]


async def test_pointed_back_the_relay_finds_the_links_of_the_first_company_again(opening: Opening) -> None:
    trial, real = bare_books(), bare_books()
    real.put("CONTACT", ANNA)
    async with opening(trial) as line:
        first = await carried(line, "1")
    async with opening(real, company="2b91e004") as line:
        await replace(line, "books")
        assert await carried(line, "2") != first
    async with opening(trial) as line:
        assert "(books)" in await replace(line, "books")
        looked = trial.calls["GET", "AR1"]
        assert await carried(line, "3") == first
        assert trial.calls["GET", "AR1"] == looked, "a customer who is linked is not looked for"


async def test_events_that_are_open_are_carried_into_another_system_only_when_a_person_says_so(
    opening: Opening,
) -> None:
    trial, real = bare_books(), bare_books()
    async with opening(trial) as line:
        await carried(line, "1")
        waiting = await line.accepted(webshop_order("2"))
    async with opening(real, company="2b91e004") as line:
        status, said = await relay(line, "connection", "replace", "books")
        assert (status, "1 waiting" in said, "--with-open-events" in said) == (2, True, True), said
        status, said = await relay(line, "connection", "replace", "books", "--with-open-events")
        assert status == 0, said
        async with line.worker():
            await line.ended(waiting)
    assert [row["COMMENT1"] for row in real.orders] == ["W-2"]


async def test_a_renamed_connection_keeps_the_debtor_that_was_linked_by_hand(opening: Opening) -> None:
    books = bare_books()
    books.put("CONTACT", {**ANNA, "SUB_NR": "10500", "MAIL_BUS": "elsewhere@example.com"})
    async with opening(books) as line:
        async with line.worker():
            lines = [{"sku": "NIEUW-001", "quantity": 1, "unit_price": "1.00", "vat_rate": 21}]
            [story] = await line.ended(await line.accepted(webshop_order("1", lines=lines)))
        assert story.summary.event.state is State.HELD
        assert (await line.program.operations().linker.link(story.summary.event.id, "10500")).done

    def rename(settings: dict[str, Any]) -> None:
        settings["connections"]["ledger"] = settings["connections"].pop("books")
        for flow in settings["flows"].values():
            flow["to"] = "ledger"

    async with opening(books, rename=rename) as line:
        assert await carried(line, "2") == "10500"
        [told] = [text for text in (await relay(line, "connection", "list"))[1].splitlines() if "ledger" in text]
        assert told.startswith("ledger (accountview): company DEMO, company id 7f3a9c52, administrations DEMO2024")


async def test_a_changed_reference_prefix_is_refused_and_once_accepted_doubles_nothing(opening: Opening) -> None:
    books = bare_books()

    def other_prefix(settings: dict[str, Any]) -> None:
        settings["connections"]["shop"]["reference_prefix"] = "SHOP-"

    async with opening(books) as line:
        await carried(line, "1")
    async with opening(books, rename=other_prefix) as line:
        with pytest.raises(StartError, match="relay connection prefix shop"):
            await line.program.systems.prove_all(PATIENCE)
        [told] = [text for text in (await relay(line, "doctor"))[1].splitlines() if "prefix shop" in text]
        assert told.startswith("problem  connections.shop:")
        event_id = await line.accepted(webshop_order("5"))
        async with line.worker():
            assert "reference_prefix: it was 'W-' and is 'SHOP-' now" in await parked(line, event_id)
        assert (await relay(line, "connection", "prefix", "shop"))[0] == 0
    async with opening(books, rename=other_prefix) as line:
        again = await line.accepted(webshop_order("1", updated_at="2026-11-24T09:00:00+01:00"))
        new = await line.accepted(webshop_order("9"))
        async with line.worker():
            old, _ = await line.ended(again, new)
    assert old.summary.event.state is State.SKIPPED
    assert old.summary.reason.startswith("carried before")
    assert [row["COMMENT1"] for row in books.orders] == ["W-1", "SHOP-9"]


async def test_afas_live_under_the_name_of_afas_test_is_refused_as_a_source_and_its_orders_need_a_prefix_of_their_own(
    opening: Opening,
) -> None:
    books, orders = bare_books(), OrderBooks(demo_orders(datetime.now(UTC)))

    def live_prefix(settings: dict[str, Any]) -> None:
        settings["connections"]["afas"]["reference_prefix"] = "L-"

    async with opening(books, environment="T12345AA", orders=orders) as line:
        tried = await line.program.poll("afas-orders", begin_anywhere=False)
        async with line.worker():
            page = await line.activity.page(flow="afas-orders")
            await line.ended(*(summary.event.id for summary in page.events))
        carried_before = len(books.orders)
    assert carried_before > 0
    async with opening(books, environment="O12345AA", orders=orders) as line:
        with pytest.raises(OtherSystem, match="kind production"):
            await line.program.poll("afas-orders", begin_anywhere=False)
        await replace(line, "afas", with_open_events=True)
        with pytest.raises(StartError, match="give afas another reference_prefix"):
            await line.program.systems.prove_all(PATIENCE)
    async with opening(books, environment="O12345AA", orders=orders, rename=live_prefix) as line:
        assert await line.program.poll("afas-orders", begin_anywhere=False) == tried, (
            "from poll.start, and none repeats"
        )
        async with line.worker():
            page = await line.activity.page(flow="afas-orders")
            await line.ended(*(summary.event.id for summary in page.events))
        assert len(books.orders) == 2 * carried_before
    async with opening(books, environment="T12345AA", orders=orders) as line:
        await replace(line, "afas", with_open_events=True)
        assert (await line.program.poll("afas-orders", begin_anywhere=False)).accepted == 0, "the cursor is back"


async def test_an_event_of_afas_test_that_is_replayed_after_the_replacement_is_held_and_not_read_from_live(
    opening: Opening,
) -> None:
    books = bare_books()
    books.articles.clear()
    orders = OrderBooks(demo_orders(datetime.now(UTC))[:1])
    async with opening(books, environment="T12345AA", orders=orders) as line:
        await line.program.poll("afas-orders", begin_anywhere=False)
        [summary] = (await line.activity.page(flow="afas-orders")).events
        async with line.worker():
            await line.ended(summary.event.id)
    async with opening(books, orders=OrderBooks()) as line:
        await replace(line, "afas", with_open_events=True)
        await line.program.operations().replayer.replay(summary.event.id)
        async with line.worker():
            [story] = await line.ended(summary.event.id)
    assert story.summary.reason.startswith("afas is connected to another system than this came from")
