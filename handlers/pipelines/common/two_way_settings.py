"""What an administrator decides about two flows that carry one entity both ways: whose edit counts."""

from collections.abc import Mapping
from datetime import timedelta

from pydantic import BaseModel, Field

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
