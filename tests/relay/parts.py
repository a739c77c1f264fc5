"""The smallest flow, run, source and pipeline that the engine can carry, for the tests of the engine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from mapping.problems import Problem
from relay.line.accept import Acceptor, Delivery
from relay.line.arrivals import Accepted
from relay.line.flow_rotation import Room
from relay.line.once.intents import Intents
from relay.line.pipeline import BoundPipeline, Pipeline, Step
from relay.line.queue import Queue
from relay.line.run_event import EventRunner, OpenFlow
from relay.line.schedule import Schedule, poll_schedule
from relay.line.worker import RelayWorker
from relay.model import Flow, Identity, Origin, Ticket
from relay.roles import WHOLE, Json, Page
from relay.settings.model import RetrySettings, WorkerSettings
from relay.settings.polling import PollSettings
from relay.store.store import STORAGE_FAILURES, Store, reply
from relay.store.vault import Vault
from relay.systems.ends import UNASKED, Ends
from tests.plain import as_told
from words.told import Told

MISSING = Problem("number", as_told("is missing"), as_told("add this field"))
FLOW = Flow(name="shop-orders", entity="order", source="shop", target="books", settings=None)


def every(length: timedelta) -> Schedule:
    """The schedule of a flow that is polled at an interval."""
    return poll_schedule(PollSettings(every=length))


async def arrive(
    acceptor: Acceptor,
    reference: str = "1001",
    *,
    flow: Flow = FLOW,
    body: bytes = b'{"number":"1001"}',
    version: str | None = None,
    delivery: str | None = None,
    origin: Origin = Origin.HOOK,
) -> Accepted:
    """One document as it comes in. Without a version its reference and body tell it apart."""
    return await acceptor.accept(
        flow,
        body,
        Identity(reference, version),
        origin,
        digest_material=body,
        delivery=Delivery(flow.source, delivery) if delivery else None,
    )


async def fields_of(store: Store, event_id: str) -> dict[str, str]:
    """The hash of an event as it stands in Redis."""
    found = await reply(store.state.hgetall(store.keys.event(event_id)))
    return {name.decode(): value.decode() for name, value in found.items()}


async def answers(store: Store) -> bool:
    """Whether both roles answer; a connection of before a restart breaks at its first use."""
    try:
        return bool(await store.state.ping() and await store.payload.ping())
    except STORAGE_FAILURES:
        return False


@dataclass(frozen=True)
class SmallRun:
    """A run that knows its document and what was told."""

    ticket: Ticket
    told: tuple[Told, ...] = ()
    number: str | None = None

    def personal_values(self) -> frozenset[str]:
        """What the document names personal."""
        document = self.ticket.document
        return frozenset(document.get("personal", ())) if isinstance(document, dict) else frozenset()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return ()

    def tell(self, *notes: Told) -> "SmallRun":
        return replace(self, told=self.told + notes)


class SmallTarget:
    """Counts how often something is written to it."""

    def __init__(self) -> None:
        self.written: list[str] = []


class SmallSource:
    """A source that cannot be read."""

    def check(self, document: Json) -> Sequence[Problem]:
        return [] if "number" in document else [MISSING]

    def identify(self, document: Json) -> Identity:
        return Identity(document["number"], document.get("version"))

    def digest_material(self, document: Json) -> bytes:
        return repr(sorted(document.items())).encode()


@dataclass
class ReadableSource(SmallSource):
    """A source that can be read: its pages by cursor, and its documents by number."""

    pages: Sequence[Page] = ()
    documents: Mapping[str, Json] = field(default_factory=dict)
    asked: list[tuple[str, timedelta]] = field(default_factory=list)
    failure: Exception | None = None
    fetched: list[str] = field(default_factory=list)
    not_before: str | None = None
    commit_horizon: timedelta = timedelta(minutes=5)
    parts: Sequence[str] = (WHOLE,)
    pages_of: Mapping[str, Sequence[Page]] = field(default_factory=dict)
    asked_parts: list[str] = field(default_factory=list)

    def cursor_at(self, moment: datetime | None) -> str:
        return "beginning" if moment is None else moment.isoformat()

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        self.asked.append((cursor, overlap))
        self.asked_parts.append(part)
        self.not_before = not_before
        for page in self.pages_of.get(part, self.pages):
            yield page
        if self.failure is not None:
            raise self.failure

    def changed_before(self, document: Json, cursor: str) -> bool:
        return "changed" in document and str(document["changed"]) < cursor

    async def fetch(self, reference: str) -> Json | None:
        self.fetched.append(reference)
        if self.failure is not None:
            raise self.failure
        return self.documents.get(reference)


def bound(*steps: Callable[..., Awaitable[SmallRun]], target: object = None) -> BoundPipeline[SmallRun]:
    """A pipeline of these steps; a step may name a SmallTarget."""
    typed: Sequence[Step[SmallRun]] = steps
    pipeline = Pipeline("order", SmallSource, SmallTarget, BaseModel, SmallRun, typed)
    return pipeline.bind({SmallTarget: target or SmallTarget(), SmallSource: SmallSource()})


def make_runner(
    store: Store,
    vault: Vault,
    queue: Queue,
    pipeline: BoundPipeline[SmallRun],
    *,
    flows: Sequence[Flow] = (FLOW,),
    source: SmallSource | None = None,
    retry: RetrySettings | None = None,
    ends: Ends = UNASKED,
) -> EventRunner:
    opened = {flow.name: OpenFlow(flow, source or SmallSource(), None, pipeline, ends) for flow in flows}
    intents = Intents(store, queue)
    return EventRunner(store, vault, queue, opened, retry or RetrySettings(), intents)


def make_worker(
    store: Store,
    queue: Queue,
    runner: EventRunner,
    *,
    flows: Sequence[Flow] = (FLOW,),
    room: Room | None = None,
    **settings: Any,
) -> RelayWorker:
    return RelayWorker(store, queue, runner, [flow.name for flow in flows], WorkerSettings(**settings), room)


@asynccontextmanager
async def working(*workers: RelayWorker) -> AsyncIterator[None]:
    """The workers carry events while the block runs, and drain in the end."""
    running = [asyncio.create_task(worker.main()) for worker in workers]
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        for task in running:
            with suppress(asyncio.CancelledError):
                await task
