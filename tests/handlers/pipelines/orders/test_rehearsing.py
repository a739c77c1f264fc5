"""A trial shows with its values all that a run would write; it only reads, and leaves nothing behind."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.debtors import FoundDebtor
from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.settings import OrderSettings
from mapping.parsing import dump_json, parse_json
from relay.errors import Transient
from relay.line.actions import REHEARSE
from relay.model import Lease, State
from relay.roles import Rehearsal
from tests.handlers.pipelines.orders.carried import SETTINGS, laid_over
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, EMAIL, OrderDesk, document
from tests.handlers.pipelines.orders.sandboxes import running
from tests.plain import as_told

LINES = [
    {"sku": "IS-1", "description": "Koffiemok", "quantity": 3, "unit_price": "8.26", "vat_rate": 21},
    {"sku": "IS-2", "description": "Taart", "quantity": 1, "unit_price": "10.00", "vat_rate": 9},
]

CAN_MAKE: dict[str, dict[str, Any]] = {
    "accountview": {"articles_can_be_made": True},
    "afas": {"writing": {"new_articles": {"group": "1"}}},
}


async def rehearse(desk: OrderDesk, order: dict[str, Any] | None = None, *, write: bool = True) -> Rehearsal:
    """As the relay does it: without a lease, on a flow that may write or not."""
    ticket = await desk.ticket(order=order, write=write)
    ticket = replace(ticket, flow=replace(ticket.flow, write=False), lease=Lease(ticket.event.id, ""))
    rehearse = PIPELINE.bind(desk.services).actions.get(REHEARSE)
    assert rehearse is not None
    return await rehearse(ticket)


async def left_behind(desk: OrderDesk) -> set[bytes]:
    """The names of links, intents and locks."""
    keys = desk.store.keys
    found = {key async for key in desk.store.state.scan_iter(match=f"{keys.prefix}*")}
    return {key for key in found if any(word in key for word in (b"link", b"intent", b"lock"))}


@pytest.mark.parametrize("vendor", SETTINGS)
async def test_a_trial_of_an_order_that_needs_everything_shows_it_all_and_no_write_reaches_the_target(
    vendor: str, desk: OrderDesk
) -> None:
    async with running(vendor, CAN_MAKE[vendor]) as books:
        books.stock(["IS-1"])
        books.seat(desk, OrderSettings.model_validate(laid_over(SETTINGS[vendor], {"missing_article": "create"})))
        before = books.holds()
        tried = await rehearse(desk, document(lines=LINES, shipping_address=ELSEWHERE, remark=None))
        assert (tried.would_be, tried.problems) == ("written", ())
        shown = tried.shown
        assert list(shown) == ["order", "customer", "articles", "delivery_address", "document", "amounts"]
        assert (shown["customer"]["would"], shown["customer"]["number"]) == ("be made", None)
        assert EMAIL in shown["customer"]["fields"].values()
        assert (shown["articles"]["found"], shown["articles"]["missing"]) == (["IS-1"], ["IS-2"])
        assert "Taart" in shown["articles"]["would_be_made"]["IS-2"].values()
        assert shown["delivery_address"]["would"] == "be made"
        assert any("Coolsingel" in str(value) for value in shown["delivery_address"]["fields"].values())
        assert "S1-1001" in str(shown["document"])
        assert shown["amounts"]["by_rate"] == [
            {"rate": "21", "net": "24.78", "vat": "5.20", "gross": "29.98"},
            {"rate": "9", "net": "10.00", "vat": "0.90", "gross": "10.90"},
        ]
        assert (shown["amounts"]["net"], shown["amounts"]["gross"], shown["amounts"]["total_in_target"]) == (
            "34.78",
            "40.88",
            "34.78",
        )
        assert books.calls() > 0
        assert (books.writes(), books.holds(), await left_behind(desk)) == (0, before, set())


@pytest.mark.parametrize("vendor", SETTINGS)
async def test_a_trial_shows_the_very_document_that_a_run_then_writes(vendor: str, desk: OrderDesk) -> None:
    async with running(vendor) as books:
        books.stock(["IS-1", "IS-2"])
        books.seat(desk, OrderSettings.model_validate(SETTINGS[vendor]))
        await desk.carry(document(number="1000", lines=LINES, remark=None))  # so that the debtor has a number
        order = document(lines=LINES, remark=None)
        tried = await rehearse(desk, order)
        sent: list[Any] = []
        create_order = desk.target.create_order

        async def seen(fields: Any) -> Any:
            sent.append(fields)
            return await create_order(fields)

        desk.target.create_order = seen  # type: ignore[method-assign]  # only listens
        assert (await desk.carry(order)).state is State.WRITTEN
        assert tried.shown["document"] == _as_text(sent[0])


async def test_the_values_of_a_trial_are_plain_json_without_a_float(desk: OrderDesk) -> None:
    tried = await rehearse(desk)
    assert parse_json(dump_json(dict(tried.shown))) == tried.shown
    assert tried.shown["document"]["LINES"][1]["PRICE"] == "0.1234567890123456789"


async def test_a_debtor_who_is_there_is_shown_with_what_would_be_filled_in(desk: OrderDesk) -> None:
    desk.target.debtors.append(FoundDebtor("D9", EMAIL, {"NAME": "Bakkerij", "PHONE": ""}))
    customer = (await rehearse(desk)).shown["customer"]
    assert (customer["would"], customer["number"]) == ("be filled in", "D9")
    assert customer["fields"]["PHONE"] == "+31205550100"
    assert desk.written() == 0


async def test_what_would_hold_an_order_is_told_all_at_once_and_the_rest_is_shown_all_the_same(desk: OrderDesk) -> None:
    desk.target.debtors += [FoundDebtor("D8", EMAIL, {}), FoundDebtor("D7", EMAIL, {})]
    desk.target.articles.remove("BR-200")
    tried = await rehearse(desk)
    assert tried.would_be == "held"
    assert "several debtors have the order's e-mail address: D7, D8" in tried.reason
    assert "not in the target: BR-200" in tried.reason
    assert [problem.path for problem in tried.problems] == ["lines[1].sku"]
    assert (tried.shown["articles"]["missing"], tried.shown["amounts"]["lines"]) == (["BR-200"], "25.12")
    assert tried.shown["customer"]["would"] == "be decided by a person"
    assert tried.shown["document"]["HEADER"]["REFERENCE"] == "S1-1001"


async def test_an_order_whose_amounts_cannot_be_worked_out_is_shown_as_far_as_it_was_read(desk: OrderDesk) -> None:
    lines = [{"sku": "BR-100", "quantity": 1, "unit_price": 1, "vat_rate": 21}]
    tried = await rehearse(desk, document(lines=lines, totals={"including_vat": "99.00"}))
    assert (tried.would_be, tried.shown["order"]["number"]) == ("held", "1001")
    assert [problem.path for problem in tried.problems] == ["totals.including_vat"]


async def test_a_document_that_cannot_be_read_shows_its_problems_and_nothing_else(desk: OrderDesk) -> None:
    tried = await rehearse(desk, document(ordered_on="tomorrow"))
    assert (tried.would_be, dict(tried.shown)) == ("held", {})
    assert [problem.path for problem in tried.problems] == ["ordered_on"]


async def test_an_order_that_was_carried_before_says_so_and_is_shown(desk: OrderDesk) -> None:
    await desk.carry()
    tried = await rehearse(desk)
    assert (tried.would_be, tried.number) == ("skipped", "SO1")
    assert tried.shown["amounts"]["lines"] == Decimal("25.12").to_eng_string()


async def test_a_target_that_is_away_shows_nothing_and_is_told_as_such(desk: OrderDesk) -> None:
    desk.target.failing["find_orders"] = Transient(as_told("the office server is off"))
    with pytest.raises(Transient, match="office server"):
        await rehearse(desk)


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_text(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if hasattr(value, "isoformat") else value
