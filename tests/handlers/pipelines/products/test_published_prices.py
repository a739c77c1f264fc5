"""Published cases of shops about prices, offers, bar codes and texts: what comes of each post on the shelves."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.pipelines.products import PIPELINE
from relay.model import Outcome, State
from tests.handlers.pipelines.products.desk import ProductDesk, settings
from tests.handlers.pipelines.products.price_days import accepted, standing
from tests.handlers.vendors.webhook.source.product_posts import Door, parsed, pieces_of, products_of

CASES = Path(__file__).parents[2] / "vendors" / "webhook" / "source" / "product_cases"
RATES = {"standard": 21, "reduced-rate": 9, "zero-rate": 0}
SIDE = {"are": "incl", "currency": "EUR", "unit": "own"}
CODES = {
    "unit": {"default": "STK"},
    "vat_class": {"table": {"standard": "high", "reduced-rate": "low", "zero-rate": "zero"}, "untaxed": "exempt"},
}
DAY = date(2026, 11, 20)


@pytest.fixture
def desk(desk: ProductDesk) -> ProductDesk:
    desk.settings = settings(**CODES, prices={"source": SIDE, "target": SIDE})
    desk.target.keeps_prices = True
    return desk


def excluding_vat(desk: ProductDesk) -> None:
    desk.settings = settings(**CODES, prices={"source": SIDE, "target": {**SIDE, "are": "excl"}, "vat_rates": RATES})


def case_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / f"product-{name}.json").read_text("utf-8"))
    return found


async def receive(desk: ProductDesk, name: str, *days: date) -> list[Outcome]:
    """Carry each document of each post of a case, as accepted on a day; the days go with the posts."""
    case = case_of(name)
    return await receive_posts(desk, case["from"], case["posts"], *days)


async def receive_posts(desk: ProductDesk, shop: str, posts: Sequence[dict[str, Any]], *days: date) -> list[Outcome]:
    door = Door(products_of(format=shop))
    desk.source = door.source
    outcomes = []
    for place, post in enumerate(posts):
        for piece in pieces_of(door.post(post)):
            document: Any = parsed(piece)
            ticket = await desk.ticket(document)
            event = accepted(ticket.event, days[place] if days else DAY)
            outcomes.append(await PIPELINE.bind(desk.services).run(replace(ticket, event=event)))
    return outcomes


async def test_each_class_of_a_shop_has_the_net_price_and_the_code_of_its_own_rate(desk: ProductDesk) -> None:
    excluding_vat(desk)
    outcomes = await receive(desk, "price-incl-vat-tax-class-1")
    assert [outcome.state for outcome in outcomes] == [State.WRITTEN] * 4 + [State.HELD]
    assert {code: desk.target.fields(code)["VAT"] for code in desk.target.articles} == {
        "A-1": "high",
        "BOOK": "low",
        "EXP": "zero",
        "GIFT": "exempt",
    }
    assert {code: [*standing(desk, code).values()] for code in desk.target.articles} == {
        "A-1": ["20.00"],
        "BOOK": ["20.00"],
        "EXP": ["24.20"],
        "GIFT": ["24.20"],
    }
    assert ("vat_class", "import-special") in [(problem.path, problem.value) for problem in outcomes[4].problems]


async def test_with_prices_without_vat_the_same_figures_are_net(desk: ProductDesk) -> None:
    net = {**SIDE, "are": "excl"}
    desk.settings = settings(**CODES, prices={"source": net, "target": net})
    await receive(desk, "price-incl-vat-tax-class-1")
    assert {code: [*standing(desk, code).values()] for code in desk.target.articles} == {
        "A-1": ["24.20"],
        "BOOK": ["21.80"],
        "EXP": ["24.20"],
        "GIFT": ["24.20"],
    }


async def test_an_offer_holds_for_its_window_and_never_becomes_the_usual_price(desk: ProductDesk) -> None:
    during, afterwards = await receive(desk, "sale-window-1", DAY, date(2026, 11, 22))
    assert {during.state, afterwards.state} == {State.WRITTEN}
    assert standing(desk, "A-1") == {
        "EUR STK 2026-11-20": "24.20",
        "EUR STK 2026-11-20 offer": "19.99 until 2026-11-21",
    }


async def test_an_offer_that_is_taken_off_before_its_end_is_ended(desk: ProductDesk) -> None:
    await receive(desk, "sale-window-1", DAY, date(2026, 11, 21))
    assert standing(desk, "A-1")["EUR STK 2026-11-20 offer"] == "19.99 until 2026-11-20"


async def test_without_an_offer_the_base_list_gets_the_price_and_no_promotion_row(desk: ProductDesk) -> None:
    desk.settings = settings(**CODES, prices={"source": SIDE, "target": SIDE}, product={"on_first_match": "update"})
    desk.target.add("O-1", NAME="Kaasplank eiken")
    await receive(desk, "sale-price-windows-1")
    assert standing(desk, "O-1") == {"EUR STK 2026-11-20": "24.20"}


async def test_a_promotion_has_the_days_of_the_shop_and_the_base_price_stays(desk: ProductDesk) -> None:
    await receive(desk, "sale-price-windows-2")
    [code] = desk.target.articles
    assert standing(desk, code) == {
        "EUR STK 2026-11-20": "24.20",
        "EUR STK 2026-12-01 offer": "19.95 until 2026-12-15",
    }


async def test_of_five_bar_codes_the_good_ones_are_written_once_each_and_no_digit_is_added(desk: ProductDesk) -> None:
    outcomes = await receive(desk, "ean-check-digit-1")
    assert {outcome.state for outcome in outcomes} == {State.WRITTEN}
    assert {code: desk.target.fields(code).get("BARCODE") for code in desk.target.articles} == {
        "B-1": "8712345678906",
        "B-2": None,
        "B-3": "012345678905",
        "B-4": None,
        "B-5": None,
    }
    told = [[(problem.path, problem.value) for problem in outcome.problems] for outcome in outcomes]
    assert told == [
        [],
        [("barcode", "8712345678907")],
        [],
        [("barcode", "0012345678905")],
        [("barcode", "see label")],
    ]


async def test_a_name_that_comes_back_decoded_is_no_change(desk: ProductDesk) -> None:
    await receive(desk, "entities-2")
    assert desk.target.fields("SH-1")["NAME"] == "Shoes & Sandals \u2013 30-50g"
    assert desk.target.calls["create_product"] == 1
    assert desk.target.calls["update_product"] == 0


async def test_a_long_title_is_cut_at_a_word_and_told_once(desk: ProductDesk) -> None:
    [made] = await receive(desk, "long-text-1")
    assert [problem.path for problem in made.problems] == ["name"]
    fields = desk.target.fields("BENCH-180")
    assert len(fields["NAME"]) <= 100
    assert fields["NAME"].endswith("weatherproof")
    assert fields["NAME_2"] == "cushions in anthracite and a cover, 180 cm, delivered in two boxes"
    written = desk.written()
    [again] = await receive(desk, "long-text-1")
    assert (again.problems, desk.written()) == ((), written)


async def test_what_a_shop_only_writes_otherwise_is_no_change_and_a_person_s_price_right_after_it_is(
    desk: ProductDesk,
) -> None:
    case = case_of("echo-1")
    echo, again, dearer = case["posts"]
    sent = {**echo, "name": "Cup & saucer", "price": "24.2", "regular_price": "24.2"}
    await receive_posts(desk, case["from"], [sent])
    calls = desk.target.calls.total()
    await receive_posts(desk, case["from"], [echo, again])
    assert desk.target.calls.total() == calls
    await receive_posts(desk, case["from"], [dearer])
    assert standing(desk, "CUP") == {"EUR STK 2026-11-20": "25.00"}
