"""What an administrator decides about two flows that carry one entity both ways, and which fields cannot go so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, Field

from handlers.pipelines.common.field_digests import normalise
from handlers.pipelines.common.two_way import NEWEST, Rules
from mapping.pricing.settings import MODEL
from relay.settings.types import Duration


class TwoWaySettings(BaseModel):
    """Whose edit counts where both systems changed one field since they were in step; the same in both flows."""

    model_config = MODEL

    leader: str = Field(description="The connection whose edit counts where nothing else is said.")
    source_of_truth: dict[str, str] = Field(
        default={},
        description="For single fields another connection, or `newest`: the side that was changed last, where the "
        "stamps of both differ by more than `clock_tolerance` and neither lies in an hour that comes twice.",
    )
    one_way: dict[str, str] = Field(
        default={}, description="Fields that do not come back as they went: the connection whose edits are carried."
    )
    clock_tolerance: Duration = Field(
        default=timedelta(minutes=5), description="By how much the clocks of the two systems may differ."
    )

    @property
    def connections(self) -> frozenset[str]:
        """The connections that are named."""
        return frozenset({self.leader, *self.source_of_truth.values(), *self.one_way.values()} - {NEWEST})

    def rules(self, systems: Mapping[str, str]) -> Rules:
        """The rules by systems, which are those behind the connections."""
        truth = {name: systems.get(side, NEWEST) for name, side in self.source_of_truth.items()}
        one_way = {name: systems[side] for name, side in self.one_way.items() if side in systems}
        return Rules(systems.get(self.leader, ""), truth, one_way, self.clock_tolerance)


def find_lossy(
    probes: Mapping[str, Sequence[Any]], there: Callable[[str, Any], Any], back: Callable[[str, Any], Any]
) -> frozenset[str]:
    """The fields of which a probe does not come back as it went, such as one that is cut, or two that share a code.

    What either way raises for a probe counts as lost too: a value that cannot be carried does not come back.
    """
    return frozenset(name for name, values in probes.items() if any(_is_lost(name, values, there, back)))


def _is_lost(
    name: str, values: Sequence[Any], there: Callable[[str, Any], Any], back: Callable[[str, Any], Any]
) -> Iterator[bool]:
    for value in values:
        try:
            yield normalise(back(name, there(name, value))) != normalise(value)
        except (ValueError, LookupError):
            yield True
