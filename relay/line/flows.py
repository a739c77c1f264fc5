"""Puts each flow together: its source and target roles, its settings, and its pipeline with all that its steps name."""

import functools
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from relay.errors import StartError
from relay.line.pipeline import Pipeline
from relay.line.polled import least_overlap
from relay.line.run_event import OpenFlow
from relay.model import Flow
from relay.roles import Connection, Mapped, PolledSource, ReadInSlices, Source
from relay.settings import FlowSettings, Settings
from relay.settings.findings import Finding, SettingsError, findings_of
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
    mistakes: list[Finding] = []
    for name, flow_settings in settings.flows.items():
        pipeline = pipelines[flow_settings.entity]
        flow = flow_of(name, flow_settings, settings, pipeline)
        before = len(mistakes)
        roles: dict[type, Any] = {}
        for role, put_together in (
            (pipeline.source, functools.partial(_source, connections[flow.source], flow, flow_settings)),
            (pipeline.target, functools.partial(connections[flow.target].target, flow)),
        ):
            try:
                roles[role] = put_together()
            except StartError as error:  # the other role may have mistakes of its own
                mistakes += findings_of(error)
        if len(mistakes) > before:
            continue
        try:
            bound = pipeline.bind({**services, **roles})
            opened[name] = OpenFlow(flow, roles[pipeline.source], roles[pipeline.target], bound, ends(flow))
        except StartError as error:
            mistakes += findings_of(error)
    if mistakes:
        raise SettingsError(mistakes)
    return opened


def notices_of(settings: Settings, flows: Mapping[str, OpenFlow]) -> list[Told]:
    """What an administrator should look at in all flows, though nothing is wrong."""
    found = []
    for name, opened in flows.items():
        sides = [side for side in (opened.source, opened.target) if isinstance(side, Mapped)]
        notices = [notice for side in sides for notice in side.mapping_notices]
        found += [Told("settings.at_path", path=f"flows.{name}", told=notice) for notice in notices]
        poll, source = settings.flows[name].poll, opened.source
        if poll is None or poll.overlap is None or not isinstance(source, PolledSource):
            continue
        if poll.overlap < least_overlap(source):
            told = _short_overlap(opened.flow, poll.overlap, source)
            found.append(Told("settings.at_path", path=f"flows.{name}.poll.overlap", told=told))
    return found


def _source(connection: Connection, flow: Flow, written: FlowSettings) -> Source:
    source = connection.source(flow)
    if written.poll is not None and not isinstance(source, PolledSource):
        told = Told("line.poll_of_one_that_posts", connection=flow.source)
        raise SettingsError.at(("flows", flow.name, "poll"), told)
    if written.poll is not None and written.poll.refresh is not None and not isinstance(source, ReadInSlices):
        told = Told("line.not_read_whole", connection=flow.source)
        raise SettingsError.at(("flows", flow.name, "poll", "refresh"), told)
    return source


def _short_overlap(flow: Flow, overlap: timedelta, source: PolledSource) -> Told:
    """An overlap that is shorter than a change may take to become visible counts as the least that is not."""
    return Told(
        "line.overlap_is_longer",
        written=format_duration(overlap),
        source=flow.source,
        horizon=format_duration(source.commit_horizon),
        least=format_duration(least_overlap(source)),
    )


def flow_of(name: str, written: FlowSettings, settings: Settings, pipeline: Pipeline[Any] | None = None) -> Flow:
    """A flow of relay.yaml as the engine has it; what is kept of its records its pipeline says."""
    keeps_state = pipeline is not None and pipeline.keeps_state
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
        keeps_state=keeps_state,
        keeps_stories=pipeline is None or pipeline.keeps_stories,
        wanted=written.filter or None,
        pushes_down=not keeps_state or (written.poll is not None and written.poll.refresh is not None),
    )
