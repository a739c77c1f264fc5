"""The operator's tools are put together from the parts of the engine."""

from dataclasses import replace

from relay.care.operations import Parts, make_operations
from relay.line.actions import FIND_NUMBER, Actions
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.line.run_event import OpenFlow
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from tests.relay.desk import Desk
from tests.relay.parts import FLOW, bound
from tests.relay.shops import MORE


async def test_a_polled_flow_whose_pipeline_cannot_tell_what_is_present_is_not_compared(desk: Desk) -> None:
    polled = [PolledFlow(flow, desk.source, PollSettings()) for flow in (FLOW, MORE)]
    silent, telling = bound(), Actions({FIND_NUMBER: desk.target.present})
    parts = Parts(
        store=desk.store,
        vault=desk.vault,
        queue=desk.queue,
        acceptor=desk.acceptor,
        poller=Poller(desk.store, desk.acceptor, polled, Metrics(desk.store)),
        flows={
            FLOW.name: OpenFlow(FLOW, desk.source, desk.target, replace(silent, actions=telling)),
            MORE.name: OpenFlow(MORE, desk.source, desk.target, silent),
        },
        polled=polled,
        connections={},
    )
    assert list(make_operations(parts).reconciler.flows) == [FLOW.name]
