"""The settings of a source that is read: when, from where on, and how far back."""

from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from relay.settings.schedule_words import Cron, QuietTimes, Refresh, Share, ZoneName
from relay.settings.types import FROZEN, Duration, PositiveDuration
from words.mistake import Mistake
from words.told import Told

USUAL_PAUSE: Final = timedelta(minutes=5)
SHORTEST_PAUSE: Final = timedelta(seconds=1)


class ReconcileSettings(BaseModel):
    """When a source is compared with its target, so that a record which no poll brought is noticed."""

    model_config = FROZEN

    every: PositiveDuration = Field(default=timedelta(hours=24), description="How often it compares.")
    over: PositiveDuration = Field(default=timedelta(days=7), description="How far back it looks.")


def _none_when_off(value: Any) -> Any:
    """YAML reads a bare ``off`` as false."""
    return None if value is False or value == "off" else value


Reconcile = Annotated[
    ReconcileSettings | None,
    BeforeValidator(_none_when_off, json_schema_input_type=Literal["off", False] | ReconcileSettings | None),
]
"""When source and target are compared, or ``off``."""


class MassChange(BaseModel):
    """How much of what a flow has carried may change by one reading of all there is before a person is asked."""

    model_config = FROZEN

    share: Share = Field(default=0.1, description="Of all records that the last complete reading found.")
    records: int = Field(default=500, ge=0, description="So many may change in any case.")

    def most(self, there: int) -> int:
        """How many may change where so many records are there.

        >>> MassChange().most(20_000), MassChange().most(100)
        (2000, 500)
        """
        return max(int(there * self.share), self.records)


class PollSettings(BaseModel):
    """When a source is read."""

    model_config = FROZEN

    every: Duration = Field(
        default=USUAL_PAUSE,
        ge=SHORTEST_PAUSE,
        description="How long after a poll the next one comes. Not together with `poll.cron`.",
    )
    cron: Cron | None = Field(
        default=None,
        description="When the source is read, in place of `poll.every`: five fields of cron, `*/15 8-18 * * MON-FRI`.",
    )
    time_zone: ZoneName = Field(
        default="Europe/Amsterdam",
        description="The zone of the clock that `poll.cron` and `poll.quiet_hours` go by.",
    )
    quiet_hours: QuietTimes = Field(
        default=(),
        description="Times of the day in which no poll begins by itself, such as `22:00-06:00`, or a list of them. "
        "A trigger or a hint still starts one.",
    )
    overlap: Duration | None = Field(
        default=None,
        description="How far each poll reads back behind what it has read: a change may become visible only a while "
        "after its stamp. Left out, or shorter: the source's commit_horizon and 60 s more.",
    )
    start: Literal["now", "all"] | date = Field(
        default="now", description="Where a flow without a cursor begins. `all` needs `relay poll FLOW --first --yes`."
    )
    ask_above: int = Field(
        default=5000,
        ge=0,
        description="A first read of more documents waits for `relay poll FLOW --first --yes`, wherever it starts.",
    )
    open_events: int = Field(
        default=500,
        ge=1,
        description="How many events of the flow may be under way before its reader pauses where it stands. Held ones, "
        "which wait for a person, do not count.",
    )
    refresh: Refresh = Field(
        default=None,
        description="How often all there is is read, to find what no stamp shows: `off`, a length of time such as "
        "`24h`, or five fields of cron such as `0 2 * * *`, which quiet hours do not move.",
    )
    max_drop: Share = Field(
        default=0.1,
        description="How many fewer documents than the last time such a reading may find. Where it finds fewer, that "
        "is told, and nothing is taken to be gone.",
    )
    mass_change: MassChange = Field(
        default=MassChange(),
        description="Where a reading of all there is finds more changes than this, it stops, and waits for "
        "`relay refresh FLOW --yes`. For flows that keep a record in step, such as those of customers.",
    )
    pause_limit: PositiveDuration = Field(
        default=timedelta(days=7),
        description="A flow that was not read for longer than this asks as a first read does: with more than "
        "`poll.ask_above` changes to carry it waits for `relay poll FLOW --first --yes`.",
    )
    filter: dict[str, tuple[str, ...]] = Field(default={}, description="Only documents whose field has such a value.")
    reconcile: Reconcile = Field(
        default=ReconcileSettings(), description="Compare source and target, and tell what is missing; or `off`."
    )

    @model_validator(mode="after")
    def _says_when_in_one_way(self) -> Self:
        if self.cron is not None and "every" in self.model_fields_set:
            raise Mistake(Told("settings.every_or_cron"), at=("cron",))
        return self
