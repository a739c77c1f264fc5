"""Answers that explain nothing: about one record, or the same for all."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.errors import Barred, Hold, Parked, RunEnd, Transient, Unconfirmed
from relay.line.once.gate import SharedGate
from relay.line.repeated_answers import CARRIED, COMMON, RepeatedAnswers
from relay.model import said
from relay.settings.connections import BreakerSettings, ConnectionSettings
from relay.store.store import Store
from tests.plain import as_told
from tests.waiting import eventually

ANSWER = said("GET data", 500, "Interne fout bij order 1")
QUICK = BreakerSettings(failures=3, first_pause=timedelta(milliseconds=100))


def gate_of(store: Store) -> SharedGate:
    return SharedGate(store, "books", ConnectionSettings(vendor="some", breaker=QUICK))


async def meet(gate: SharedGate, record: str, end: RunEnd) -> RunEnd:
    """A call of a record's run that ends so."""
    CARRIED.set(record)
    with pytest.raises(type(end)) as caught:
        async with gate.call():
            raise end
    return caught.value


async def is_open(gate: SharedGate) -> bool:
    try:
        async with gate.call():
            return False
    except Parked:
        return True


@given(st.integers(0, 10**9), st.text("abcdefghij ", max_size=12), st.integers(0, 10**9))
def test_numbers_quoted_texts_and_addresses_make_no_other_answer(year: int, name: str, order: int) -> None:
    assert said(f"Boekjaar {year} van '{name}' bij jan.{order}@example.com") == said("boekjaar 1 van 'x' bij a@b.nl")


@given(st.text(max_size=50))
def test_an_answer_shows_none_of_its_words(words: str) -> None:
    answer = said(words)
    assert repr(answer) == f"Said({answer.digest}, works=True)"
    assert len(answer.digest) == 16


async def test_one_record_with_the_same_answer_for_ever_pauses_no_call_of_another(store: Store) -> None:
    gate = gate_of(store)
    for _ in range(20):
        end = await meet(gate, "one", Transient(as_told("odd"), said=ANSWER))
        assert not end.is_common
    assert not await is_open(gate)


@pytest.mark.parametrize("kind", [Transient, Unconfirmed, Hold])
async def test_different_records_with_the_same_answer_pause_the_calls_for_a_short_while(
    store: Store, kind: type[RunEnd]
) -> None:
    gate = gate_of(store)
    for number in range(COMMON - 1):
        assert not (await meet(gate, f"record {number}", kind(as_told("odd"), said=ANSWER))).is_common
    last = await meet(gate, "the last", kind(as_told("odd"), said=ANSWER))
    assert last.is_common
    assert isinstance(last, Unconfirmed | Hold) or (isinstance(last, Transient) and not last.burns_try)
    assert await is_open(gate)

    async def is_closed() -> bool:
        return not await is_open(gate)

    await eventually(is_closed, within=5)


async def test_different_answers_to_different_records_pause_nothing(store: Store) -> None:
    gate = gate_of(store)
    for number, word in enumerate(("een", "twee", "drie", "vier", "vijf")):
        await meet(gate, f"record {number}", Transient(as_told("odd"), said=said("fout", word)))
    assert not await is_open(gate)


async def test_a_refusal_without_proof_never_bars_however_many_records_it_is_about(store: Store) -> None:
    gate = gate_of(store)
    for number in range(20):
        await meet(gate, f"record {number}", Hold(as_told("the article is not there")))
    assert not await is_open(gate)
    await meet(gate, "one", Barred(as_told("the licence has ended")))
    assert await is_open(gate)


async def test_an_answer_in_which_the_system_does_not_speak_counts_as_an_outage(store: Store) -> None:
    gate = gate_of(store)
    for number in range(QUICK.failures):
        await meet(gate, f"record {number % 2}", Unconfirmed(as_told("a page"), said=said(500, works=False)))
    assert await is_open(gate)


async def test_an_answer_is_forgotten_when_its_window_is_over(store: Store) -> None:
    before = RepeatedAnswers(store, timedelta(milliseconds=60))
    for number in range(COMMON):
        CARRIED.set(f"record {number}")
        await before.count_records("books", ANSWER)
    CARRIED.set("another")

    async def alone() -> bool:
        return await before.count_records("books", ANSWER) == 1

    await eventually(alone, within=5)
