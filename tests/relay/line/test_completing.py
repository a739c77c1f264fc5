"""A source that is asked for what its documents leave out is asked once the event is carried, and not before."""

from datetime import UTC, datetime, timedelta

import pytest

from relay.errors import Barred, Hold, RunEnd, Transient
from relay.line.queue import Queue
from relay.model import State
from relay.roles import Json
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.line.carrying import Desk
from tests.relay.parts import SmallSource


class Completing(SmallSource):
    """Says of each document what its system has beside it, or ends the run."""

    def __init__(self, end: RunEnd | None = None) -> None:
        super().__init__()
        self.end = end
        self.asked: list[tuple[Json, datetime]] = []

    async def complete(self, document: Json, accepted: datetime) -> Json:
        self.asked.append((document, accepted))
        if self.end is not None:
            raise self.end
        return {**document, "status": "now"}


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> Desk:
    return Desk(store, vault, queue)


async def test_the_pipeline_gets_the_document_as_its_source_completed_it(desk: Desk) -> None:
    source = Completing()
    outcome = await desk.runner(source=source).run(await desk.claim())
    assert outcome.steps[0].notes == ("saw {'number': '1001', 'status': 'now'}",)
    [(document, accepted)] = source.asked
    assert document == {"number": "1001"}
    assert abs(datetime.now(UTC) - accepted) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (Transient(as_told("too soon"), after=timedelta(seconds=5), burns_try=False), State.RETRYING),
        (Hold(as_told("its system says nothing")), State.HELD),
        (Barred(as_told("its system lets nobody in")), State.PARKED),
    ],
)
async def test_a_source_that_cannot_complete_it_says_how_the_run_ends(desk: Desk, end: RunEnd, state: State) -> None:
    outcome = await desk.runner(source=Completing(end)).run(await desk.claim())
    assert (outcome.state, outcome.reason) == (state, end.reason)
    assert outcome.steps == ()
    assert not outcome.burns_try


async def test_one_that_comes_too_soon_comes_again_when_its_source_says(desk: Desk) -> None:
    soon = Transient(as_told("too soon"), after=timedelta(seconds=5), burns_try=False)
    outcome = await desk.runner(source=Completing(soon)).run(await desk.claim())
    assert outcome.after is not None
    assert timedelta(seconds=5) <= outcome.after < timedelta(seconds=15)
