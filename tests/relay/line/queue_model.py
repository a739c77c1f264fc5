"""What a queue should look like in memory: the model that the state machine of the queue compares Redis with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

from relay.line.queue import FORGETS, Claim
from relay.model import CHANGES, LEAVES_LANE, State, may_become
from relay.store.keys import Keys

FLOWS: Final = ("shop-orders", "till-orders")
LANES: Final = {f"lane-{flow}-{number}": flow for flow in FLOWS for number in (1, 2)}
CLAIMABLE: Final = frozenset(CHANGES) - LEAVES_LANE - {State.RUNNING}
OUTCOMES: Final = sorted(CHANGES[State.RUNNING] - {State.RUNNING})
PICK: Final = st.sampled_from([0, 0, 0, 1, 2, 5])
"""Which claim or event is meant, counted from the latest: which of two equal ones Redis gives is its own affair."""


@dataclass
class Modelled:
    """What the model knows of an event. ``token`` is that of the lease that counts, None where none does.

    ``is_dry_run``: skipped only because nothing is written yet; ``is_over``: its document is not kept any more.
    """

    lane: str
    state: State = State.WAITING
    runs: int = 0
    lost: int = 0
    tries: int = 0
    token: str | None = None
    is_due: bool = True
    is_dry_run: bool = False
    is_over: bool = False

    @property
    def is_final(self) -> bool:
        """Skipped for good."""
        return self.state is State.SKIPPED and not self.is_dry_run

    @property
    def flow(self) -> str:
        return LANES[self.lane]


@dataclass
class QueueModel:
    """Events by id, lanes in their order, and which event has which version of a document."""

    events: dict[str, Modelled] = field(default_factory=dict)
    lanes: dict[str, list[str]] = field(default_factory=lambda: {lane: [] for lane in LANES})
    documents: dict[str, str] = field(default_factory=dict)

    def accept(self, lane: str, document_key: str, event_id: str) -> tuple[str, str]:
        """What becomes of a document, and the event that has this version: the first that still stands for it."""
        first = self.documents.get(document_key)
        known = self.events[first] if first is not None else None
        if first is None or known is None or known.state is State.EXPIRED or known.is_over:
            self.documents[document_key] = event_id
            self.events[event_id] = Modelled(lane)
            self.lanes[lane].append(event_id)
            return "new", event_id
        return "cancelled" if known.state is State.CANCELLED else "duplicate", first

    def claimable(self, flow: str) -> set[str]:
        """Events of dead workers, else heads of lanes that are due."""
        heads = [ids[0] for lane, ids in self.lanes.items() if ids and LANES[lane] == flow]
        dead = {i for i in heads if self.events[i].state is State.RUNNING and self.events[i].token is None}
        return dead or {i for i in heads if self.events[i].state in CLAIMABLE and self.events[i].is_due}

    def claim(self, event_id: str, token: str) -> Modelled:
        known = self.events[event_id]
        known.lost += known.state is State.RUNNING
        known.runs += 1
        known.state, known.token = State.RUNNING, token
        return known

    def holds(self, claim: Claim) -> bool:
        """Whether the lease of a claim is the one that counts."""
        return self.events[claim.lease.event_id].token == claim.lease.token

    def finish(self, event_id: str, state: State, *, is_due: bool, burns_try: bool, is_dry_run: bool) -> None:
        known = self.events[event_id]
        known.is_dry_run = is_dry_run
        known.state, known.token, known.is_due = state, None, is_due
        known.tries += burns_try
        known.lost = 0
        if state in LEAVES_LANE:
            self.lanes[known.lane].remove(event_id)

    def goes_again(self, event_id: str, allowed: set[State]) -> bool:
        """Let an event wait at the end of its lane, where its state allows it; whether it did."""
        known = self.events[event_id]
        if known.state not in allowed or known.is_final:
            return False
        known.state, known.is_due, known.tries, known.lost = State.WAITING, True, 0, 0
        known.is_dry_run = known.is_over = False
        self.lanes[known.lane].append(event_id)
        return True

    def put_away(self, event_id: str, state: State) -> bool:
        """End an event that nobody carries, where its state allows it; whether it did."""
        known = self.events[event_id]
        if known.state not in may_become(state) or known.is_final:
            return False
        known.state, known.is_dry_run, known.is_over = state, False, False
        if event_id in self.lanes[known.lane]:
            self.lanes[known.lane].remove(event_id)
        return True

    def compare(self, seen: Mapping[str, Any], keys: Keys) -> None:
        """Fail where Redis does not stand like this. ``seen`` holds its sets and lanes, and of each event
        its state, runs, tries and lost runs, whether it has a job, and the token of its lease.
        """
        self._compare_stories(seen)
        self._compare_lanes(seen, keys)
        self._compare_indexes(seen, keys)

    def _compare_stories(self, seen: Mapping[str, Any]) -> None:
        """Stories tell what the model knows; a lease has one holder, and only while its event is carried."""
        for event_id, known in self.events.items():
            (state, runs, tries, lost), has_job, token = seen[event_id]
            assert state.decode() == known.state
            assert (int(runs), int(tries), int(lost)) == (known.runs, known.tries, known.lost)
            assert bool(has_job) is (known.state not in FORGETS or known.is_dry_run)
            assert token == (None if known.token is None else known.token.encode())
            assert known.token is None or known.state is State.RUNNING

    def _compare_lanes(self, seen: Mapping[str, Any], keys: Keys) -> None:
        """Lanes keep their order and hold what is open, and only their heads stand in the queue."""
        assert {lane: seen[lane] for lane in LANES} == self.lanes
        for flow in FLOWS:
            heads = {ids[0] for lane, ids in self.lanes.items() if ids and LANES[lane] == flow}
            assert set(seen[keys.queue(flow)]) == heads
        in_lanes = sorted(event_id for ids in self.lanes.values() for event_id in ids)
        assert in_lanes == sorted(i for i, known in self.events.items() if known.state not in LEAVES_LANE)

    def _compare_indexes(self, seen: Mapping[str, Any], keys: Keys) -> None:
        """Every event stands in the index of its state, and in that of no other."""
        for flow in (None, *FLOWS):
            for state in (None, *State):
                there = {
                    event_id
                    for event_id, known in self.events.items()
                    if state in {None, known.state} and flow in {None, known.flow}
                }
                assert set(seen[keys.index(flow, state)]) == there
