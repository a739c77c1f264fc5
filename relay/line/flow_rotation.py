"""Whose turn it is: flows are asked in rotation, those of the first class first, as far as this worker has hands free.

A flow whose target has its hands full in this worker waits. What is of a later class never takes all hands of a worker,
nor the room that an earlier class has at a target: an order is taken in hand as soon as it comes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from relay.line.once.right_of_way import TURNS, Class

_ROOM_PER_CALL: Final = 4
"""Events in hand for each call that the target takes at the same time: enough that its gate is never idle."""


@dataclass(frozen=True, slots=True)
class Room:
    """The target and the class of each flow, and how many calls each target takes at the same time."""

    targets: Mapping[str, str] = field(default_factory=dict)
    parallel_calls: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)


class FlowRotation:
    """The order in which one worker asks its flows for work, so that none starves the others.

    ``hands`` are how many events the worker carries at once. Those of the first class that it has may take them all;
    the others leave a quarter. One question in 20 goes to a flow of the others first.
    """

    def __init__(self, flows: Sequence[str], room: Room, hands: int) -> None:
        self._flows = list(flows)
        self._room = room
        first = min(map(self._class_of, flows), default=Class.ORDER)
        self._later = [flow for flow in flows if self._class_of(flow) > first]
        self._for_later = hands - hands // 4
        self._asked = 0

    def next(self, running: Iterable[str]) -> list[tuple[str, str]]:
        """Flows to ask now, each with its target's gate ('' where it has none); ``running`` are those in hand."""
        self._flows.append(self._flows.pop(0))
        in_hand = Counter(running)
        no_hands = sum(in_hand[flow] for flow in self._later) >= self._for_later
        return [
            (flow, self._room.targets.get(flow, ""))
            for flow in self._in_order()
            if not (no_hands and flow in self._later) and not self._is_full(flow, in_hand)
        ]

    def _in_order(self) -> Sequence[str]:
        self._asked += 1
        turn, rest = divmod(self._asked, TURNS)
        if rest or not self._later:
            return sorted(self._flows, key=self._class_of)
        first = self._later[turn % len(self._later)]
        return sorted(self._flows, key=lambda flow: (flow != first, self._class_of(flow)))

    def _is_full(self, flow: str, in_hand: Counter[str]) -> bool:
        """Whether its target has its hands full with flows that come no later."""
        target = self._room.targets.get(flow, "")
        calls = self._room.parallel_calls.get(target)
        if calls is None:
            return False
        busy = sum(
            count
            for other, count in in_hand.items()
            if self._room.targets.get(other, "") == target and self._class_of(other) <= self._class_of(flow)
        )
        return busy >= calls * _ROOM_PER_CALL

    def _class_of(self, flow: str) -> Class:
        return self._room.classes.get(flow, Class.ORDER)
