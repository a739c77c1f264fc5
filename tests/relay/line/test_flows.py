"""Flows are put together at start, and every mistake of every flow is told at once, of its source and its target."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from relay.errors import StartError
from relay.line.flows import notices_of, open_flows
from relay.line.pipeline import Pipeline
from relay.line.polled import PolledFlow
from relay.roles import PolledSource, SystemIdentity
from relay.settings import PollSettings
from relay.settings.types import format_duration
from tests.plain import as_told
from tests.relay.parts import ReadableSource, SmallRun, SmallSource, SmallTarget

PIPELINE = Pipeline("order", SmallSource, SmallTarget, BaseModel, SmallRun, ())


class Connection:
    """Opens its roles, or refuses each with a mistake of its own."""

    def __init__(self, *, refuses: bool) -> None:
        self._refuses = refuses

    async def check(self, _reads: Any, _writes: Any) -> None:
        """It calls us."""

    async def identify(self) -> SystemIdentity:
        return SystemIdentity(("small",), {"system": "small"})

    def source(self, flow: Any) -> SmallSource:
        self._refuse(f"{flow.name}: the source")
        return SmallSource()

    def target(self, flow: Any) -> SmallTarget:
        self._refuse(f"{flow.name}: the target")
        return SmallTarget()

    def _refuse(self, told: str) -> None:
        if self._refuses:
            raise StartError(as_told(told))


def written(*names: str) -> Any:
    """Settings with flows of these names, each from shop to books."""
    flow = SimpleNamespace(
        entity="order", source="shop", target="books", settings=None, mapping=(), poll=None, write=True, filter=None
    )
    connection = SimpleNamespace(reference_prefix="S-")
    return SimpleNamespace(flows=dict.fromkeys(names, flow), connections={"shop": connection, "books": connection})


def test_mistakes_of_both_roles_of_every_flow_are_told_at_once() -> None:
    connections = {"shop": Connection(refuses=True), "books": Connection(refuses=True)}
    with pytest.raises(StartError) as caught:
        open_flows(written("one", "two"), {"order": PIPELINE}, connections, {})
    assert list(caught.value.mistakes) == [
        *("one: the source", "one: the target", "two: the source", "two: the target"),
    ]


def test_a_flow_without_mistakes_is_opened_with_both_roles_and_both_prefixes() -> None:
    connections = {"shop": Connection(refuses=False), "books": Connection(refuses=False)}
    [opened] = open_flows(written("one"), {"order": PIPELINE}, connections, {}).values()
    assert isinstance(opened.source, SmallSource)
    assert isinstance(opened.target, SmallTarget)
    assert (opened.flow.reference_prefix, opened.flow.target_prefix) == ("S-", "S-")


class ReadConnection(Connection):
    """Its source can be read, and commits up to 15 minutes after its stamp."""

    def source(self, flow: Any) -> SmallSource:
        super().source(flow)
        return ReadableSource(commit_horizon=timedelta(minutes=15))


def polled(overlap: timedelta | None) -> Any:
    """Settings with one flow that is polled with this overlap."""
    settings = written("one")
    settings.flows["one"].poll = PollSettings(overlap=overlap)
    return settings


@pytest.mark.parametrize("overlap", [timedelta(), timedelta(minutes=10), timedelta(minutes=16, milliseconds=-1)])
def test_an_overlap_shorter_than_the_commit_horizon_and_a_minute_counts_as_these_and_is_a_notice(
    overlap: timedelta,
) -> None:
    connections = dict.fromkeys(("shop", "books"), ReadConnection(refuses=False))
    settings = polled(overlap)
    flows = open_flows(settings, {"order": PIPELINE}, connections, {})
    source = flows["one"].source
    assert isinstance(source, PolledSource)
    assert PolledFlow(flows["one"].flow, source, settings.flows["one"].poll).overlap == timedelta(minutes=16)
    [told] = notices_of(settings, flows)
    assert str(told).startswith(f"flows.one.poll.overlap: each poll reads 16m back, and not {format_duration(overlap)}")


@pytest.mark.parametrize("overlap", [None, timedelta(minutes=16), timedelta(hours=2)])
def test_left_out_the_overlap_is_the_least_and_a_longer_one_counts(overlap: timedelta | None) -> None:
    connections = dict.fromkeys(("shop", "books"), ReadConnection(refuses=False))
    settings = polled(overlap)
    [opened] = open_flows(settings, {"order": PIPELINE}, connections, {}).values()
    assert isinstance(opened.source, PolledSource)
    reads_back = PolledFlow(opened.flow, opened.source, settings.flows["one"].poll).overlap
    assert reads_back == (overlap or timedelta(minutes=16))
    assert notices_of(settings, {"one": opened}) == []
