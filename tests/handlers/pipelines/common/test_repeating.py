"""What got no answer is sent again only where the receiver can bear that, and no older state stays over a newer one."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.contracts.records import Repeat, TakenUnnumbered
from handlers.pipelines.common.part import Carried
from handlers.pipelines.common.repeating import Repeating, pause_before_repeating
from relay.errors import Hold, Superseded, Unconfirmed
from relay.line.once.intents import OpenIntent
from tests.handlers.pipelines.common.blind import BlindCarrier, Receiver
from tests.handlers.pipelines.common.shelf import HORIZON, OVER, Carrier, Killed, lost
from tests.plain import as_told

LONG = 10**15
"""Milliseconds since the epoch that lie after every note."""


def by(carrier: Carrier, repeat: Repeat, **receiver: Any) -> BlindCarrier:
    return BlindCarrier(carrier, Receiver(**receiver), repeat)


class TestOneThatKnowsKeys:
    @pytest.mark.parametrize("carried_out", [True, False])
    async def test_is_sent_the_same_again_at_once_and_has_it_once(self, carrier: Carrier, *, carried_out: bool) -> None:
        shop = by(carrier, Repeat.KEY, by_key=True)
        shop.receiver.ends = [(lost(), carried_out)]
        with pytest.raises(Unconfirmed) as ended:
            await shop.carry(5)
        assert ended.value.after == timedelta(seconds=10)
        assert await shop.carry(5) == Carried("N1", "made", ("mark", "quantity"))
        assert (len(shop.receiver.sent), list(shop.receiver.records)) == (2, ["N1"])
        assert (await shop.carry(5)).how == "same"

    async def test_is_sent_it_again_by_the_next_process_after_a_kill(self, carrier: Carrier) -> None:
        shop = by(carrier, Repeat.KEY, by_key=True)
        shop.receiver.ends = [(Killed(), True)]
        with pytest.raises(Killed):
            await shop.carry(5)
        carrier.restart()
        assert (await shop.carry(5)).number == "N1"
        assert list(shop.receiver.records) == ["N1"]

    async def test_is_not_made_another_record_while_it_is_not_known_whether_it_has_the_first(
        self, carrier: Carrier
    ) -> None:
        shop = by(carrier, Repeat.KEY, by_key=True)
        shop.receiver.ends = [(lost(), True)]
        with pytest.raises(Unconfirmed):
            await shop.carry(5)
        for quantity, ordinal in ((6, 1), (5, 2)):  # other bytes, and another state, have another key
            with pytest.raises(Hold, match="something else would be sent"):
                await shop.carry(quantity, ordinal)
        ticket = await shop.ticket(2, not_there_ms=LONG)
        assert (await shop.carry(6, ticket=ticket)).how == "made"

    async def test_is_sent_nothing_again_once_it_may_know_the_key_no_longer(self, carrier: Carrier) -> None:
        shop = by(carrier, Repeat.KEY, by_key=True)
        shop.receiver.ends = [(lost(), True)]
        with pytest.raises(Unconfirmed):
            await shop.carry(5)
        await carrier.pass_time(shop.name, OVER)
        with pytest.raises(Hold, match="may know its key no longer"):
            await shop.carry(5)
        assert len(shop.receiver.sent) == 1

    async def test_counts_the_life_of_a_key_from_its_first_try(self, carrier: Carrier) -> None:
        shop = by(carrier, Repeat.KEY, by_key=True)
        shop.receiver.ends = [(lost(), True)] * 3
        for _ in range(2):
            with pytest.raises(Unconfirmed):
                await shop.carry(5)
            await carrier.pass_time(shop.name, HORIZON / 2 + timedelta(seconds=1))
        with pytest.raises(Hold, match="may know its key no longer"):
            await shop.carry(5)
        assert len(shop.receiver.sent) == 2

    async def test_is_sent_the_next_state_once_the_first_is_answered_and_nothing_is_seen_to_later(
        self, carrier: Carrier
    ) -> None:
        shop = by(carrier, Repeat.KEY, by_key=True)
        await shop.carry(5)
        shop.receiver.ends = [(lost(), True)]
        with pytest.raises(Unconfirmed):
            await shop.carry(3, 2)
        carrier.ordinals.newer.add("whatever")
        assert (await shop.carry(3, 2)).how == "changed"
        assert (await shop.carry(5, 3)).how == "changed"
        assert [fields["quantity"] for _, fields in shop.receiver.sent] == [5, 3, 3, 5]


class TestOneThatReplaces:
    @pytest.mark.parametrize("known", [True, False])
    async def test_is_sent_the_same_again_at_once_and_a_last_time_when_the_first_can_come_no_more(
        self, carrier: Carrier, *, known: bool
    ) -> None:
        shop = by(carrier, Repeat.METHOD, by_place=True)
        if known:
            await shop.carry(9)
        shop.receiver.ends = [(lost(), False)]
        with pytest.raises(Unconfirmed):
            await shop.carry(5, 2)
        with pytest.raises(Unconfirmed, match="a last time"):
            await shop.carry(5, 2)
        assert shop.receiver.records["C1"]["quantity"] == 5
        sent = len(shop.receiver.sent)
        with pytest.raises(Unconfirmed):  # no call before the horizon is over
            await shop.carry(5, 2)
        assert len(shop.receiver.sent) == sent
        await carrier.pass_time(shop.name)
        assert (await shop.carry(5, 2)).number == "C1"
        assert len(shop.receiver.sent) == sent + 1
        assert (await shop.carry(5, 2)).how == "same"

    async def test_is_told_the_newest_though_an_older_one_comes_after_it(self, carrier: Carrier) -> None:
        shop = by(carrier, Repeat.METHOD, by_place=True)
        await shop.carry(9)
        shop.receiver.ends = [(lost(), False)]
        with pytest.raises(Unconfirmed):
            await shop.carry(5, 2)
        with pytest.raises(Unconfirmed, match="a last time"):
            await shop.carry(0, 3)
        shop.receiver.arrive()
        assert shop.receiver.records["C1"]["quantity"] == 5  # the late one came over it
        await carrier.pass_time(shop.name)
        assert (await shop.carry(0, 3)).how == "changed"
        assert shop.receiver.records["C1"]["quantity"] == 0

    async def test_is_told_a_newer_state_at_once_while_an_older_one_waits_to_be_seen_to(self, carrier: Carrier) -> None:
        shop = by(carrier, Repeat.METHOD, by_place=True)
        await shop.carry(9)
        shop.receiver.ends = [(lost(), True)]
        ticket = await shop.ticket(2)
        for _ in range(2):
            with pytest.raises(Unconfirmed):
                await shop.carry(5, ticket=ticket)
        carrier.ordinals.newer.add(ticket.event.id)
        with pytest.raises(Superseded):
            await shop.carry(5, ticket=ticket)
        with pytest.raises(Unconfirmed, match="a last time"):
            await shop.carry(3, 3)
        assert shop.receiver.records["C1"]["quantity"] == 3
        await carrier.pass_time(shop.name)
        assert (await shop.carry(3, 3)).how == "changed"
        assert [fields["quantity"] for _, fields in shop.receiver.sent] == [9, 5, 5, 3, 3]

    async def test_is_never_told_an_older_state_after_a_newer_one(self, carrier: Carrier) -> None:
        shop = by(carrier, Repeat.METHOD, by_place=True)
        await shop.carry(3, 2)
        with pytest.raises(Superseded):
            await shop.carry(5, 1)


class TestOneThatBearsNothing:
    @pytest.mark.parametrize("known", [True, False])
    async def test_is_sent_nothing_twice_by_itself(self, carrier: Carrier, *, known: bool) -> None:
        shop = by(carrier, Repeat.NONE)
        if known:
            await shop.carry(9)
        shop.receiver.ends = [(lost(), True)]
        with pytest.raises(Unconfirmed):
            await shop.carry(5, 2)
        for passed in (False, True):
            if passed:
                await carrier.pass_time(shop.name, timedelta(days=2))
            with pytest.raises(Hold, match="nothing is sent twice: look whether it is there"):
                await shop.carry(5, 2)
        assert len(shop.receiver.sent) == 1 + known

    async def test_is_sent_it_once_more_when_a_person_looked_and_lets_it_go_on(self, carrier: Carrier) -> None:
        shop = by(carrier, Repeat.NONE)
        shop.receiver.ends = [(lost(), False), (lost(), False)]
        with pytest.raises(Unconfirmed):
            await shop.carry(5)
        released = await shop.ticket(not_there_ms=LONG)
        with pytest.raises(Unconfirmed):
            await shop.carry(5, ticket=released)
        with pytest.raises(Hold):
            await shop.carry(5, ticket=await shop.ticket(not_there_ms=1))  # that was before the second try
        assert len(shop.receiver.sent) == 2

    async def test_is_told_another_state_of_what_it_has_once_the_former_can_come_no_more(
        self, carrier: Carrier
    ) -> None:
        shop = by(carrier, Repeat.NONE)
        await shop.carry(9)
        shop.receiver.ends = [(lost(), True)]
        with pytest.raises(Unconfirmed):
            await shop.carry(5, 2)
        with pytest.raises(Unconfirmed, match="sent anew after 900 s"):
            await shop.carry(3, 3)
        await carrier.pass_time(shop.name)
        assert (await shop.carry(3, 3)).how == "changed"

    async def test_is_not_made_a_second_record_by_a_newer_state(self, carrier: Carrier) -> None:
        shop = by(carrier, Repeat.NONE)
        shop.receiver.ends = [(lost(), True)]
        with pytest.raises(Unconfirmed):
            await shop.carry(5, 2)
        await carrier.pass_time(shop.name)
        with pytest.raises(Hold):
            await shop.carry(3, 3)


@pytest.mark.parametrize("repeat", [Repeat.KEY, Repeat.METHOD, Repeat.NONE])
async def test_what_was_taken_without_a_number_is_sent_again_only_where_a_person_says_that_it_is_not_there(
    carrier: Carrier, repeat: Repeat
) -> None:
    shop = by(carrier, repeat)
    shop.receiver.ends = [(TakenUnnumbered(as_told("taken without an id")), True)]
    with pytest.raises(TakenUnnumbered):
        await shop.carry(5)
    for _ in range(2):
        with pytest.raises(Hold, match="what it is called there is not known"):
            await shop.carry(5)
    assert len(shop.receiver.sent) == 1
    assert (await shop.carry(5, ticket=await shop.ticket(not_there_ms=LONG))).how == "made"


def test_the_longer_nothing_answers_the_rarer_it_is_sent() -> None:
    waits = [pause_before_repeating(OpenIntent(1, timedelta(), first=timedelta(seconds=age))) for age in (0, 60, 9000)]
    assert waits == [timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=10)]
    assert pause_before_repeating(None) == timedelta(seconds=10)


def test_of_a_write_whose_state_nobody_noted_nothing_differs() -> None:
    assert not Repeating(Repeat.KEY, "a").differs_from(OpenIntent(1, timedelta()))
    assert Repeating(Repeat.KEY, "a").differs_from(OpenIntent(1, timedelta(), sent="b"))
