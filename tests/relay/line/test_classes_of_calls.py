"""Every call is of the class of what it is for: of the flow it is made for, or of bulk where all there is is read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pydantic import BaseModel

from relay.line.once.right_of_way import CLASS, Class
from relay.line.pipeline import BoundPipeline, Pipeline
from relay.line.polled import PolledFlow
from relay.line.queue import Claim, Queue
from relay.model import Origin, new_token
from relay.roles import WHOLE, Page, Slice
from relay.store.full_notes import FullNotes
from relay.store.store import Store
from relay.store.vault import Vault
from tests.relay.arrivals import FLOWS
from tests.relay.line.sliced import Sliced, never, reader_of
from tests.relay.parts import FLOW, SmallRun, SmallSource, SmallTarget, arrive, make_runner
from tests.relay.shops import Shop, page, poll_settings
from tests.stand_ins import make_acceptor

seen: list[Class] = []


async def note_class(run: SmallRun) -> SmallRun:
    seen.append(CLASS.get())
    return run


def pipeline_of(precedence: Class) -> BoundPipeline[SmallRun]:
    pipeline = Pipeline("customer", SmallSource, SmallTarget, BaseModel, SmallRun, [note_class], precedence=precedence)
    return pipeline.bind({SmallTarget: SmallTarget(), SmallSource: SmallSource()})


@dataclass
class Noting(Sliced):
    """Notes the class of each of its calls."""

    classes: list[Class] = field(default_factory=list)

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        self.classes.append(CLASS.get())
        async for one in super().changed_since(cursor, overlap, not_before, part=part):
            yield one

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        async for one in super().slices(part, position, since):
            self.classes.append(CLASS.get())
            yield one


@pytest.mark.parametrize("precedence", Class)
@pytest.mark.parametrize("origin", Origin)
async def test_a_run_is_of_the_class_of_its_flow_and_of_bulk_where_a_reading_of_all_brought_its_event(
    store: Store, vault: Vault, queue: Queue, origin: Origin, precedence: Class
) -> None:
    await arrive(make_acceptor(store, vault, queue), origin=origin)
    claim = await queue.claim(FLOWS, new_token())
    assert isinstance(claim, Claim)
    runner = make_runner(store, vault, queue, pipeline_of(precedence))
    seen.clear()
    await runner.run(claim)
    assert seen == [Class.BULK if origin is Origin.FULL_READ else precedence]


async def test_a_poll_is_of_the_class_of_its_flow_and_a_reading_of_all_there_is_of_bulk(shop: Shop) -> None:
    source = Noting(numbers=[1, 2, 3], pages=[page("one", 7)])
    polled = PolledFlow(FLOW, source, poll_settings(), precedence=Class.STOCK)
    poller = shop.poller(source)
    poller._flows[FLOW.name] = polled
    await poller.poll(FLOW.name)
    assert source.classes == [Class.STOCK]
    await FullNotes(shop.store).begin(FLOW.name, "refresh", None, None, confirmed=True)
    assert await reader_of(shop).go_on(polled, never)
    assert source.classes[1:] == [Class.BULK, Class.BULK]
    assert CLASS.get() is Class.ORDER
