"""Knows of each flow the one that carries the same entity the other way, and so how its target is read."""

from collections.abc import Mapping

from relay.line.run_event import OpenFlow
from relay.model import Flow


class Opposites:
    """Looks among ``flows``, which may be opened after this: steps are bound before all of them are open."""

    def __init__(self, flows: Mapping[str, OpenFlow]) -> None:
        self._flows = flows

    def of(self, flow: Flow) -> OpenFlow | None:
        """The flow of the same entity out of its target and into its source; None where there is none."""
        wanted = (flow.entity, flow.target, flow.source)
        found = (one for one in self._flows.values() if (one.flow.entity, one.flow.source, one.flow.target) == wanted)
        return next(found, None)
