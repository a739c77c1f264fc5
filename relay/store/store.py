"""Opens the two roles of Redis, names every key, and refuses servers that do not hold what the relay promises."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

import orjson
from arq.connections import ArqRedis
from redis.asyncio import Redis
from redis.exceptions import RedisError

from relay.errors import StartError, StorageError
from relay.settings.model import RedisSettings
from relay.store.disk_proof import payload_mistakes, state_mistakes
from relay.store.servers import open_pools

LAYOUT: Final = "1"
"""The version of the key layout. A relay refuses a state that a newer one has written."""

STORAGE_FAILURES: Final = (RedisError, OSError, TimeoutError)
"""What a Redis call raises when the server is away, refuses or is full."""


_Answer = TypeVar("_Answer")


async def reply(call: Awaitable[_Answer] | _Answer) -> _Answer:
    """Await a command: redis-py types it as its answer or an awaitable of it; our client always gives the latter."""
    return await call if isinstance(call, Awaitable) else call


@dataclass(frozen=True, slots=True)
class Keys:
    """Every key the relay uses, by its instance's prefix; arq's own (``arq:job:*``) carry our event ids instead."""

    instance: str

    @property
    def prefix(self) -> str:
        """What every key of ours begins with."""
        return f"{self.instance}:"

    def payload(self, event_id: str) -> str:
        """The sealed document (payload role)."""
        return f"{self.prefix}payload:{event_id}"

    def event(self, event_id: str) -> str:
        """The story of an event: a hash."""
        return f"{self.prefix}event:{event_id}"

    def document(self, digest: str) -> str:
        """Which event has a version of a document."""
        return f"{self.prefix}document:{digest}"

    def index(self, flow: str | None = None, state: str | None = None) -> str:
        """The sorted set of events by time of acceptance, of a flow, of a state, or of both."""
        if flow is None:
            return f"{self.prefix}events" if state is None else f"{self.prefix}events:state:{state}"
        return f"{self.prefix}events:flow:{flow}" + (f":{state}" if state else "")

    def refused(self, flow: str) -> str:
        """Documents that were refused at the door and not accepted since, by their reference: a hash."""
        return f"{self.prefix}refused:{flow}"

    def refused_at(self, flow: str) -> str:
        """When each of them was refused last: a sorted set."""
        return f"{self.prefix}refused-at:{flow}"

    @property
    def flows(self) -> str:
        """What is remembered of every flow that was ever in relay.yaml: a hash."""
        return f"{self.prefix}flows"

    def lane(self, name: str) -> str:
        """The list of open events of one document, whatever its version: the first is carried first."""
        return f"{self.prefix}lane:{name}"

    def queue(self, flow: str) -> str:
        """The queue of one flow, as arq has it: ids by the moment they are due."""
        return f"{self.prefix}queue:{flow}"

    @property
    def wake(self) -> str:
        """The list on which idle workers block."""
        return f"{self.prefix}wake"

    @property
    def workers(self) -> str:
        """Workers by the moment they were last seen."""
        return f"{self.prefix}workers"

    @property
    def processes(self) -> str:
        """The processes of this relay, each with when it was last seen: a hash."""
        return f"{self.prefix}processes"

    @property
    def clocks(self) -> str:
        """Which clocks each process finds too far apart: a hash."""
        return f"{self.prefix}clocks"

    @property
    def settings(self) -> str:
        """The newest settings that a start or a SIGHUP brought: a hash that holds their version, not the settings."""
        return f"{self.prefix}settings"

    @property
    def layout(self) -> str:
        """The layout version of this state."""
        return f"{self.prefix}layout"

    def intent(self, name: str) -> str:
        """The note that a write is being sent."""
        return f"{self.prefix}intent:{name}"

    def link(self, name: str) -> str:
        """Which record of the source became which record of the target."""
        return f"{self.prefix}link:{name}"

    def gate(self, connection: str) -> str:
        """The breaker of a connection: a hash."""
        return f"{self.prefix}gate:{connection}"

    def cursor(self, flow: str) -> str:
        """How far a source has been read."""
        return f"{self.prefix}cursor:{flow}"

    def start(self, flow: str) -> str:
        """Where a source was begun to be read: nothing before it is carried."""
        return f"{self.prefix}start:{flow}"

    def poll(self, flow: str) -> str:
        """The hash of a flow's last and next poll."""
        return f"{self.prefix}poll:{flow}"

    @property
    def triggers(self) -> str:
        """The set of flows someone asked to poll now; many hints for one flow are one member."""
        return f"{self.prefix}triggers"

    @property
    def housekeeping(self) -> str:
        """Says that someone has swept lately."""
        return f"{self.prefix}housekeeping"

    @property
    def counters(self) -> str:
        """The sums of what all processes count: a hash."""
        return f"{self.prefix}counters"

    @property
    def index_mark(self) -> str:
        """A mark of the index key under which everything here is named."""
        return f"{self.prefix}index-mark"

    @property
    def systems(self) -> str:
        """The register of systems: which one each connection's name stands for."""
        return f"{self.prefix}systems"

    @property
    def systems_refused(self) -> str:
        """Why connections are not used at present: a hash."""
        return f"{self.prefix}systems-refused"

    def cursors_aside(self, flow: str) -> str:
        """Where a flow stood in sources that its connection does not lead to now: a hash."""
        return f"{self.prefix}cursors-aside:{flow}"

    def said(self, event_id: str) -> str:
        """How often an event got each answer that explains nothing."""
        return f"{self.prefix}said:{event_id}"

    def token(self, connection: str) -> str:
        """A connection's sealed refresh token."""
        return f"{self.prefix}token:{connection}"

    def token_in_use(self, connection: str) -> str:
        """The mark of the refresh token of a connection that was used last, and when."""
        return f"{self.prefix}token:{connection}:in-use"

    def code(self, digest: str) -> str:
        """The mark that a one-time code of an operator has not been used."""
        return f"{self.prefix}code:{digest}"

    def vat_number(self, digest: str) -> str:
        """What was answered about a VAT number, and when: a hash."""
        return f"{self.prefix}vat-number:{digest}"


@dataclass(frozen=True, slots=True)
class Store:
    """Both roles of Redis, open, and their keys. ``one_role`` says that one server plays both."""

    payload: Redis
    state: ArqRedis
    keys: Keys
    one_role: bool = False


@asynccontextmanager
async def open_store(settings: RedisSettings, instance: str) -> AsyncIterator[Store]:
    """Open both roles, prove what must hold of them, and close them in the end. Raises StartError."""
    async with unproved_store(settings, instance) as store:
        await prove(store, settings)
        yield store


@asynccontextmanager
async def unproved_store(settings: RedisSettings, instance: str) -> AsyncIterator[Store]:
    """Open both roles without asking them anything, for :mod:`relay.care.doctor.doctor` only. Raises StartError."""
    async with open_pools(settings) as pools:
        payload: Redis = Redis(connection_pool=pools.payload)
        state = ArqRedis(
            pool_or_conn=pools.state,
            job_serializer=orjson.dumps,
            job_deserializer=orjson.loads,
            default_queue_name=f"{instance}:queue",
        )
        try:
            yield Store(payload, state, Keys(instance), pools.one_role)
        finally:
            await payload.aclose(close_connection_pool=True)
            await state.aclose(close_connection_pool=True)


async def prove(store: Store, settings: RedisSettings) -> None:
    """Check what must hold of both roles. Raises StartError with every cause and its remedy."""
    try:
        mistakes = [*await payload_mistakes(store.payload, settings), *await state_mistakes(store.state, settings)]
        if await store.state.set(store.keys.layout, LAYOUT, nx=True) is None:
            found = (await store.state.get(store.keys.layout) or b"").decode()
            if found != LAYOUT:
                mistakes.append(
                    f"{settings.where('state')}: layout {found} is written by another version; this one reads {LAYOUT}"
                )
    except STORAGE_FAILURES as error:
        raise StartError(
            f"redis: no answer ({type(error).__name__}); check both addresses and that Redis runs"
        ) from None
    if mistakes:
        raise StartError(*mistakes)


@asynccontextmanager
async def storage_errors() -> AsyncIterator[None]:
    """Translate every failure of Redis into StorageError: the border at which the intake answers 503."""
    try:
        yield
    except STORAGE_FAILURES as error:
        raise StorageError(f"Redis did not store it ({type(error).__name__})") from None
