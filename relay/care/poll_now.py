"""What `relay poll` does: choose a flow that is read, read it now, or count all that its source has."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from relay.errors import StartError
from relay.line.actions import CONCLUDE_ABSENT, FORESEE, SHAPE
from relay.line.poll import Poller
from relay.line.polled import PollCount, PolledFlow, read_every_part
from relay.line.run_event import OpenFlow
from relay.roles import PolledSource, ReadInSlices
from relay.settings import Settings
from relay.settings.names import UnknownName
from relay.store.full_notes import FullRead
from words.told import Told

_LOOK_AROUND: Final = 1.0


def polled_flows(flows: Mapping[str, OpenFlow], settings: Settings) -> list[PolledFlow]:
    """The flows that are read on a schedule."""
    return [
        PolledFlow(
            opened.flow,
            opened.source,
            poll,
            opened.ends,
            opened.pipeline.actions.get(CONCLUDE_ABSENT),
            opened.pipeline.pipeline.precedence,
            opened.pipeline.actions.get(FORESEE),
            _shape_of(opened),
        )
        for name, opened in flows.items()
        if (poll := settings.flows[name].poll) is not None and isinstance(opened.source, PolledSource)
    ]


def _shape_of(opened: OpenFlow) -> Callable[[], str] | None:
    shape = opened.pipeline.actions.get(SHAPE)
    return shape(opened.flow) if shape is not None else None


def chosen(flows: Sequence[PolledFlow], name: str) -> PolledFlow:
    """The flow of this name. Raises StartError with the names there are."""
    for polled in flows:
        if polled.flow.name == name:
            return polled
    raise UnknownName(Told("names.polled_flow"), name, [polled.flow.name for polled in flows])


async def poll_now(
    poller: Poller, name: str, *, begin_anywhere: bool, show: Callable[[FullRead], None] = lambda _: None
) -> PollCount:
    """Read one flow now, with ``begin_anywhere`` to the end of its first read, which is shown after each slice.

    Raises StartError when it cannot be read now, and what the source raises; what was read until then stays read.
    """
    count = await poller.poll(name, begin_anywhere=begin_anywhere)
    if count is None:
        raise StartError(Told("care.not_read_now", flow=name))
    before = await poller.first_read(name) if begin_anywhere else None
    read, accepted = count.read if before is None else 0, count.accepted
    while before is not None:
        seen = before

        def keep(running: FullRead) -> None:
            nonlocal seen
            seen = running
            show(running)

        was_ours = await poller.read_first(name, keep) is not None
        read, accepted = read + seen.read - before.read, accepted + seen.accepted - before.accepted
        before = await poller.first_read(name)
        if before is not None and before.failure is not None:
            show(before)
        if not was_ours or (before is not None and before.failure is not None):
            await asyncio.sleep(_LOOK_AROUND)  # a worker goes on with it meanwhile, or carries what was read
    return PollCount(read, accepted, count.left_out, count.noticed, count.paused)


async def count_first(polled: PolledFlow) -> int:
    """About how many documents a first poll would carry, of all there is or since `poll.start`; nothing is accepted."""
    await polled.ends.prove_source()
    if isinstance(polled.source, ReadInSlices):
        return await polled.source.count(polled.since)
    pages = read_every_part(polled.source, polled.since or polled.source.cursor_at(None))
    return sum([len(page.documents) async for page in pages])
