"""Field by field: what changed here and not there is written, and whose edit counts where both changed one."""

import doctest
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.pipelines.common import two_way
from handlers.pipelines.common.forms import Form
from handlers.pipelines.common.two_way import NEWEST, First, Judged, Rules, Side, TwoWay, is_doubled
from relay.line.once.in_step import Base
from relay.line.once.links import Links

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
RULES = Rules(leader="shop")


def shop(stamp: datetime = NOON, **values: Any) -> Side:
    return Side("shop", values, stamp, AMSTERDAM, {})


def books(stamp: datetime = NOON, **values: Any) -> Side:
    return Side("books", values, stamp, AMSTERDAM, {"name": Form(length=10)})


def judging(links: Links, base: Base, rules: Rules = RULES) -> TwoWay:
    return TwoWay(links, "pair", base, rules)


def in_step(links: Links, here: Side, there: Side) -> Base:
    """The base of two sides that are in step as they are."""
    return judging(links, Base()).adopt(here, there, 1)


def merged(base: Base, newer: Base) -> Base:
    return Base({**base.digests, **newer.digests}, {**base.as_of, **newer.as_of})


def test_its_examples_are_true() -> None:
    assert doctest.testmod(two_way).failed == 0


class TestWhatIsWritten:
    async def test_what_changed_here_alone_is_written(self, links: Links) -> None:
        base = in_step(links, shop(name="A", city="B"), books(name="A", city="B"))
        judged = judging(links, base).judge(shop(name="C", city="B"), books(name="A", city="D"))
        assert judged == Judged(write=("name",))

    async def test_a_side_is_compared_with_itself_and_never_with_the_other(self, links: Links) -> None:
        base = in_step(links, shop(name="Bakkerij Van Dam"), books(name="BAKKERIJ V"))
        assert judging(links, base).judge(shop(name="Bakkerij Van Dam"), books(name="BAKKERIJ V")) == Judged()
        assert judging(links, base).judge(books(name="BAKKERIJ V"), shop(name="Bakkerij Van Dam")) == Judged()

    async def test_who_puts_back_an_old_value_is_carried(self, links: Links) -> None:
        base = in_step(links, shop(name="A"), books(name="A"))
        base = merged(base, in_step(links, shop(name="B"), books(name="B")))
        assert judging(links, base).judge(shop(name="A"), books(name="B")).write == ("name",)

    async def test_what_one_of_them_does_not_give_is_left_alone(self, links: Links) -> None:
        base = in_step(links, shop(name="A", city="B"), books(name="A", iban="I"))
        assert judging(links, base).judge(shop(name="A", city="C"), books(name="A", iban="J")) == Judged()

    async def test_a_field_that_a_side_begins_to_give_is_an_edit_there(self, links: Links) -> None:
        first = judging(links, Base()).judge(shop(name="A"), books(name="A", city="B"))
        base = Base(first.settled)
        later = judging(links, base).judge(shop(name="A", city="C"), books(name="A", city="B"))
        assert later.write == ("city",)

    async def test_what_both_changed_to_one_value_is_in_step_without_a_write(self, links: Links) -> None:
        base = in_step(links, shop(name="A"), books(name="A"))
        judged = judging(links, base).judge(shop(name="Van Dam"), books(name="VAN DAM "))
        assert (judged.write, judged.conflicts) == ((), ())
        settled = merged(base, Base(judged.settled))
        assert judging(links, settled).judge(books(name="VAN DAM "), shop(name="Van Dam")) == Judged()


class TestTheFirstTime:
    @pytest.mark.parametrize(
        ("first", "written"), [("link_only", ()), ("if_empty", ("city",)), ("update", ("city", "name"))]
    )
    async def test_as_much_is_written_as_the_settings_say_and_the_rest_is_in_step_as_it_is(
        self, first: First, written: tuple[str, ...], links: Links
    ) -> None:
        here, there = shop(name="A", city="B", phone=""), books(name="X", city="", phone="1")
        judged = judging(links, Base()).judge(here, there, first)
        assert judged.write == written
        after = books(**{**there.values, **{name: here.values[name] for name in written}})
        base = judging(links, Base()).settle(judged, here, after, written, 5)
        assert judging(links, base).judge(here, after) == judging(links, base).judge(after, here) == Judged()


class TestReadingBack:
    async def settled(self, links: Links, held: str) -> TwoWay:
        base = in_step(links, shop(name="A"), books(name="A"))
        here = shop(name="Bakkerij Van Dam")
        judged = judging(links, base).judge(here, books(name="A"))
        newer = judging(links, base).settle(judged, here, books(name=held), judged.write, 7)
        assert newer.as_of == {"books": 7}
        return judging(links, merged(base, newer))

    async def test_the_targets_own_form_becomes_its_side_and_is_never_carried_back(self, links: Links) -> None:
        after = await self.settled(links, "BAKKERIJ V")
        assert after.judge(books(name="BAKKERIJ V"), shop(name="Bakkerij Van Dam")) == Judged()

    async def test_anything_else_is_somebodys_edit_and_is_carried_back(self, links: Links) -> None:
        after = await self.settled(links, "De Wit")
        assert after.judge(books(name="De Wit"), shop(name="Bakkerij Van Dam")) == Judged(write=("name",))

    async def test_what_a_policy_kept_from_being_sent_counts_as_seen(self, links: Links) -> None:
        base = in_step(links, shop(iban="A"), books(iban="A"))
        judged = judging(links, base).judge(shop(iban="B"), books(iban="A"))
        newer = judging(links, base).settle(judged, shop(iban="B"), books(iban="A"), (), 0)
        assert newer.as_of == {}
        later = judging(links, merged(base, newer))
        assert later.judge(shop(iban="B"), books(iban="A")) == Judged()
        assert later.judge(books(iban="C"), shop(iban="B")) == Judged(write=("iban",))


class TestConflicts:
    @pytest.mark.parametrize(
        ("truth", "ahead", "winner"),
        [
            ({}, timedelta(), "shop"),
            ({"name": "books"}, timedelta(), "books"),
            ({"name": NEWEST}, timedelta(minutes=6), "books"),
            ({"name": NEWEST}, timedelta(minutes=-6), "shop"),
            ({"name": NEWEST}, timedelta(minutes=5), "shop"),
        ],
    )
    async def test_the_settings_say_whose_edit_counts_and_it_is_told_without_values(
        self, truth: Mapping[str, str], ahead: timedelta, winner: str, links: Links
    ) -> None:
        rules = Rules(leader="shop", source_of_truth=truth)
        base = in_step(links, shop(name="A"), books(name="A"))
        judged = judging(links, base, rules).judge(shop(name="Anna"), books(NOON + ahead, name="Kees de Wit"))
        assert judged.write == (("name",) if winner == "shop" else ())
        [problem] = [conflict.problem() for conflict in judged.conflicts]
        assert problem.path == "name"
        assert problem.rule == (
            "two_way_conflict: changed at both ends since they were in step "
            f"(here a text of 4, there a text of 11); that of {winner} counts"
        )

    async def test_a_stamp_in_the_hour_that_comes_twice_decides_nothing(self, links: Links) -> None:
        rules = Rules(leader="shop", source_of_truth={"name": NEWEST})
        base = in_step(links, shop(name="A"), books(name="A"))
        doubled = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        judged = judging(links, base, rules).judge(shop(name="B"), books(doubled, name="C"))
        assert judged.write == ("name",)

    async def test_the_other_flow_carries_the_edit_that_counts_even_where_it_is_put_back_meanwhile(
        self, links: Links
    ) -> None:
        base = in_step(links, shop(name="A"), books(name="A"))
        judged = judging(links, base).judge(books(name="C"), shop(name="B"))
        assert (judged.write, len(judged.conflicts)) == ((), 1)
        base = merged(base, Base(judged.settled))
        for value in ("B", "A"):
            other = judging(links, base).judge(shop(name=value), books(name="C"))
            assert (other.write, other.conflicts) == (("name",), ())


class TestOneWay:
    async def test_only_edits_of_one_side_are_carried_and_others_are_told_once(self, links: Links) -> None:
        rules = Rules(leader="books", one_way={"name": "shop"})
        base = in_step(links, shop(name="A"), books(name="A"))
        judged = judging(links, base, rules).judge(books(name="B"), shop(name="A"))
        assert (judged.write, judged.kept_here) == ((), ("name",))
        base = merged(base, Base(judged.settled))
        assert judging(links, base, rules).judge(books(name="B"), shop(name="A")) == Judged()
        assert judging(links, base, rules).judge(shop(name="C"), books(name="B")).write == ("name",)


@pytest.mark.parametrize(
    ("moment", "doubled"),
    [
        ("2026-10-24T23:59Z", False),
        ("2026-10-25T00:00Z", True),
        ("2026-10-25T01:59Z", True),
        ("2026-03-29T01:30Z", False),
    ],
)
def test_only_the_hour_in_which_clocks_are_set_back_is_doubled(moment: str, *, doubled: bool) -> None:
    assert is_doubled(datetime.fromisoformat(moment), AMSTERDAM) is doubled
