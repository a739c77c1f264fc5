"""A document that gets the same unexplained answer over and over is held in the end, and does not go in circles."""

from collections.abc import Callable
from typing import Any

import pytest

from relay.errors import RunEnd, Transient, Unconfirmed
from relay.line.queue import Claim, Queue
from relay.model import Outcome, State, new_token, said
from relay.settings.model import RetrySettings
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallRun, arrive, bound, make_runner
from tests.stand_ins import make_acceptor

RETRY = RetrySettings(same_answers=3)
ODD = said("Interne fout")


def raising(*ends: RunEnd) -> Callable[[SmallRun], Any]:
    """A step that ends each run in turn."""
    left = list(ends)

    async def end(run: SmallRun) -> SmallRun:
        raise left.pop(0)

    return end


async def carried(store: Store, vault: Vault, queue: Queue, *ends: RunEnd) -> list[Outcome]:
    """What the runs of one event come to."""
    await arrive(make_acceptor(store, vault, queue), body=b'{"number":"1001"}')
    claim = await queue.claim([FLOW.name], new_token())
    assert isinstance(claim, Claim)
    runner = make_runner(store, vault, queue, bound(raising(*ends)), retry=RETRY)
    return [await runner.run(claim) for _ in ends]


@pytest.mark.parametrize(
    ("kind", "before", "told"),
    [(Transient, State.RETRYING, "3 times: odd"), (Unconfirmed, State.UNCONFIRMED, "may have been written: odd")],
)
async def test_the_same_answer_to_one_document_holds_it_in_the_end(
    kind: type[RunEnd], before: State, told: str, store: Store, vault: Vault, queue: Queue
) -> None:
    outcomes = await carried(store, vault, queue, *(kind(as_told("odd"), said=ODD) for _ in range(3)))
    assert [outcome.state for outcome in outcomes] == [before, before, State.HELD]
    assert told in outcomes[-1].reason


async def test_other_answers_in_between_are_counted_apart(store: Store, vault: Vault, queue: Queue) -> None:
    other = said("Een andere fout")
    ends = [Transient(as_told("odd"), said=one) for one in (ODD, other, ODD, other)]
    outcomes = await carried(
        store, vault, queue, *ends, Transient(as_told("no words")), Transient(as_told("odd"), said=ODD)
    )
    assert [outcome.state for outcome in outcomes] == [*[State.RETRYING] * 5, State.HELD]


async def test_an_answer_that_different_records_got_holds_none_of_them(
    store: Store, vault: Vault, queue: Queue
) -> None:
    ends = [Transient(as_told("odd"), said=ODD, burns_try=False) for _ in range(5)]
    for end in ends:
        end.is_common = True
    outcomes = await carried(store, vault, queue, *ends)
    assert {outcome.state for outcome in outcomes} == {State.RETRYING}
