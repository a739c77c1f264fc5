"""Codes that meet, differ in their spelling, are too long or are none."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.common.article_codes import KeyEquality, fold
from handlers.pipelines.common.articles import make_article
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings


async def test_capitals_and_blanks_at_the_ends_make_no_other_code_and_the_article_keeps_its_own(
    desk: ProductDesk,
) -> None:
    desk.target.add("ABC-1", NAME="Kaasplank eiken")
    outcome = await desk.carry(product(sku="abc-1 "))
    assert (outcome.state, outcome.number, sorted(desk.target.articles)) == (State.WRITTEN, "ABC-1", ["ABC-1"])
    notes = [note for step in outcome.steps for note in step.notes]
    assert "the source writes it abc-1 ; the article stays ABC-1" in notes
    changed = await desk.carry(product(sku="abc-1 ", description="Nieuw"))
    assert [note for step in changed.steps for note in step.notes if "the source writes it" in note] == []
    assert desk.target.fields("ABC-1")["CODE"] == "ABC-1"


async def test_a_target_that_tells_capitals_apart_is_asked_for_each_spelling(desk: ProductDesk) -> None:
    desk.target.folds_codes = False
    desk.target.add("ABC-1")
    outcome = await desk.carry(product(sku="abc-1"))
    assert (outcome.number, sorted(desk.target.articles)) == ("ABC-1", ["ABC-1"])


async def test_settings_may_let_capitals_count(desk: ProductDesk) -> None:
    desk.settings = settings(key_equality={"case": "counts"})
    desk.target.folds_codes = False
    desk.target.add("ABC-1")
    outcome = await desk.carry(product(sku="abc-1"))
    assert (outcome.number, sorted(desk.target.articles)) == ("abc-1", ["ABC-1", "abc-1"])


async def test_several_articles_that_the_code_fits_are_for_a_person(desk: ProductDesk) -> None:
    desk.target.folds_codes = False
    desk.target.add("ABC-1")
    desk.target.add("abc-1")
    held = await desk.carry(product(sku="abc-1"))
    assert (held.state, desk.written()) == (State.HELD, 0)
    assert "ABC-1" in held.reason


async def test_blanks_within_a_code_and_zeros_before_it_are_signs_like_any_other(desk: ProductDesk) -> None:
    for number, sku in (("1", "A  1"), ("2", "A 1"), ("3", "0017"), ("4", "17")):
        assert (await desk.carry(product(number, sku=sku))).number == sku
    assert sorted(desk.target.articles) == ["0017", "17", "A  1", "A 1"]


@pytest.mark.parametrize("sku", ["", " ", None])
async def test_a_product_without_a_code_is_held_and_is_never_carried_under_its_number(
    desk: ProductDesk, sku: str | None
) -> None:
    held = await desk.carry(product("50011", sku=sku))
    assert (held.state, desk.target.calls.total()) == (State.HELD, 0)
    assert [(one.path, "50011" in str(one.mend)) for one in held.problems] == [("sku", True)]


async def test_codes_that_are_too_long_are_held_and_never_cut(desk: ProductDesk) -> None:
    desk.target.longest_code = 40
    for number, last in (("1", "1"), ("2", "2")):
        held = await desk.carry(product(number, sku=f"HN60914-1894_deleted_1534985254751_deleted_{last}"))
        assert (held.state, desk.written()) == (State.HELD, 0)
        assert "44 characters, and the target keeps 40" in held.reason


async def test_of_two_products_with_one_code_neither_is_written(desk: ProductDesk) -> None:
    first = await desk.carry(product("1", sku="B-7", price="20.00"))
    desk.target.sent.clear()
    second = await desk.carry(product("2", sku="b-7 ", price="22.00"))
    again = await desk.carry(product("1", sku="B-7", name="Anders"))
    assert [one.state for one in (first, second, again)] == [State.WRITTEN, State.HELD, State.HELD]
    assert second.reason == "key_collision: products 1, 2 of the source have one code, b-7; none of them is written"
    assert [one.path for one in again.problems] == ["sku"]
    assert desk.target.sent == []


async def test_once_one_of_them_has_another_code_both_are_carried(desk: ProductDesk) -> None:
    await desk.carry(product("1", sku="B-7"))
    await desk.carry(product("2", sku="B-7"))
    moved = await desk.carry(product("2", sku="B-8"))
    first = await desk.carry(product("1", sku="B-7", name="Anders"))
    assert [(one.state, one.number) for one in (moved, first)] == [(State.WRITTEN, "B-8"), (State.WRITTEN, "B-7")]
    assert desk.target.fields("B-7")["NAME"] == "Anders"


async def test_once_one_of_them_is_gone_the_other_is_carried(desk: ProductDesk) -> None:
    await desk.carry(product("1", sku="B-7"))
    await desk.carry(product("2", sku="B-7"))
    await desk.carry({"number": "2", "gone": True})
    first = await desk.carry(product("1", sku="B-7", name="Anders"))
    assert (first.state, desk.target.fields("B-7")["NAME"]) == (State.WRITTEN, "Anders")


async def test_two_at_the_same_moment_make_no_two_articles_of_one_code(desk: ProductDesk) -> None:
    tickets = [await desk.ticket(product(str(n), sku="B-7")) for n in range(4)]
    bound = desk.pipeline.bind(desk.services)
    outcomes = await asyncio.gather(*(bound.run(ticket) for ticket in tickets))
    assert len(desk.target.articles) <= 1
    assert sum(one.state is State.WRITTEN for one in outcomes) <= 1
    assert sum(one.state is State.HELD for one in outcomes) >= 3


async def test_products_that_a_source_gives_one_code_at_once_are_held_with_the_numbers_of_both(
    desk: ProductDesk,
) -> None:
    held = await desk.carry({**product("50003", sku="B-7"), "shares_sku_with": ["50004"]})
    assert (held.state, desk.target.calls.total()) == (State.HELD, 0)
    assert "50003, 50004" in held.reason


async def test_a_late_event_moves_no_claim_back(desk: ProductDesk) -> None:
    late = await desk.ticket(product("1", sku="OLD"))
    await desk.carry(product("1", sku="NEW"))
    await desk.pipeline.bind(desk.services).run(late)
    assert (await desk.carry(product("2", sku="OLD"))).state is State.WRITTEN
    assert (await desk.carry(product("3", sku="NEW"))).state is State.HELD


async def test_an_order_and_a_product_that_need_one_article_make_it_once(desk: ProductDesk) -> None:
    ticket = await desk.ticket(product("1", sku="BR-900"))
    order = await desk.orders.ticket()
    fields = {"CODE": "BR-900", "NAME": "Van een order"}

    class Articles:
        connection, horizon = desk.target.connection, desk.target.horizon

        async def missing_articles(self, skus: list[str]) -> list[str]:
            found = await desk.target.find_by_codes(skus)
            return [sku for sku in skus if sku not in found]

        async def create_article(self, fields: dict[str, str]) -> str | None:
            made: str | None = await desk.target.create_product(fields)
            return made

    bound = desk.pipeline.bind(desk.services)
    target: object = Articles()
    _, outcome = await asyncio.gather(
        make_article("BR-900", fields, order.lease, target, desk.links, desk.orders.records),  # type: ignore[arg-type]  # as much of one as it asks
        bound.run(ticket),
    )
    if outcome.state is not State.WRITTEN:  # the order held the lock for longer than the product waits
        outcome = await desk.carry(product("1", sku="BR-900"))
    assert (outcome.state, outcome.number) == (State.WRITTEN, "BR-900"), outcome
    assert desk.target.calls["create_product"] == 1
    assert list(desk.target.articles) == ["BR-900"]


@given(st.text(max_size=40))
def test_folding_a_code_twice_changes_nothing_more(code: str) -> None:
    for equality in (KeyEquality(), KeyEquality(case="counts"), KeyEquality(blanks="counts")):
        for folds in (True, False):
            once = fold(code, equality, target_folds=folds)
            assert fold(once, equality, target_folds=folds) == once
