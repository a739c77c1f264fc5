"""What `relay poll` does: choose a flow that is read, read it now, or count all that its source has."""

from collections.abc import Mapping, Sequence

from relay.errors import StartError
from relay.line.poll import Poller
from relay.line.polled import PollCount, PolledFlow, read_every_part
from relay.line.run_event import OpenFlow
from relay.roles import PolledSource
from relay.settings import Settings
from relay.settings.names import UnknownName
from words.told import Told


def polled_flows(flows: Mapping[str, OpenFlow], settings: Settings) -> list[PolledFlow]:
    """The flows that are read on a schedule."""
    return [
        PolledFlow(opened.flow, opened.source, poll, opened.ends)
        for name, opened in flows.items()
        if (poll := settings.flows[name].poll) is not None and isinstance(opened.source, PolledSource)
    ]


def chosen(flows: Sequence[PolledFlow], name: str) -> PolledFlow:
    """The flow of this name. Raises StartError with the names there are."""
    for polled in flows:
        if polled.flow.name == name:
            return polled
    raise UnknownName("flow with a poll", name, [polled.flow.name for polled in flows])


async def poll_now(poller: Poller, name: str, *, begin_anywhere: bool) -> PollCount:
    """Read one flow now. Raises StartError when it cannot be read now, and what the source raises."""
    count = await poller.poll(name, begin_anywhere=begin_anywhere)
    if count is None:
        raise StartError(Told("care.not_read_now", flow=name))
    return count


async def count_all(polled: PolledFlow) -> int:
    """How many documents a first poll from the beginning of time would carry; nothing is accepted."""
    await polled.ends.prove_source()
    pages = read_every_part(polled.source, polled.source.cursor_at(None))
    return sum([len(page.documents) async for page in pages])
