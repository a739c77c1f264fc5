"""Whose turn it is: flows are asked in rotation, and a flow whose target has its hands full in this worker waits."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_ROOM_PER_CALL: Final = 4
"""Events in hand for each call that the target takes at the same time: enough that its gate is never idle."""


@dataclass(frozen=True, slots=True)
class Room:
    """The target of each flow, and how many calls each target takes at the same time."""

    targets: Mapping[str, str] = field(default_factory=dict)
    parallel_calls: Mapping[str, int] = field(default_factory=dict)


class FlowRotation:
    """The order in which one worker asks its flows for work, so that none starves the others."""

    def __init__(self, flows: Sequence[str], room: Room) -> None:
        self._flows = list(flows)
        self._room = room

    def next(self, running: Iterable[str]) -> list[tuple[str, str]]:
        """Flows to ask now, each with its target's gate ('' where it has none); ``running`` are those in hand."""
        self._flows.append(self._flows.pop(0))
        targets = self._room.targets
        busy = Counter(targets.get(flow, "") for flow in running)
        return [(flow, target) for flow in self._flows if not self._is_full(target := targets.get(flow, ""), busy)]

    def _is_full(self, target: str, busy: Counter[str]) -> bool:
        calls = self._room.parallel_calls.get(target)
        return calls is not None and busy[target] >= calls * _ROOM_PER_CALL
