"""``GET /api/flows``: what is configured, how many events stand where, and when each source was last read."""

from collections.abc import Mapping
from datetime import datetime

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.resource import Resource, answer, moment
from admin.view import AdminView
from relay.model import Flow, State
from relay.rounds import read_note
from relay.store import reply, storage_errors


class ReconcileRow(BaseModel):
    """How the last daily comparison of a source with its target went."""

    at: datetime
    missing: int = Field(description="Records of the source that are nowhere in the target, nor on their way.")
    references: list[str] = Field(description="The first of them, by their numbers at the source.")
    error: str | None = Field(description="Why it failed; null when it went well.")


class FlowRow(BaseModel):
    """One flow. The poll's fields are null for a flow that was never polled."""

    name: str
    entity: str
    source: str = Field(description="The connection it comes from.")
    target: str = Field(description="The connection it goes to.")
    write: bool = Field(description="False: a dry run that does everything but write.")
    counts: dict[State, int] = Field(description="How many of its events stand in each state.")
    last_poll: datetime | None
    next_poll: datetime | None
    poll_error: str | None = Field(description="Why the last poll failed; null when it went well.")
    reconcile: ReconcileRow | None = Field(description="Null before the first comparison.")


class FlowList(BaseModel):
    """All flows, in the order of relay.yaml."""

    flows: list[FlowRow]


class FlowsResource(Resource):
    """All flows."""

    async def get(self) -> r200[FlowList]:
        """Every configured flow with its counts and its polls.

        Tags: flows
        """
        async with storage_errors():
            rows = [await _row(self.shown, flow) for flow in self.shown.flows]
        return answer(FlowList(flows=rows))


async def _row(shown: AdminView, flow: Flow) -> FlowRow:
    poll = await reply(shown.store.state.hgetall(shown.store.keys.poll(flow.name)))
    return FlowRow(
        name=flow.name,
        entity=flow.entity,
        source=flow.source,
        target=flow.target,
        write=flow.write,
        counts=dict(await shown.activity.counts(flow.name)),
        last_poll=_moment(poll, b"last"),
        next_poll=_moment(poll, b"next"),
        poll_error=poll.get(b"error", b"").decode() or None,
        reconcile=_reconcile(poll),
    )


def _reconcile(poll: Mapping[bytes, bytes]) -> ReconcileRow | None:
    note = read_note(poll)
    if note is None:
        return None
    references = list(note.references)
    return ReconcileRow(at=moment(note.at_ms), missing=note.missing, references=references, error=note.error)


def _moment(poll: Mapping[bytes, bytes], field: bytes) -> datetime | None:
    return moment(int(poll[field])) if field in poll else None
