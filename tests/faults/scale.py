"""How long things last in a fault run: the settings of an office, or all of them a tenth as long for the test suite."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from relay.settings.types import format_duration

ALLOWED: Final = timedelta(seconds=30)
"""What may pass beside twice the outage until all is done."""


@dataclass(frozen=True, slots=True)
class Scale:
    """``outage`` is how long every call goes wrong; ``factor`` how much faster than in an office all else goes."""

    outage: timedelta
    factor: int

    @property
    def horizon(self) -> timedelta:
        """How long after an unanswered write the target may still carry it out."""
        return timedelta(seconds=16) / self.factor

    @property
    def late(self) -> timedelta:
        """When a late write is carried out: within the horizon."""
        return self.horizon * 0.6

    @property
    def time_out(self) -> timedelta:
        """How long one call is waited for."""
        return timedelta(seconds=8) / self.factor

    @property
    def slow(self) -> timedelta:
        """How long the slowest answer takes that still comes."""
        return self.time_out / 4

    def target(self) -> Mapping[str, Any]:
        """What the target's connection says in relay.yaml: the defaults, scaled."""
        return {
            "commit_horizon": format_duration(self.horizon),
            "total_timeout": format_duration(self.time_out),
            "parallel_calls": 4,
            "breaker": {"first_pause": self._of(seconds=5), "longest_pause": self._of(minutes=5)},
        }

    def retry(self) -> Mapping[str, Any]:
        """The defaults of trying again, scaled."""
        return {"first": self._of(seconds=5), "most": self._of(hours=2)}

    def _of(self, **length: float) -> str:
        return format_duration(timedelta(**length) / self.factor)


def allowed(outage: float) -> float:
    """When all must be done, in seconds from the beginning of an outage of so many."""
    return 2 * outage + ALLOWED.total_seconds()


SMALL: Final = Scale(timedelta(seconds=2), factor=10)
WHOLE: Final = Scale(timedelta(seconds=10), factor=2)
