"""Puts each flow together: its source and target roles, its settings, and its pipeline with all that its steps name."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from relay.errors import StartError
from relay.line.pipeline import Pipeline
from relay.line.polled import least_overlap
from relay.line.run_event import OpenFlow
from relay.model import Flow
from relay.roles import Connection, Mapped, PolledSource, Source
from relay.settings import FlowSettings, PollSettings, Settings
from relay.settings.types import format_duration
from relay.systems.ends import UNASKED, Ends
from words.told import Told


def open_flows(
    settings: Settings,
    pipelines: Mapping[str, Pipeline[Any]],
    connections: Mapping[str, Connection],
    services: Mapping[type, object],
    ends: Callable[[Flow], Ends] = lambda _: UNASKED,
) -> dict[str, OpenFlow]:
    """Every flow by name, with what proves its ``ends``. Raises StartError with the mistakes of all of them."""
    opened: dict[str, OpenFlow] = {}
    mistakes: list[Told] = []
    for name, flow_settings in settings.flows.items():
        flow = flow_of(name, flow_settings, settings)
        pipeline = pipelines[flow.entity]
        before = len(mistakes)
        roles: dict[type, Any] = {}
        for role, put_together in (
            (pipeline.source, functools.partial(_source, connections[flow.source], flow, flow_settings)),
            (pipeline.target, functools.partial(connections[flow.target].target, flow)),
        ):
            try:
                roles[role] = put_together()
            except StartError as error:  # the other role may have mistakes of its own
                mistakes += error.told
        if len(mistakes) > before:
            continue
        try:
            bound = pipeline.bind({**services, **roles})
            opened[name] = OpenFlow(flow, roles[pipeline.source], roles[pipeline.target], bound, ends(flow))
        except StartError as error:
            mistakes += error.told
    if mistakes:
        raise StartError(*mistakes)
    return opened


def notices_of(flows: Mapping[str, OpenFlow]) -> list[Told]:
    """What an administrator should look at in the mappings of all flows, though nothing is wrong."""
    sides = [(opened.flow, side) for opened in flows.values() for side in (opened.source, opened.target)]
    return [
        Told("line.notice", flow=flow.name, notice=notice)
        for flow, side in sides
        if isinstance(side, Mapped)
        for notice in side.mapping_notices
    ]


def _source(connection: Connection, flow: Flow, written: FlowSettings) -> Source:
    source = connection.source(flow)
    if written.poll is not None and not isinstance(source, PolledSource):
        raise StartError(Told("line.poll_of_one_that_posts", flow=flow.name, connection=flow.source))
    if written.poll is not None and isinstance(source, PolledSource):
        _require_overlap(flow, written.poll, source)
    return source


def _require_overlap(flow: Flow, poll: PollSettings, source: PolledSource) -> None:
    """Refuse an overlap that is shorter than a change may take to become visible. Raises StartError."""
    least = least_overlap(source)
    if poll.overlap is not None and poll.overlap < least:
        told = Told(
            "line.overlap_too_short",
            flow=flow.name,
            overlap=format_duration(poll.overlap),
            connection=flow.source,
            horizon=format_duration(source.commit_horizon),
            least=format_duration(least),
        )
        raise StartError(told)


def flow_of(name: str, written: FlowSettings, settings: Settings) -> Flow:
    """A flow of relay.yaml as the engine has it."""
    return Flow(
        name=name,
        entity=written.entity,
        source=written.source,
        target=written.target,
        settings=written.settings,
        mapping=written.mapping,
        filter=written.poll.filter if written.poll else {},
        write=written.write,
        reference_prefix=settings.connections[written.source].reference_prefix,
        target_prefix=settings.connections[written.target].reference_prefix,
    )
