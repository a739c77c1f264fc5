"""Products from a document to the target's shelves: found by code, made once, changed where the source changed."""

from decimal import Decimal
from typing import Any

import pytest

from relay.errors import Transient, Unconfirmed
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings
from tests.handlers.pipelines.suite import PipelineSuite
from words.told import Told

PRICES = {side: {"are": "excl", "currency": "EUR", "unit": "own"} for side in ("source", "target")}


class TestProducts(PipelineSuite):
    """What every pipeline must do."""


async def test_a_product_that_the_target_lacks_becomes_an_article_with_all_that_settings_decide(
    desk: ProductDesk,
) -> None:
    desk.settings = settings(
        unit={"table": {"stuk": "STK"}},
        group={"default": "ALG", "table": {"Brood": "BRD"}},
        vat_class={"default": "1"},
        warehouse="M1",
        prices=PRICES,
    )
    made = await desk.carry(product(weight="0.8", weight_unit="kg", barcode="8712345678906"))
    assert (made.state, made.number) == (State.WRITTEN, "BR-100"), made
    assert desk.target.fields("BR-100") == {
        "CODE": "BR-100",
        "NAME": "Zuurdesem",
        "UNIT": "STK",
        "GROUP": "BRD",
        "VAT": "1",
        "WAREHOUSE": "M1",
        "BARCODE": "8712345678906",
        "WEIGHT": Decimal("0.8"),
        "PRICE": Decimal("2.95"),
    }


async def test_an_unchanged_product_costs_no_call_at_all(desk: ProductDesk) -> None:
    await desk.carry()
    calls = desk.target.calls.total()
    again = await desk.carry()
    assert (again.state, again.number) == (State.WRITTEN, "BR-100")
    assert desk.target.calls.total() == calls


async def test_a_changed_product_costs_one_look_and_one_write_of_what_changed(desk: ProductDesk) -> None:
    await desk.carry()
    desk.target.calls.clear()
    changed = await desk.carry(product(name="Zuurdesem groot"))
    assert changed.state is State.WRITTEN, changed
    assert dict(desk.target.calls) == {"find_by_codes": 1, "update_product": 1}
    assert desk.target.sent[-1] == {"NAME": "Zuurdesem groot"}


async def test_a_change_of_capitals_is_a_change(desk: ProductDesk) -> None:
    await desk.carry()
    await desk.carry(product(name="ZUURDESEM"))
    assert desk.target.fields("BR-100")["NAME"] == "ZUURDESEM"


async def test_what_goes_back_to_what_it_was_is_written_again(desk: ProductDesk) -> None:
    for name in ("Zuurdesem", "Desem", "Zuurdesem"):
        await desk.carry(product(name=name))
        assert desk.target.fields("BR-100")["NAME"] == name


async def test_what_people_enriched_stays_though_something_else_changes(desk: ProductDesk) -> None:
    await desk.carry()
    desk.target.add("BR-100", NAME="Zuurdesem, door ons beschreven", GROUP="EIGEN")
    await desk.carry(product(description="Nieuw"))
    assert desk.target.fields("BR-100")["NAME"] == "Zuurdesem, door ons beschreven"
    assert desk.target.fields("BR-100")["TEXT"] == "Nieuw"


async def test_codes_that_settings_choose_are_written_on_new_articles_only(desk: ProductDesk) -> None:
    desk.settings = settings(group={"table": {"Brood": "BRD", "Gebak": "GEB"}})
    await desk.carry()
    moved = await desk.carry(product(group="Gebak"))
    assert moved.state is State.WRITTEN
    assert desk.target.fields("BR-100")["GROUP"] == "BRD"


async def test_a_row_that_says_always_carries_a_code_of_settings_too(desk: ProductDesk) -> None:
    desk.settings = settings(group={"table": {"Brood": "BRD", "Gebak": "GEB"}})
    desk.target.product_writes["GROUP"] = "always"
    await desk.carry()
    await desk.carry(product(group="Gebak"))
    assert desk.target.fields("BR-100")["GROUP"] == "GEB"


async def test_a_value_without_a_row_holds_the_product_with_the_codes_to_pick_from(desk: ProductDesk) -> None:
    desk.settings = settings(unit={"table": {"doos": "DS", "kilo": "KG"}}, vat_class={"table": {"hoog": "1"}})
    held = await desk.carry(product(vat_class="horeca"))
    assert (held.state, desk.written()) == (State.HELD, 0)
    assert [(one.path, one.value) for one in held.problems] == [("unit", "stuk"), ("vat_class", "horeca")]
    assert "DS, KG" in str(held.problems[0].mend)


async def test_outside_vat_is_no_rate_of_nought_and_has_a_code_of_its_own(desk: ProductDesk) -> None:
    desk.settings = settings(vat_class={"default": "1", "table": {"zero-rate": "3"}})
    held = await desk.carry(product(is_taxed=False, vat_class=""))
    assert (held.state, held.problems[0].path) == (State.HELD, "is_taxed")
    desk.settings = settings(vat_class={"default": "1", "table": {"zero-rate": "3"}, "untaxed": "9"})
    await desk.carry(product(is_taxed=False, vat_class=""))
    assert desk.target.fields("BR-100")["VAT"] == "9"


async def test_an_article_that_is_found_for_the_first_time_is_only_filled_in(desk: ProductDesk) -> None:
    desk.target.add("BR-100", NAME="Desem van de bakker")
    found = await desk.carry(product(description="Lang gerezen"))
    assert (found.state, found.number) == (State.WRITTEN, "BR-100")
    assert desk.target.fields("BR-100") == {
        "CODE": "BR-100",
        "NAME": "Desem van de bakker",
        "TEXT": "Lang gerezen",
    }


@pytest.mark.parametrize(
    ("how", "name", "text"), [("link_only", "Desem", None), ("update", "Zuurdesem", "Lang gerezen")]
)
async def test_settings_say_what_is_written_at_the_first_match(
    desk: ProductDesk, how: str, name: str, text: str | None
) -> None:
    desk.settings = settings(product={"on_first_match": how})
    desk.target.add("BR-100", NAME="Desem")
    await desk.carry(product(description="Lang gerezen"))
    assert (desk.target.fields("BR-100")["NAME"], desk.target.fields("BR-100").get("TEXT")) == (name, text)


async def test_without_the_update_checkbox_an_article_that_is_there_is_linked_and_left_as_it_is(
    desk: ProductDesk,
) -> None:
    desk.settings = settings(product={"on_existing": "skip"})
    desk.target.add("BR-100", NAME="Desem")
    for document in (product(description="Lang gerezen"), product(name="Anders")):
        outcome = await desk.carry(document)
        assert (outcome.state, outcome.number, desk.written()) == (State.SKIPPED, "BR-100", 0), outcome
    link = await desk.link()
    assert link is not None
    assert link.number == "BR-100"


async def test_without_the_update_checkbox_a_new_product_is_made_and_then_left_as_it_is(desk: ProductDesk) -> None:
    desk.settings = settings(product={"on_existing": "skip"})
    made = await desk.carry()
    later = await desk.carry(product(name="Anders"))
    assert (made.state, later.state, desk.target.fields("BR-100")["NAME"]) == (
        State.WRITTEN,
        State.SKIPPED,
        "Zuurdesem",
    )


@pytest.mark.parametrize(("how", "state"), [("hold", State.HELD), ("skip", State.SKIPPED)])
async def test_settings_may_let_no_article_be_made(desk: ProductDesk, how: str, state: State) -> None:
    desk.settings = settings(product={"on_none": how})
    outcome = await desk.carry()
    assert (outcome.state, desk.written()) == (state, 0)


async def test_a_kind_that_the_target_has_no_place_for_is_left_out_and_told(desk: ProductDesk) -> None:
    outcome = await desk.carry(product(kind="composition"))
    assert (outcome.state, desk.target.calls.total()) == (State.SKIPPED, 0)
    assert outcome.reason == "books has no place for a product of kind composition; it is left out"


async def test_an_article_is_never_written_over_a_composition_of_the_same_code(desk: ProductDesk) -> None:
    desk.target.add("BR-100", kind="composition")
    held = await desk.carry(product(kind="article"))
    assert (held.state, held.problems[0].path, desk.written()) == (State.HELD, "kind", 0)


@pytest.mark.parametrize("changes", [{"is_published": False}, {"name": "auto-draft"}, {"store": "b2b"}])
async def test_drafts_and_products_of_other_shops_are_left_out(desk: ProductDesk, changes: dict[str, Any]) -> None:
    desk.settings = settings(stores=["", "web"]) if "store" in changes else settings()
    outcome = await desk.carry(product(**changes))
    assert (outcome.state, desk.target.calls.total()) == (State.SKIPPED, 0), outcome


async def test_an_answer_that_is_lost_makes_no_second_article(desk: ProductDesk) -> None:
    desk.target.answer_lost["create_product"] = Unconfirmed(Told("once.not_shown_yet"))
    lost = await desk.carry()
    again = await desk.carry()
    assert (lost.state, again.state) == (State.UNCONFIRMED, State.WRITTEN), again
    assert (again.number, desk.target.calls["create_product"]) == ("BR-100", 1)


async def test_an_article_that_a_person_made_in_the_same_moment_is_found_and_filled_in(desk: ProductDesk) -> None:
    ticket = await desk.ticket()
    create = desk.target.create_product

    async def late(fields: object) -> str | None:
        desk.target.add("br-100", NAME="Van een mens")
        made: str | None = await create(fields)
        return made

    desk.target.create_product = late
    outcome = await desk.pipeline.bind(desk.services).run(ticket)
    assert (outcome.state, outcome.number) == (State.WRITTEN, "br-100"), outcome
    assert desk.target.fields("br-100")["NAME"] == "Van een mens"


async def test_a_target_that_is_away_is_tried_again_and_nothing_is_lost(desk: ProductDesk) -> None:
    desk.target.failing["create_product"] = Transient(Told("once.not_shown_yet"))
    assert (await desk.carry()).state is State.RETRYING
    desk.target.failing.clear()
    assert (await desk.carry()).state is State.WRITTEN
