"""The judge finds each kind of fault, so that a verdict without any means something."""

from dataclasses import replace
from decimal import Decimal

from relay.model import State
from tests.chaos.verdict import CHANGED, Accounts, Booked, Promise, Standing, judge, summed

PROMISE = Promise("W-1", 1, "a", 1)
WRITTEN = Standing("a", "W-1", State.WRITTEN, "written for debtor 10001")
ORDER = Booked("W-1", "202600001", 1)
SECOND = Promise("W-1", 2, "b", 2)
SKIPPED = Standing("b", "W-1", State.SKIPPED, "carried before")


def test_an_order_that_stands_in_the_books_once_is_written() -> None:
    verdict = judge([PROMISE], [WRITTEN], Accounts([ORDER]))
    assert (verdict.accepted, verdict.written, verdict.is_good) == (1, 1, True)


def test_an_event_that_the_relay_forgot_is_lost() -> None:
    [told] = judge([PROMISE], [], Accounts([])).lost
    assert "knows nothing of it" in told


def test_an_event_that_claims_to_be_written_and_is_not_in_the_books_is_lost() -> None:
    [told] = judge([PROMISE], [WRITTEN], Accounts([])).lost
    assert "written, and not in the books" in told


def test_an_event_that_never_came_to_an_end_is_lost() -> None:
    [told] = judge([PROMISE], [replace(WRITTEN, state=State.RETRYING)], Accounts([])).lost
    assert "it stands at retrying" in told


def test_a_version_that_claims_to_be_written_where_the_books_have_another_is_lost() -> None:
    standings = [WRITTEN, replace(SKIPPED, state=State.WRITTEN)]
    [told] = judge([PROMISE, SECOND], standings, Accounts([ORDER])).lost
    assert "the books have version 1" in told


def test_an_order_a_debtor_and_an_address_too_many_are_doubled() -> None:
    accounts = Accounts([ORDER, ORDER, ORDER], ["noor@example.com"] * 2, ["10001 Havenweg 1"] * 2)
    assert len(judge([PROMISE], [WRITTEN], accounts).doubled) == 4


def test_an_order_that_nobody_was_promised_is_one_too_many() -> None:
    assert judge([], [], Accounts([ORDER])).doubled == ["order W-1 was never acknowledged"]


def test_a_held_event_is_counted_and_explained() -> None:
    verdict = judge([PROMISE], [replace(WRITTEN, state=State.HELD, reason="a code is missing")], Accounts([]))
    assert verdict.held == ["W-1 version 1, event a: held: a code is missing"]
    assert verdict.is_good


def test_a_later_version_of_a_carried_document_is_skipped() -> None:
    verdict = judge([PROMISE, SECOND], [WRITTEN, SKIPPED], Accounts([ORDER]))
    assert (verdict.written, verdict.skipped, verdict.is_good) == (1, 1, True)


def test_a_version_that_overtook_an_earlier_one_is_out_of_order() -> None:
    standings = [replace(WRITTEN, state=State.SKIPPED), replace(SKIPPED, state=State.WRITTEN)]
    verdict = judge([PROMISE, SECOND], standings, Accounts([replace(ORDER, version=2)]))
    assert len(verdict.out_of_order) == 1
    assert not verdict.is_good


def test_a_version_may_go_before_one_that_was_held_meanwhile() -> None:
    standings = [replace(WRITTEN, state=State.SKIPPED, has_rested=True), replace(SKIPPED, state=State.WRITTEN)]
    assert judge([PROMISE, SECOND], standings, Accounts([replace(ORDER, version=2)])).is_good


def test_what_a_poll_had_to_find_counts_by_its_reference() -> None:
    polled = Promise("A-1", 1)
    assert judge([polled], [], Accounts([Booked("A-1", "1", 1)])).written == 1
    assert len(judge([polled], [], Accounts([])).lost) == 1
    held = Standing("c", "A-1", State.HELD, "a code is missing")
    assert len(judge([polled], [held], Accounts([])).held) == 1


SOLD = Promise("V-7", 1, totals=(Decimal("12.10"), Decimal("24.20")))
READ = Standing("c", "V-7", State.WRITTEN, "written for debtor 10141")
READ_AGAIN = Standing("d", "V-7", State.SKIPPED, f"{CHANGED}: order 9 was sent before, and now differs in lines[0]")
CARRIED = Booked("V-7", "9", 1, Decimal("24.20"))


def test_an_order_that_comes_to_another_amount_differs() -> None:
    assert judge([SOLD], [READ], Accounts([CARRIED])).is_good
    verdict = judge([SOLD], [READ], Accounts([replace(CARRIED, total=Decimal("24.21"))]))
    assert verdict.differing == ["V-7 comes to 24.21 in the books, and came to 12.10, then 24.20"]
    assert not verdict.is_good


def test_a_change_after_an_order_was_carried_must_be_told() -> None:
    books = Accounts([replace(CARRIED, total=Decimal("12.10"))])
    told = judge([SOLD], [READ, READ_AGAIN], books)
    assert (told.written, told.changed, told.is_good) == (1, 1, True)
    [silent] = judge([SOLD], [READ], books).lost
    assert "changed from 12.10 to 24.20, and nobody told" in silent


def test_what_the_relay_wrote_and_knew_again_is_an_echo() -> None:
    echo = Standing("e", "V-8", State.SKIPPED, "the relay wrote this order into its source")
    verdict = judge([SOLD], [READ, echo], Accounts([CARRIED]))
    assert (verdict.echoes, verdict.accepted, verdict.is_good) == (1, 1, True)
    assert len(judge([SOLD], [READ, replace(echo, state=State.HELD)], Accounts([CARRIED])).held) == 1


def test_what_is_carried_back_to_where_it_came_from_is_doubled() -> None:
    back = Standing("e", "V-8", State.WRITTEN, "written for debtor 10142")
    verdict = judge([SOLD], [READ, back], Accounts([CARRIED, replace(CARRIED, reference="V-8", number="10")]))
    assert len(verdict.doubled) == 2
    assert not verdict.is_good


def test_a_later_reading_that_overtook_the_first_is_out_of_order() -> None:
    overtaken = [replace(READ, state=State.SKIPPED), replace(READ_AGAIN, state=State.WRITTEN)]
    assert len(judge([SOLD], overtaken, Accounts([CARRIED])).out_of_order) == 1
    assert judge([SOLD], [replace(overtaken[0], has_rested=True), overtaken[1]], Accounts([CARRIED])).is_good


def test_an_order_that_was_told_as_written_twice_is_out_of_order() -> None:
    assert len(judge([SOLD], [READ, replace(READ, event_id="d")], Accounts([CARRIED])).out_of_order) == 1


def test_a_reading_that_waits_for_a_person_is_held_though_the_order_is_there() -> None:
    verdict = judge([SOLD], [READ, replace(READ_AGAIN, state=State.HELD)], Accounts([CARRIED]))
    assert (verdict.written, len(verdict.held)) == (0, 1)


def test_verdicts_of_both_ways_are_added() -> None:
    books = Accounts([CARRIED])
    whole = summed([judge([SOLD], [READ], books), judge([SOLD], [], Accounts([])), judge([], [READ], books)])
    assert (whole.accepted, whole.written, len(whole.lost), len(whole.doubled)) == (2, 1, 1, 2)
