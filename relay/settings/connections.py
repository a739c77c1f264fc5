"""What every connection has, whichever vendor it belongs to; a vendor's model adds its own fields."""

from datetime import timedelta
from typing import Protocol

from pydantic import BaseModel, Field

from relay.settings.types import FROZEN, Duration, Network, PositiveDuration


class ConnectionSettings(BaseModel):
    """One system the relay talks to. Vendors subclass it; unknown fields are mistakes."""

    model_config = FROZEN

    vendor: str = Field(description="Which kind of system this is: afas, accountview or webhook.")
    allow: tuple[Network, ...] = Field(
        default=(), description="Addresses that may post to flows that start at this connection. Empty: nobody."
    )
    reference_prefix: str = Field(
        default="",
        max_length=10,
        pattern=r"^[A-Za-z0-9._-]*$",
        description="Stands before this source's document numbers in the target, so that two sources never collide.",
    )
    connect_timeout: PositiveDuration = Field(default=timedelta(seconds=5), description="To open a connection.")
    total_timeout: PositiveDuration = Field(default=timedelta(seconds=60), description="For one call as a whole.")
    parallel_calls: int = Field(default=4, ge=1, le=64, description="How many calls may run at the same time.")
    commit_horizon: Duration = Field(
        default=timedelta(seconds=300),
        description="How long after a write without an answer the system may still carry it out.",
    )


class VendorShape(Protocol):
    """What reading relay.yaml needs to know of a vendor; ``relay.roles.Vendor`` has it."""

    @property
    def settings(self) -> type[ConnectionSettings]:
        """The model of this vendor's connections."""
        ...

    @property
    def sources(self) -> frozenset[str]:
        """The entities it can be a source of."""
        ...

    @property
    def targets(self) -> frozenset[str]:
        """The entities it can be a target of."""
        ...
