"""Codes that change, and codes that change hands: nothing is written on another product's article."""

import pytest

from relay.line.actions import LINK
from relay.model import Origin, State
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings


async def test_a_renamed_product_is_held_with_both_codes_and_its_article_keeps_going(desk: ProductDesk) -> None:
    await desk.carry(product("50016", sku="A-1"))
    held = await desk.carry(product("50016", sku="A-1N", name="Anders"))
    assert (held.state, sorted(desk.target.articles)) == (State.HELD, ["A-1"])
    assert "product 50016 was A-1 and is A-1N now" in held.reason
    link = await desk.link("50016")
    assert link is not None
    assert (link.number, link.is_live) == ("A-1", True)
    back = await desk.carry(product("50016", sku="A-1", name="Anders"))
    assert (back.state, desk.target.fields("A-1")["NAME"]) == (State.WRITTEN, "Anders")


@pytest.mark.parametrize("article", ["A-1", "A-1N"])
async def test_a_person_says_which_article_a_renamed_product_is(desk: ProductDesk, article: str) -> None:
    await desk.carry(product("50016", sku="A-1"))
    desk.target.add("A-1N")
    await desk.carry(product("50016", sku="A-1N", name="Anders"))
    link = desk.pipeline.bind(desk.services).actions.get(LINK)
    assert link is not None
    await link(desk.flow, product("50016", sku="A-1N"), article)
    outcome = await desk.carry(product("50016", sku="A-1N", name="Anders"))
    assert (outcome.state, outcome.number) == (State.WRITTEN, article), outcome
    assert desk.target.fields(article)["NAME"] == "Anders"
    once_more = await desk.carry(product("50016", sku="A-1N", name="Anders"))
    assert (once_more.state, once_more.number) == (State.WRITTEN, article)


async def test_another_product_with_the_old_code_of_a_renamed_one_does_not_get_its_article(desk: ProductDesk) -> None:
    await desk.carry(product("1", sku="KET-1"))
    await desk.carry(product("1", sku="KET-01"))
    taker = await desk.carry(product("2", sku="KET-1", price="9.99"))
    assert (taker.state, sorted(desk.target.articles)) == (State.HELD, ["KET-1"])
    assert "1, 2" in taker.reason


async def test_a_code_whose_article_is_that_of_another_product_is_held_whatever_that_is_called_now(
    desk: ProductDesk,
) -> None:
    desk.settings = settings(product={"on_rename": "new"})
    desk.target.add("SHELF")
    link = desk.pipeline.bind(desk.services).actions.get(LINK)
    assert link is not None
    await desk.carry(product("1", sku="KET-1"))
    await link(desk.flow, product("1", sku="KET-1"), "SHELF")
    held = await desk.carry(product("2", sku="SHELF"))
    assert (held.state, held.reason.partition(":")[0]) == (State.HELD, "shared_target")


async def test_settings_may_take_a_renamed_product_for_a_new_one(desk: ProductDesk) -> None:
    desk.settings = settings(product={"on_rename": "new"})
    await desk.carry(product("1", sku="KET-1"))
    renamed = await desk.carry(product("1", sku="KET-01"))
    assert (renamed.state, renamed.number, sorted(desk.target.articles)) == (
        State.WRITTEN,
        "KET-01",
        ["KET-01", "KET-1"],
    )
    again = await desk.carry(product("1", sku="KET-01"))
    assert (again.number, desk.target.calls["create_product"]) == ("KET-01", 2)


async def test_settings_may_give_the_article_the_new_code_where_the_target_can(desk: ProductDesk) -> None:
    desk.settings = settings(product={"on_rename": "update_key"})
    await desk.carry(product("1", sku="KET-1"))
    cannot = await desk.carry(product("1", sku="KET-01"))
    assert (cannot.state, "cannot give an article another code" in str(cannot.problems[0].mend)) == (State.HELD, True)
    desk.target.renames_codes = True
    renamed = await desk.carry(product("1", sku="KET-01", name="Ketel"))
    assert (renamed.state, renamed.number) == (State.WRITTEN, "KET-01"), renamed
    assert desk.target.fields("KET-01")["NAME"] == "Ketel"
    assert sorted(desk.target.articles) == ["KET-01"]
    assert (await desk.carry(product("2", sku="KET-1"))).number == "KET-1"


async def test_a_run_that_was_killed_after_the_rename_does_the_rest_of_it(desk: ProductDesk) -> None:
    desk.settings = settings(product={"on_rename": "update_key"})
    desk.target.renames_codes = True
    await desk.carry(product("1", sku="KET-1"))
    await desk.target.rename_product("KET-1", "KET-01")
    desk.target.calls.clear()
    renamed = await desk.carry(product("1", sku="KET-01"))
    assert (renamed.state, renamed.number, desk.target.calls["rename_product"]) == (State.WRITTEN, "KET-01", 0)


async def test_a_product_made_anew_with_the_code_of_one_that_is_gone_takes_its_place(desk: ProductDesk) -> None:
    desk.settings = settings(on_leave="block")
    await desk.carry(product("1", sku="BOWL"), origin=Origin.HOOK)
    await desk.carry({"number": "1", "gone": True}, origin=Origin.HOOK)
    assert desk.target.fields("BOWL")["BLOCKED"] is True
    anew = await desk.carry(product("2", sku="BOWL"), origin=Origin.HOOK)
    assert (anew.state, anew.number, sorted(desk.target.articles)) == (State.WRITTEN, "BOWL", ["BOWL"])
    assert not desk.target.fields("BOWL")["BLOCKED"]


async def test_products_that_a_shop_joins_wait_for_the_old_ones_to_go_and_nothing_is_blocked(
    desk: ProductDesk,
) -> None:
    desk.settings = settings(on_leave="block")
    await desk.carry(product("old", sku="F-1"), origin=Origin.HOOK)
    waiting = await desk.carry(product("new", sku="F-1"), origin=Origin.HOOK, runs=1)
    gone = await desk.carry({"number": "old", "gone": True}, origin=Origin.HOOK)
    joined = await desk.carry(product("new", sku="F-1", name="Sok, S"), origin=Origin.HOOK)
    assert (waiting.state, waiting.burns_try, gone.state) == (State.RETRYING, False, State.WRITTEN)
    assert (joined.state, joined.number) == (State.WRITTEN, "F-1"), joined
    assert not desk.target.fields("F-1").get("BLOCKED")
    assert sorted(desk.target.articles) == ["F-1"]


async def test_a_posted_product_that_waited_long_enough_for_its_code_is_held(desk: ProductDesk) -> None:
    await desk.carry(product("old", sku="F-1"), origin=Origin.HOOK)
    held = await desk.carry(product("new", sku="F-1"), origin=Origin.HOOK, runs=11)
    assert held.state is State.HELD


async def test_a_code_that_was_given_up_is_free_whatever_was_forgotten_in_between(desk: ProductDesk) -> None:
    desk.settings = settings(product={"on_rename": "new"})
    for sku in ("KET-1", "KET-2", "KET-3"):
        assert (await desk.carry(product("1", sku=sku))).number == sku
    for number, sku in (("2", "KET-1"), ("3", "KET-2")):
        taker = await desk.carry(product(number, sku=sku))
        assert (taker.state, taker.number) == (State.WRITTEN, sku), taker
    assert (await desk.carry(product("4", sku="KET-3"))).state is State.HELD


async def test_a_product_that_a_person_let_go_still_gives_up_its_code_when_it_gets_another(desk: ProductDesk) -> None:
    await desk.carry(product("1", sku="KET-1"))
    link = desk.pipeline.bind(desk.services).actions.get(LINK)
    assert link is not None
    await link(desk.flow, product("1", sku="KET-1"), None)
    assert (await desk.carry(product("1", sku="KET-2"))).number == "KET-2"
    assert (await desk.carry(product("2", sku="KET-1"))).number == "KET-1"
