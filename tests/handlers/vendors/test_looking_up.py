"""The account of a look-up: where each name ends, when asking ends, and what a finding offers."""

from datetime import timedelta

import pytest

from handlers.vendors.looking_up import MOST_SHOWN, LookUp, given_by
from mapping.rows.row import Row
from relay.errors import Barred, Hold, Parked, RunEnd, Scope, Transient
from relay.model import said
from relay.roles import Named
from words.told import Told

WHY = Told("live.needs_redis")
NAMES = [Named(("flows", "orders", "settings", "journal", "default"), "journal", "71")]


class Question:
    """Answers with 1, or with the given end; counts how often it was asked."""

    def __init__(self, end: RunEnd | None = None) -> None:
        self.asked = 0
        self._end = end

    async def __call__(self) -> int:
        self.asked += 1
        if self._end is not None:
            raise self._end
        return 1


@pytest.mark.parametrize(
    ("end", "goes_on"),
    [
        (Transient(WHY), False),
        (Parked(WHY, after=timedelta()), False),
        (Transient(WHY, scope=Scope.CALL), True),
        (Transient(WHY, said=said("bestaat niet")), True),
        (Barred(WHY, scope=Scope.CALL), True),
        (Hold(WHY), True),
    ],
)
async def test_a_failure_costs_its_own_names_and_only_one_of_the_whole_system_ends_the_asking(
    end: RunEnd,
    goes_on: bool,  # noqa: FBT001 - a parameter
) -> None:
    look, second = LookUp("books"), Question()
    assert await look.ask(NAMES, Question(end)) is None
    assert await look.ask(NAMES, second) == (1 if goes_on else None)
    assert second.asked == goes_on
    assert [one.why for one in look.result.not_asked] == [WHY] * (1 if goes_on else 2)


@pytest.mark.parametrize("answers_before", [0, 1])
async def test_three_refusals_end_the_asking_unless_something_was_answered_before(answers_before: int) -> None:
    look, last = LookUp("books"), Question()
    for question in [Question()] * answers_before + [Question(Barred(WHY))] * 3:
        await look.try_to_ask(question)
    await look.ask(NAMES, last)
    assert last.asked == answers_before


def test_a_missing_name_offers_the_nearest_else_all_of_a_few_else_what_to_do() -> None:
    look = LookUp("books")
    for known in (["700", "710"], ["VRK", "MEM"], [f"J{number}" for number in range(MOST_SHOWN + 1)]):
        look.miss(NAMES[0], known=known)
    near, few, many = look.result.findings
    assert (near.nearest, near.allowed) == ("710", ("700", "710"))
    assert str(few.told) == "books has no journal 71; there are MEM, VRK"
    assert str(many.told) == "books has no journal 71; make this journal there, or correct the name here"
    assert many.allowed == ()


def test_capitals_and_blanks_make_no_difference_unless_names_are_compared_exactly() -> None:
    code = Named((), "VAT code", "hoog ")
    for exactly, found in ((False, 1), (True, 0)):
        look = LookUp("books")
        look.judge([code], ["HOOG"], exactly=exactly)
        assert len(look.result.found) == found


def test_a_row_gives_its_fixed_value_its_default_and_its_table_as_they_stand() -> None:
    table = {"to": "SO_HDR.SHIP_MTH", "from": "order.shipping_method", "table": {"dhl": "D", "post": 7}, "default": "P"}
    given = given_by(Row.model_validate(table), ("row",), "shipping method")
    assert {one.path: one.name for one in given} == {
        ("row", "default"): "P",
        ("row", "table", "dhl"): "D",
        ("row", "table", "post"): "7",
    }
    changed = Row.model_validate({"to": "SO_HDR.SHIP_MTH", "const": "d", "do": ["upper"]})
    assert list(given_by(changed, ("row",), "shipping method")) == []
