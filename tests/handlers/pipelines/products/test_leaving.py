"""Products that are gone, drafts again or not wanted any more: told, blocked where settings say so, never deleted."""

from typing import Any

import pytest

from handlers.pipelines.common.one_to_one import pair_of
from mapping.filter_texts import read_filter
from relay.line.actions import CONCLUDE_ABSENT, RELINK
from relay.line.once.links import LinkState
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings

GONE = {"number": "P-1", "gone": True}


async def test_a_product_that_is_gone_is_told_and_its_article_stays_as_it_is(desk: ProductDesk) -> None:
    await desk.carry()
    before = desk.target.fields("BR-100")
    gone = await desk.carry(GONE)
    assert (gone.state, gone.number, desk.target.fields("BR-100")) == (State.WRITTEN, "BR-100", before)
    assert [str(one.mend) for one in gone.problems] == ["see whether article BR-100 is still to be sold"]
    link = await desk.link()
    assert link is not None
    assert link.state is LinkState.GONE


async def test_it_is_told_once(desk: ProductDesk) -> None:
    await desk.carry()
    await desk.carry(GONE)
    again = await desk.carry(GONE)
    assert (again.state, again.problems) == (State.SKIPPED, ())


async def test_one_that_was_never_here_is_nothing_to_do(desk: ProductDesk) -> None:
    outcome = await desk.carry(GONE)
    assert (outcome.state, desk.target.calls.total()) == (State.SKIPPED, 0)


@pytest.mark.parametrize("changes", [{"is_published": False}, {"store": "b2b"}])
async def test_one_that_is_a_draft_again_or_of_another_shop_leaves_as_one_that_is_gone(
    desk: ProductDesk, changes: dict[str, Any]
) -> None:
    desk.settings = settings(on_leave="block", stores=["web"])
    await desk.carry(product(store="web"))
    left = await desk.carry(product(**{"store": "web", **changes}))
    assert (left.state, desk.target.fields("BR-100")["BLOCKED"]) == (State.WRITTEN, True), left


async def test_one_that_fits_the_filter_no_longer_leaves_and_one_that_never_did_is_nothing_to_do(
    desk: ProductDesk,
) -> None:
    desk.settings = settings(on_leave="block")
    desk.wanted = read_filter([{"field": "store", "is": "web"}])
    assert (await desk.carry(product(store="b2b"))).state is State.SKIPPED
    assert await desk.link() is None
    await desk.carry(product(store="web"))
    left = await desk.carry(product(store="b2b"))
    assert (left.state, desk.target.fields("BR-100")["BLOCKED"]) == (State.WRITTEN, True), left
    await desk.carry(product(store="web"))
    assert desk.target.fields("BR-100")["BLOCKED"] is False


async def test_it_is_sold_again_too_where_the_source_says_each_time_that_it_is_not_blocked(desk: ProductDesk) -> None:
    desk.settings = settings(on_leave="block")
    await desk.carry(product(blocked=False))
    await desk.carry(GONE)
    assert desk.target.fields("BR-100")["BLOCKED"] is True
    await desk.carry(product(blocked=False))  # as it was before it was gone, so that nothing of it changed
    assert desk.target.articles["BR-100"].fields["BLOCKED"] is False


async def test_what_the_relay_blocked_is_sold_again_once_the_product_is_back(desk: ProductDesk) -> None:
    desk.settings = settings(on_leave="block")
    made = await desk.carry()
    await desk.carry(GONE)
    assert desk.target.fields("BR-100")["BLOCKED"] is True
    back = await desk.carry()
    assert (back.state, back.number, made.number) == (State.WRITTEN, "BR-100", "BR-100")
    assert desk.target.fields("BR-100")["BLOCKED"] is False
    assert list(desk.target.articles) == ["BR-100"]
    await desk.carry()  # looks whether the block that the source does not tell of is as it should be
    calls = desk.target.calls.total()
    await desk.carry()
    assert desk.target.calls.total() == calls


async def test_what_a_person_blocked_stays_blocked_though_the_product_left_and_came_back(desk: ProductDesk) -> None:
    desk.settings = settings(on_leave="block")
    await desk.carry()
    await desk.target.update_product("BR-100", {"BLOCKED": True})
    await desk.carry(GONE)
    await desk.carry(product(name="Anders"))
    assert desk.target.fields("BR-100")["BLOCKED"] is True


async def test_a_block_of_the_source_is_carried_and_lifted_only_where_settings_say_so(desk: ProductDesk) -> None:
    await desk.carry(product(blocked=False))
    await desk.carry(product(blocked=True))
    assert desk.target.fields("BR-100")["BLOCKED"] is True
    told = await desk.carry(product(blocked=False))
    assert (desk.target.fields("BR-100")["BLOCKED"], [one.path for one in told.problems]) == (True, ["blocked"])
    desk.settings = settings(product={"unblock": True})
    await desk.carry(product(blocked=True))
    await desk.carry(product(blocked=False))
    assert desk.target.fields("BR-100")["BLOCKED"] is False


async def test_a_block_goes_onto_an_article_that_is_found_for_the_first_time(desk: ProductDesk) -> None:
    desk.target.add("BR-100", BLOCKED=False)
    await desk.carry(product(blocked=True))
    assert desk.target.fields("BR-100")["BLOCKED"] is True


async def test_an_article_that_is_gone_is_held_and_never_made_anew_by_itself(desk: ProductDesk) -> None:
    await desk.carry()
    del desk.target.articles["BR-100"]
    for name in ("Anders", "Weer anders"):
        held = await desk.carry(product(name=name))
        assert (held.state, held.reason.partition(":")[0]) == (State.HELD, "target_gone")
    assert desk.target.articles == {}


async def test_a_person_may_have_it_made_anew(desk: ProductDesk) -> None:
    await desk.carry()
    await desk.carry(GONE)
    del desk.target.articles["BR-100"]
    relink = desk.pipeline.bind(desk.services).actions.get(RELINK)
    assert relink is not None
    await relink(desk.flow, product(), True)  # noqa: FBT003 - what the action is given
    outcome = await desk.carry(product(name="Anders"))
    assert (outcome.state, list(desk.target.articles)) == (State.WRITTEN, ["BR-100"])


async def test_what_a_whole_reading_does_not_find_is_taken_to_be_gone(desk: ProductDesk) -> None:
    desk.settings = settings(on_leave="block")
    await desk.carry()
    conclude = desk.pipeline.bind(desk.services).actions.get(CONCLUDE_ABSENT)
    assert conclude is not None
    for _ in range(2):
        await conclude(desk.flow, ["P-1", "P-unknown"])
    assert desk.target.fields("BR-100")["BLOCKED"] is True
    assert desk.target.calls["update_product"] == 1
    link = await desk.links.find(pair_of(desk.links, desk.flow, "P-1").name)
    assert link is not None
    assert link.state is LinkState.GONE
    assert (await desk.carry(product("P-2"))).number == "BR-100"


async def test_a_dry_run_of_one_that_is_gone_blocks_nothing(desk: ProductDesk) -> None:
    desk.settings = settings(on_leave="block")
    await desk.carry()
    outcome = await desk.carry(GONE, write=False)
    assert (outcome.state, "BLOCKED" in desk.target.fields("BR-100")) == (State.SKIPPED, False)
    link = await desk.link()
    assert link is not None
    assert link.is_live
