"""Which flows are read, and with what: their settings, and who is told what is gone at their source."""

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from relay.care.poll_now import polled_flows
from relay.line.actions import CONCLUDE_ABSENT, Actions
from relay.line.run_event import OpenFlow
from relay.model import Flow
from relay.settings.polling import PollSettings
from tests.relay.parts import FLOW, ReadableSource, SmallSource, bound
from tests.relay.shops import MORE


async def conclude(flow: Flow, references: Sequence[str]) -> None:
    raise NotImplementedError


def test_a_flow_whose_pipeline_takes_what_is_gone_is_told_that_and_no_other() -> None:
    posted = replace(FLOW, name="posted-orders")
    flows = {
        FLOW.name: OpenFlow(
            FLOW, ReadableSource(), None, replace(bound(), actions=Actions({CONCLUDE_ABSENT: conclude}))
        ),
        MORE.name: OpenFlow(MORE, ReadableSource(), None, bound()),
        posted.name: OpenFlow(posted, SmallSource(), None, bound()),
    }
    polls = {FLOW.name: PollSettings(), MORE.name: PollSettings(), posted.name: None}
    settings: Any = SimpleNamespace(flows={name: SimpleNamespace(poll=poll) for name, poll in polls.items()})
    found = polled_flows(flows, settings)
    assert [(polled.flow.name, polled.absent) for polled in found] == [(FLOW.name, conclude), (MORE.name, None)]
