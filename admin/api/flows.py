"""``GET /api/flows``: what is configured, how many events stand where, and when each source was last read."""

from datetime import UTC, datetime
from typing import Literal

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.bars import BarRow, bar_rows
from admin.api.resource import Resource, answer, moment
from admin.view import AdminView
from relay.care.orphans import find_orphans
from relay.care.record_list import count_records
from relay.care.refused import count_refused
from relay.line.once.breakers import read_breakers
from relay.model import Flow, State
from relay.store.flow_notes import ComparisonNote, FlowNotes
from relay.store.full_notes import FullNotes, FullRead, LastFullRead
from relay.store.gaps import Gap, Gaps
from relay.store.store import storage_errors


class ReconcileRow(BaseModel):
    """How the last daily comparison of a source with its target went."""

    at: datetime
    missing: int = Field(description="Records of the source that are nowhere in the target, nor on their way.")
    references: list[str] = Field(description="The first of them, by their numbers at the source.")
    before_start: int = Field(description="Records left out: they last changed before the flow began (poll.start).")
    error: str | None = Field(description="Why it failed; null when it went well.")
    code: str | None = Field(description="The code of `error`, whatever its values; or null.")
    causes: list[str] = Field(description="The codes of the innermost sentences in `error` that say why.")


class FullReadRow(BaseModel):
    """A reading of all that a source has, under way: the first, or a later one that finds what no stamp shows."""

    kind: Literal["first", "refresh", "again"]
    began: datetime
    read: int = Field(description="Documents read so far.")
    of: int | None = Field(description="About how many there are; null where nobody counted.")
    accepted: int = Field(description="How many of them became new events.")
    per_minute: float = Field(description="How many were read a minute, over the whole of it.")
    error: str | None = Field(description="Why it does not go on at present; null where it does.")


class LastFullReadRow(BaseModel):
    """How the last reading of all that a source has ended."""

    at: datetime
    rows: int = Field(description="How many documents the last complete one found.")
    noticed: str | None = Field(description="Why nothing was taken to be gone; null where the reading was complete.")
    gone: int = Field(description="How many records that were there before it took to be gone at the source.")
    gone_references: list[str] = Field(description="The first of them, by their numbers at the source.")


class GapRow(BaseModel):
    """How old changes of the last day were when a poll brought them, told a quarter too long at the most."""

    changes: int = Field(description="How many changes.")
    p50_seconds: float = Field(description="Half of them were accepted within this time.")
    p95_seconds: float = Field(description="95 in 100 were.")


class FlowRow(BaseModel):
    """One flow. The poll's fields are null for a flow that was never polled."""

    name: str
    entity: str
    source: str = Field(description="The connection it comes from.")
    target: str = Field(description="The connection it goes to.")
    write: bool = Field(description="False: a dry run that does everything but write.")
    counts: dict[State, int] = Field(description="How many of its events stand in each state.")
    records: int | None = Field(
        description="How many records it keeps, where it keeps no story of an event that ended well; else null."
    )
    last_poll: datetime | None
    next_poll: datetime | None
    poll_error: str | None = Field(description="Why the last poll failed; null when it went well.")
    poll_error_code: str | None = Field(description="The code of `poll_error`; or null.")
    poll_error_causes: list[str] = Field(description="The codes of the innermost sentences in it that say why.")
    poll_left_out: int = Field(description="What the last poll that went well could not read and passed over.")
    poll_left_out_reasons: list[str] = Field(description="The first of it, a sentence each.")
    poll_noticed: int = Field(
        description="What the last poll read and a person should look at: documents dated in the future, a clock that "
        "went back."
    )
    poll_noticed_reasons: list[str] = Field(description="The first of it, a sentence each.")
    poll_paused: str | None = Field(description="Why the last poll left the rest for later; null where it read all.")
    poll_paused_code: str | None = Field(description="The code of `poll_paused`; or null.")
    poll_gap: GapRow | None = Field(description="How late polls were in the last day; null where nothing came.")
    full_read: FullReadRow | None = Field(description="A reading of all there is that is under way; or null.")
    last_full_read: LastFullReadRow | None = Field(description="Null before the first one has ended.")
    refused: int = Field(description="Documents refused at the door and not accepted since; see /api/refusals.")
    reconcile: ReconcileRow | None = Field(description="Null before the first comparison.")
    bars: list[BarRow] = Field(description="What this flow alone does not call now, and why; see /api/connections.")


class OrphanRow(BaseModel):
    """A flow that is in relay.yaml no more while it has events that wait: nobody carries them."""

    name: str
    events: int = Field(description="How many of its events wait; they are parked and kept.")
    remedy: str


class FlowList(BaseModel):
    """All flows, in the order of relay.yaml."""

    flows: list[FlowRow]
    orphaned: list[OrphanRow] = Field(description="Flows that were renamed or removed with events waiting, by name.")


class FlowsResource(Resource):
    """All flows."""

    async def get(self) -> r200[FlowList]:
        """Every configured flow with its counts and its polls.

        Tags: flows
        """
        async with storage_errors():
            refused = await count_refused(self.shown.store, [flow.name for flow in self.shown.flows])
            breakers = await read_breakers(self.shown.store)
            rows = [
                await _row(self.shown, flow, refused[flow.name], bar_rows(breakers, flow=flow.name))
                for flow in self.shown.flows
            ]
            orphaned = await orphan_rows(self.shown)
        return answer(FlowList(flows=rows, orphaned=orphaned))


async def orphan_rows(shown: AdminView) -> list[OrphanRow]:
    """What is told of events that nobody carries. Raises the failures of Redis."""
    found = await find_orphans(shown.store, [flow.name for flow in shown.flows])
    return [OrphanRow(name=orphaned.flow, events=orphaned.events, remedy=orphaned.remedy) for orphaned in found]


async def _row(shown: AdminView, flow: Flow, refused: int, bars: list[BarRow]) -> FlowRow:
    note, full = await FlowNotes(shown.store).read(flow.name), FullNotes(shown.store)
    return FlowRow(
        name=flow.name,
        entity=flow.entity,
        source=flow.source,
        target=flow.target,
        write=flow.write,
        counts=dict(await shown.activity.counts(flow.name)),
        records=None if flow.keeps_stories else await count_records(shown.store, flow.name),
        last_poll=moment(note.poll.last_ms) if note.poll else None,
        next_poll=moment(note.poll.next_ms) if note.poll and note.poll.next_ms else None,
        poll_error=note.poll.error if note.poll else None,
        poll_error_code=note.poll.failure.code if note.poll and note.poll.failure else None,
        poll_error_causes=list(note.poll.failure.causes()) if note.poll and note.poll.failure else [],
        poll_left_out=note.poll.left_out_count if note.poll else 0,
        poll_left_out_reasons=list(note.poll.left_out) if note.poll else [],
        poll_noticed=note.poll.noticed_count if note.poll else 0,
        poll_noticed_reasons=[str(told) for told in note.poll.noticed] if note.poll else [],
        poll_paused=str(note.poll.paused) if note.poll and note.poll.paused else None,
        poll_paused_code=note.poll.paused.code if note.poll and note.poll.paused else None,
        poll_gap=_gap(await Gaps(shown.store).read(flow.name)),
        full_read=_full_read(await full.under_way(flow.name)),
        last_full_read=_last_full_read(await full.last(flow.name)),
        refused=refused,
        reconcile=_reconcile(note.comparison),
        bars=bars,
    )


def _gap(gap: Gap | None) -> GapRow | None:
    return None if gap is None else GapRow(changes=gap.changes, p50_seconds=gap.half, p95_seconds=gap.most)


def _full_read(running: FullRead | None) -> FullReadRow | None:
    if running is None:
        return None
    began = moment(running.began_ms)
    minutes = max((datetime.now(UTC) - began).total_seconds(), 1) / 60
    return FullReadRow(
        kind=running.kind,
        began=began,
        read=running.read,
        of=running.of,
        accepted=running.accepted,
        per_minute=round(running.read / minutes, 1),
        error=None if running.failure is None else str(running.failure),
    )


def _last_full_read(last: LastFullRead | None) -> LastFullReadRow | None:
    if last is None:
        return None
    return LastFullReadRow(
        at=moment(last.at_ms),
        rows=last.rows,
        noticed=None if last.noticed is None else str(last.noticed),
        gone=last.gone_count,
        gone_references=list(last.gone),
    )


def _reconcile(note: ComparisonNote | None) -> ReconcileRow | None:
    if note is None:
        return None
    return ReconcileRow(
        at=moment(note.at_ms),
        missing=note.missing,
        references=list(note.references),
        before_start=note.before_start,
        error=note.error,
        code=note.failure.code if note.failure else None,
        causes=list(note.failure.causes()) if note.failure else [],
    )
