"""What an operator sees and says about differences that a flow books: the preview, and those of unknown outcome."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from relay.errors import StartError
from relay.line.actions import (
    CONFIRM_DIFFERENCES,
    SETTLE_DIFFERENCE,
    SHOW_DIFFERENCES,
    Action,
    DifferencesShown,
)
from relay.line.run_event import OpenFlow
from relay.settings.names import FLOW, require_known
from relay.store.store import storage_errors
from words.told import Told

log = structlog.get_logger()


class DifferenceDesk:
    """Looks at differences by flow.

    Raises StartError for a flow that books none, Hold where what is asked cannot be, StorageError, and what a system
    raises that cannot be proven or asked.
    """

    def __init__(self, flows: Mapping[str, OpenFlow]) -> None:
        self._flows = flows

    async def show(self, name: str) -> DifferencesShown:
        """How a flow stands."""
        opened, show = await self._ready(name, SHOW_DIFFERENCES)
        async with storage_errors():
            shown: DifferencesShown = await show(opened.flow)
        return shown

    async def confirm(self, name: str) -> Told:
        """Let a flow move from now on."""
        opened, confirm = await self._ready(name, CONFIRM_DIFFERENCES)
        async with storage_errors():
            told: Told = await confirm(opened.flow)
        log.info("operator_confirmed_differences", flow=name)
        return told

    async def settle(self, name: str, event: str, *, booked: bool) -> Sequence[Told]:
        """End what an event sent and nobody knows of, as a person saw it in the books."""
        opened, settle = await self._ready(name, SETTLE_DIFFERENCE)
        async with storage_errors():
            told: Sequence[Told] = await settle(opened.flow, event, booked)
        log.info("operator_settled_difference", flow=name, event_id=event, booked=booked)
        return told

    async def _ready(self, name: str, action: Action[Any]) -> tuple[OpenFlow, Callable[..., Any]]:
        """A flow whose systems are proven, and what it offers."""
        require_known(FLOW, name, self._flows)
        opened = self._flows[name]
        offered = opened.pipeline.actions.get(action)
        if offered is None:
            raise StartError(Told("care.no_differences", flow=name, entity=opened.flow.entity))
        async with storage_errors():
            await opened.ends.prove_both()
        return opened, offered
