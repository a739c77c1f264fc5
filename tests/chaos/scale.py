"""How much faster time runs in a chaos run than in an office, and the settings that follow from it.

Every length is that of an office divided by one factor. One cannot go so far down: a lease has a floor of a second in
the settings.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from relay.settings.types import format_duration

FACTOR: Final = 30
"""One second here stands for half a minute in an office."""

SHORTEST_LEASE: Final = timedelta(seconds=1)


def scaled(length: timedelta) -> timedelta:
    """How long something lasts here that lasts ``length`` in an office."""
    return length / FACTOR


def written(length: timedelta) -> str:
    """The scaled length as relay.yaml has it."""
    return format_duration(scaled(length))


LATE_COMMITS: Final = (scaled(timedelta(seconds=45)), scaled(timedelta(seconds=90)))
"""How long after its caller was left without an answer the target still carries a write out: within the horizon."""

SLOW_ANSWER: Final = scaled(timedelta(seconds=20))
"""The slowest answer that still comes."""

FREEZE: Final = (timedelta(seconds=1.5), timedelta(seconds=3))
"""How long a process is stopped: longer than its lease, and with a late commit on top shorter than the horizon."""

OUTAGE: Final = (scaled(timedelta(seconds=10)), scaled(timedelta(seconds=60)))
"""How long a Redis stays away."""

WORKER: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "lease": format_duration(max(SHORTEST_LEASE, scaled(timedelta(seconds=10)))),
        "drain": written(timedelta(seconds=30)),
        "lock_wait": written(timedelta(seconds=10)),
    }
)
RETRY: Final[Mapping[str, Any]] = MappingProxyType(
    {"first": written(timedelta(seconds=5)), "most": written(timedelta(minutes=1))}
)
"""The longest back-off is set to a minute, where the default is two hours: a run has no night to wait through."""

TARGET: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "commit_horizon": written(timedelta(seconds=300)),
        "total_timeout": written(timedelta(seconds=60)),
        "parallel_calls": 4,
        "breaker": {"first_pause": written(timedelta(seconds=5)), "longest_pause": written(timedelta(minutes=5))},
    }
)
"""AccountView's own defaults, scaled; four calls at once instead of one, so that a killed worker has more in hand.

AFAS gets them too: its own horizon of 900 s would be half a minute here, which few events would outlive the run for.
"""

CHANGES: Final = ((timedelta(), timedelta(seconds=1)), (timedelta(seconds=1), scaled(timedelta(minutes=3))))
"""How long after an order was entered somebody changes it: often within the second that both systems' stamps show, and
else up to some polls later."""

POLL: Final[Mapping[str, Any]] = MappingProxyType({"every": written(timedelta(minutes=1))})
