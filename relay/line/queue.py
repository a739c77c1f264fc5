"""The queue of events: accept, claim, renew, finish; the only file that knows arq's wire format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import orjson
from arq.jobs import serialize_job
from redis.commands.core import AsyncScript

from relay.errors import StorageError
from relay.line.arrivals import ANSWER_PARTS, CAME_LATE, NEWER_CAME, Accepted, Arrival, read_answer
from relay.line.run_record import digest_end, tell_record, write_run
from relay.model import LEAVES_LANE, Event, Lease, Origin, Outcome, State, may_become
from relay.settings.model import RetentionSettings
from relay.store.gate_names import GateName
from relay.store.scripts import script
from relay.store.store import Store, reply, storage_errors
from words.told import Told, pack

JOB: Final = "carry"
"""The name of the one job function; its only argument is the event id."""

_REPLICA_PATIENCE: Final = 2000  # milliseconds in which replicas must have an event, where settings ask for them

GRACE: Final = timedelta(days=2)
"""Jobs, stories and payloads outlive the retention by this, so that none ends silently while its event is open."""

FORGETS: Final = frozenset({State.WRITTEN, State.SKIPPED, State.CANCELLED, State.EXPIRED, State.SUPERSEDED})
"""States in which the document is not needed any more, unless it was only a dry run."""


LEAST_PAUSE: Final = timedelta(seconds=1)
"""The soonest an event comes back whose run burned no try: what ends in the same way each time must not spin.

One that waits for a breaker may come back at once when that works again, but not twice within this time.
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """An event leased to us: ``run`` counts attempts from 1, ``lost`` the last ones that ended without an outcome."""

    lease: Lease
    flow: str
    run: int
    lost: int


class Queue:
    """Events in Redis, one arq queue a flow; every change is one Lua call under the clock of Redis."""

    def __init__(
        self,
        store: Store,
        retention: RetentionSettings,
        lease: timedelta,
        *,
        min_replicas: int = 0,
        settings_version: str = "",
    ) -> None:
        self._store = store
        self._prefix = store.keys.prefix
        self._keep = milliseconds(retention.events + GRACE)
        self.keep_dry_run = milliseconds(retention.events)
        self._deliveries = milliseconds(retention.deliveries)
        self._documents = milliseconds(max(retention.documents, retention.events))
        self.lease = milliseconds(lease)
        self._min_replicas = min_replicas
        self._version = settings_version
        self._accept = script(store.state, "accept")
        self._release = script(store.state, "release")
        self._claim = script(store.state, "claim")
        self._renew = script(store.state, "renew")
        self._finish = script(store.state, "finish")

    @property
    def keep(self) -> int:
        """How long jobs, stories and payloads live without renewal, in milliseconds."""
        return self._keep

    @property
    def keep_documents(self) -> int:
        """How long document keys live without renewal, and stories of cancelled events, in milliseconds."""
        return self._documents

    async def accept(self, arrival: Arrival) -> Accepted:
        """Store one event, or name the one it repeats: :meth:`accept_all` of one."""
        [accepted] = await self.accept_all([arrival])
        return accepted

    async def accept_all(self, arrivals: Sequence[Arrival]) -> list[Accepted]:
        """Store events, or name those they repeat, in one call. Raises StorageError; then none is promised.

        Where one Redis plays both roles it stores the sealed documents too; else the caller has stored them already.
        """
        arguments: list[str | bytes | int] = [
            *(self._prefix, self._keep, self._deliveries, self._documents),
            *(pack(NEWER_CAME), pack(CAME_LATE)),
        ]
        for arrival in arrivals:
            arguments += (
                *(arrival.event_id, arrival.flow, arrival.reference, arrival.origin, arrival.lane),
                *(arrival.document_key, arrival.delivery_key or "", arrival.body_digest, job(arrival.event_id)),
                *(arrival.sealed if self._store.one_role else b"", arrival.system),
                *("" if each is None else each for each in (arrival.ordinal, arrival.stamp_us)),
                2 if arrival.by_person else int(arrival.again),
                int(arrival.lasting),
                int(arrival.in_record),
                arrival.reserves,
            )
        async with storage_errors():
            found = await self.replicate(self._accept, arguments)
        columns = (found[part::ANSWER_PARTS] for part in range(ANSWER_PARTS))
        return [read_answer(*parts) for parts in zip(*columns, strict=True)]

    async def restore(self, event_id: str) -> None:
        """Let an event go again that rests, now that its lost document is stored anew. Raises StorageError.

        Of one that is carried just now it is noted, so that a run which has missed the document tries once more.
        """
        note = orjson.dumps({"who": "relay", "what": "document restored"})
        async with storage_errors():
            resting = f",{State.HELD},{State.FAILED},{State.SKIPPED},"
            await self._release(
                args=[self._prefix, event_id, resting, job(event_id), self._keep, note, 1, pack(NEWER_CAME)]
            )

    async def replicate(self, call: AsyncScript, arguments: Sequence[str | bytes | int]) -> Any:
        """Call a script, and wait until as many replicas have what it wrote as the settings ask for.

        The wait is in the same connection, and counts only where the script writes in every case. Raises StorageError.
        """
        if not self._min_replicas:
            return await call(args=arguments)
        async with self._store.state.pipeline(transaction=False) as pipe:
            await call(args=arguments, client=pipe)
            pipe.execute_command("WAIT", self._min_replicas, _REPLICA_PATIENCE)
            found, replicas = await pipe.execute()
        if replicas < self._min_replicas:
            raise StorageError(Told("redis.too_few_have_it", replicas=replicas, least=self._min_replicas))
        return found

    async def claim(
        self, flows: Sequence[str], token: str, gates: Mapping[str, str] | None = None
    ) -> Claim | float | None:
        """The next due event of the flows, asked in this order; else the seconds until one is due, or None.

        ``gates`` names the connection of each flow whose breakers keep it from being asked.
        """
        asked = [part for flow in flows for part in (flow, *self._gates(flow, (gates or {}).get(flow, "")))]
        found = await self._claim(args=[self._prefix, token, self.lease, self._version, *asked])
        if found[0]:
            event_id, flow = found[0].decode(), found[1].decode()
            return Claim(Lease(event_id, token), flow, int(found[2]), int(found[3]))
        return None if found[1] < 0 else found[1] / 1000

    def _gates(self, flow: str, target: str) -> tuple[str, str]:
        """The breakers of a flow's target and of the flow itself there; none where no target is named."""
        if not target:
            return "", ""
        return str(GateName(target, self._version)), str(GateName(target, self._version, flow=flow))

    async def renew(self, claims: Sequence[Claim]) -> set[str]:
        """Lengthen our leases; the ids in the answer belong to another worker now."""
        parts = [part for c in claims for part in (c.lease.event_id, c.lease.token, c.flow)]
        return {lost.decode() for lost in await self._renew(args=[self._prefix, self.lease, *parts])}

    async def finish(self, lease: Lease, outcome: Outcome) -> bool:
        """Record how a run ended. False when the lease has passed on: then the other worker's outcome counts."""
        return await self.record(lease, outcome) is not None

    async def record(self, lease: Lease, outcome: Outcome) -> Outcome | None:
        """The same; the outcome as it is recorded.

        What burned no try comes back after LEAST_PAUSE at the soonest. An event is not held for want of a document that
        came while it ran: it tries once more. One that would come back or rest is superseded where a newer state of its
        record waits.
        """
        run = write_run(outcome, self._version or None)
        done = await self._finish(
            args=[
                *(self._prefix, lease.event_id, lease.token, outcome.state),
                f",{','.join(may_become(outcome.state))},",
                milliseconds(outcome.after or timedelta()),
                self._keep,
                int(outcome.state in LEAVES_LANE),
                int(outcome.state in FORGETS and not outcome.dry_run),
                int(outcome.burns_try),
                pack(outcome.told),
                outcome.number or "",
                orjson.dumps(run),
                outcome.gate,
                int(outcome.turned_away),
                int(outcome.lacks_document),
                0 if outcome.burns_try else milliseconds(LEAST_PAUSE),
                self.keep_dry_run if outcome.dry_run else 0,
                digest_end(run, outcome),
                tell_record(outcome),
            ]
        )
        if done == b"came":
            return await self.record(lease, Outcome(State.RETRYING, Told("line.document_came")))
        if done == b"newer":
            told = Told("line.newer_waits", answer=outcome.told)
            ended = replace(outcome, state=State.SUPERSEDED, told=told, dry_run=False, lacks_document=False)
            return await self.record(lease, ended)
        return outcome if done == b"done" else None

    async def forget_version(self, event: Event) -> None:
        """The event of a flow that keeps state is carried with another document: which state that is nobody knows."""
        if event.ordinal:
            await reply(self._store.state.hdel(self._store.keys.event(event.id), "version"))

    async def event(self, event_id: str) -> Event | None:
        """The event as it stands, or None when it is gone."""
        return read_event(event_id, await reply(self._store.state.hgetall(self._store.keys.event(event_id))))


def read_event(event_id: str, fields: dict[bytes, bytes]) -> Event | None:
    """An event from its hash; None when the hash is empty."""
    if b"state" not in fields:
        return None
    return Event(
        id=event_id,
        flow=fields[b"flow"].decode(),
        reference=fields[b"reference"].decode(),
        origin=Origin(fields[b"origin"].decode()),
        state=State(fields[b"state"].decode()),
        accepted_ms=int(fields[b"accepted"]),
        runs=int(fields[b"runs"]),
        tries=int(fields[b"tries"]),
        dry_run=b"dry_until" in fields,
        sealed_for=tuple(fields.get(b"sealed_for", b"").decode().split()),
        system=fields.get(b"system", b"").decode(),
        ordinal=int(fields.get(b"ordinal", 0)),
        released_ms=int(fields.get(b"released", 0)),
        not_there_ms=int(fields.get(b"not_there", 0)),
    )


def job(event_id: str) -> bytes:
    """The queue entry of an event, as arq has it: a function's name and the event's id, nothing else."""
    return serialize_job(JOB, (event_id,), {}, None, 0, serializer=orjson.dumps)


def milliseconds(length: timedelta) -> int:
    """A length of time as Redis counts it."""
    return round(length.total_seconds() * 1000)
