"""Products whose writes AFAS does not answer, answers late, or refuses for a moment: once in the books, and right."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.pipelines.products import PIPELINE
from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.afas.write_faults import WriteFault
from relay.line.queue import Queue
from relay.model import Outcome, State, Ticket
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.products import product_target

SETTINGS = {
    "unit": {"default": "STK"},
    "group": {"default": "SERV"},
    "vat_class": {"default": "1"},
    "prices": {side: {"are": "incl", "currency": "EUR", "unit": "own"} for side in ("source", "target")},
}
STORED = [
    WriteFault.STORE_THEN_DROP,
    WriteFault.STORE_THEN_HTML,
    WriteFault.STORE_THEN_TIMED_OUT,
    WriteFault.STORE_THEN_EMPTY,
]
APART: dict[str, Any] = {"writing": {"products": {"price_with_article": False}}}


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue, e: Environment) -> ProductDesk:
    made = ProductDesk(OrderDesk(store, vault, queue))
    made.names = ("products", "shop", "afas")
    made.settings = ProductSettings.model_validate(SETTINGS)
    made.target = product_target(e)
    return made


def a_document(**changes: Any) -> dict[str, Any]:
    return {"number": "1", "sku": "K-1", "name": "Kaasplank", "price": "24.20", **changes}


async def run(desk: ProductDesk, ticket: Ticket) -> Outcome:
    """A run as another worker makes it: nothing is remembered but what is in Redis."""
    return await PIPELINE.bind(desk.services).run(ticket)


async def until_written(desk: ProductDesk, ticket: Ticket) -> list[State]:
    """How runs of one event end until it is written, the target's horizon passing between them."""
    ends: list[State] = []
    while State.WRITTEN not in ends:
        assert len(ends) < 5, ends
        ends.append((await run(desk, ticket)).state)
        if ends[-1] is not State.WRITTEN:
            await desk.pass_horizon()
    return ends


def prices(e: Environment) -> list[tuple[str, Decimal]]:
    return [(str(row["ItCd"]), Decimal(str(row["Pric"]))) for row in e.profit.goods.prices]


@pytest.mark.parametrize("fault", STORED)
async def test_an_article_whose_insert_is_not_answered_is_there_once_with_one_price(
    e: Environment, desk: ProductDesk, fault: WriteFault
) -> None:
    e.sandbox.write_faults.next(fault, connector="FbItemArticle")
    await until_written(desk, await desk.ticket(a_document()))
    assert list(e.profit.goods.articles) == ["K-1"]
    assert prices(e) == [("K-1", Decimal("24.20"))]
    link = await desk.link("1")
    assert link is not None
    assert link.number == "K-1"


@pytest.mark.parametrize("fault", STORED)
async def test_a_price_whose_insert_is_not_answered_is_there_once(
    e: Environment, desk: ProductDesk, fault: WriteFault
) -> None:
    desk.target = product_target(e, **APART)
    e.sandbox.write_faults.next(fault, connector="FbSalesPrice")
    await until_written(desk, await desk.ticket(a_document()))
    assert prices(e) == [("K-1", Decimal("24.20"))]
    assert e.calls("POST", "/connectors/fbitemarticle") == 1


@pytest.mark.parametrize("fault", STORED)
async def test_a_change_that_is_not_answered_stands_and_is_nothing_twice(
    e: Environment, desk: ProductDesk, fault: WriteFault
) -> None:
    await until_written(desk, await desk.ticket(a_document()))
    e.sandbox.write_faults.next(fault)
    await until_written(desk, await desk.ticket(a_document(name="Kaasplank noten", price="26.00")))
    assert e.profit.goods.of_article("K-1")["Ds"] == "Kaasplank noten"
    assert prices(e) == [("K-1", Decimal("26.00"))]
    calls = len(e.sandbox.calls)
    again = await run(desk, await desk.ticket(a_document(name="Kaasplank noten", price="26.00")))
    assert (again.state, len(e.sandbox.calls)) == (State.WRITTEN, calls)


async def test_an_insert_that_afas_carries_out_late_is_found_and_not_made_again(
    e: Environment, desk: ProductDesk
) -> None:
    desk.target = product_target(e, total_timeout="2s")
    e.sandbox.write_faults.commit_delay = timedelta(seconds=0)
    e.sandbox.write_faults.next(WriteFault.COMMIT_LATER, connector="FbItemArticle")
    await until_written(desk, await desk.ticket(a_document()))
    assert list(e.profit.goods.articles) == ["K-1"]
    assert e.calls("POST", "/connectors/fbitemarticle") == 1


async def test_a_record_that_somebody_has_open_is_tried_again(e: Environment, desk: ProductDesk) -> None:
    e.sandbox.write_faults.next(WriteFault.LOCKED)
    assert await until_written(desk, await desk.ticket(a_document())) == [State.RETRYING, State.WRITTEN]
    assert list(e.profit.goods.articles) == ["K-1"]


async def test_an_unchanged_product_is_no_call_and_a_changed_one_two(e: Environment, desk: ProductDesk) -> None:
    await until_written(desk, await desk.ticket(a_document()))
    before = len(e.sandbox.calls)
    await until_written(desk, await desk.ticket(a_document()))
    assert len(e.sandbox.calls) == before
    await until_written(desk, await desk.ticket(a_document(name="Kaasplank noten", weight="1", weight_unit="kg")))
    assert [call.method for call in list(e.sandbox.calls)[before:]] == ["GET", "PUT"]


async def test_a_price_that_changes_costs_one_look_and_one_write(e: Environment, desk: ProductDesk) -> None:
    await until_written(desk, await desk.ticket(a_document()))
    before = len(e.sandbox.calls)
    await until_written(desk, await desk.ticket(a_document(price="25.00")))
    asked = [(call.method, call.path) for call in list(e.sandbox.calls)[before:]]
    assert asked == [("GET", "/connectors/profit_article"), ("PUT", "/connectors/fbsalesprice")]


@pytest.mark.parametrize(("shown", "priced"), [(True, [("k-1", Decimal("24.20"))]), (False, [])])
async def test_an_article_that_somebody_made_meanwhile_is_taken_and_filled_in_where_it_is_known_to_be_empty(
    e: Environment, desk: ProductDesk, *, shown: bool, priced: list[tuple[str, Decimal]]
) -> None:
    desk.target = target = product_target(e, products={"prices": {}} if shown else {})
    find, other = target.find_by_codes, product_target(e)
    fields = {"ItCd": "k-1", "Grp": "SERV", "BiUn": "STK", "VaRc": "1"}

    async def find_and_let_another_make_it(codes: Any) -> Any:
        found = await find(codes)
        if not e.profit.goods.articles:
            await other.create_product({f"FbItemArticle.{name}": value for name, value in fields.items()})
        return found

    target.find_by_codes = find_and_let_another_make_it  # type: ignore[method-assign]  # the moment between the two
    await until_written(desk, await desk.ticket(a_document()))
    assert list(e.profit.goods.articles) == ["K-1"]
    assert (e.profit.goods.of_article("K-1")["ItCd"], e.profit.goods.of_article("K-1")["Ds"]) == ("k-1", "Kaasplank")
    assert prices(e) == priced
