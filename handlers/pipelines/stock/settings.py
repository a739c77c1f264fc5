"""What an administrator decides about a flow of stock; every option has a default that works."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from handlers.pipelines.common.article_codes import KeyEquality
from handlers.pipelines.stock.guard_settings import GuardSettings
from handlers.pipelines.stock.mutation_settings import MutationSettings
from mapping.documents.values import Number
from mapping.pricing.settings import MODEL
from relay.settings.types import Duration
from words.mistake import Mistake
from words.told import Told

Formula = Literal["on_hand", "available", "available_minus_reserved", "on_hand_plus_incoming"]
"""Which of the source's figures is the level."""

Warehouse = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=250)]


class Buffer(BaseModel):
    """What is kept back, so that a sale that nobody knows of yet finds goods: in units, or in per cent of the level."""

    model_config = MODEL

    units: Number | None = Field(default=None, ge=0, description="So many, in the unit that is sold.")
    per_cent: Number | None = Field(default=None, ge=0, le=100, description="Of the level, before it is rounded down.")

    @model_validator(mode="after")
    def _says_it_in_one_way(self) -> Self:
        if (self.units is None) is (self.per_cent is None):
            raise Mistake(Told("stock.units_or_per_cent"), at=("units",))
        return self


class StockSettings(BaseModel):
    """What an administrator decides about a flow of stock."""

    model_config = MODEL

    formula: Formula | None = Field(
        default=None,
        description="Which of the source's figures is the level. Left out: `available`, and `on_hand` into books, "
        "which take nothing else.",
    )
    incoming_within: Duration | Literal["any"] | None = Field(
        default=None,
        description="Count what was bought and is not there yet, where it is to come within this length of time; "
        "without a date it counts only with `any`. Left out: it does not count.",
    )
    warehouses: tuple[Warehouse, ...] | dict[Warehouse, Warehouse] = Field(
        default=(),
        description="The source's warehouses that count, as a list, or as a table of the target's by the source's; "
        "several of one of the target's are added up. None: all.",
    )
    add_up: Literal["sum", "each"] = Field(
        default="sum", description="One level of all warehouses together, or one of each, as a table needs it."
    )
    not_in_warehouse: Literal["hold", "nothing"] = Field(
        default="hold",
        description="The source shows the article in some of these warehouses only: what is not shown is not known and "
        "holds it, or counts for nothing.",
    )
    share: Number = Field(
        default=Decimal(100), gt=0, le=100, description="So many per cent are for this target, where several share."
    )
    buffer: Buffer | None = Field(default=None, description="What is kept back. Left out: nothing.")
    least: Number | None = Field(
        default=Decimal(0), description="No level is below this. `null`: one may be below nought, as in the source."
    )
    most: Number | None = Field(default=None, ge=0, description="No level is above this. Left out: any may be.")
    decimals: int | None = Field(
        default=None,
        ge=0,
        le=6,
        description="Levels are rounded down to so many decimals. Left out: as many as the target keeps.",
    )
    unit: str | None = Field(
        default=None, description="The unit in which the target sells. Left out: the article's own."
    )
    sold_as: dict[str, dict[str, str]] = Field(
        default={},
        description="Articles that the target sells in several units, by the source's code: the unit by the target's "
        "code, such as `{WINE: {WINE-ST: STK, WINE-DS: DS}}`.",
    )
    guard: GuardSettings = Field(
        default=GuardSettings(), description="The oversell guard: what is sold and not in the source's books yet."
    )
    absent_level: Literal["zero", "hold"] | None = Field(
        default=None,
        description="An article that was carried is not in the source's complete list and cannot be had by its code: "
        "its level is nought, or it is held. Left out: nought, and held into books, which take nothing else.",
    )
    blocked: Literal["zero", "carry"] | None = Field(
        default=None,
        description="An article may not be sold at the source: its level is nought, or carried as any. Left out: "
        "nought, and carried into books, which take nothing else.",
    )
    not_in_target: Literal["count", "hold"] = Field(
        default="count",
        description="The target has no such article: count it once and leave it, or hold it. None is ever made.",
    )
    compare: Literal["nightly", "never"] = Field(
        default="nightly",
        description="Once a night the first reading of all there is (`poll.refresh`) compares each level with the "
        "target's, or says it again where the target shows none.",
    )
    stock_owner: Literal["source", "target"] | None = Field(
        default=None,
        description="Whose count is right. Into books that also receive orders or deliveries it must be said: with "
        "`source` the source's levels are booked, with `target` they are only looked at.",
    )
    mutations: MutationSettings = Field(
        default=MutationSettings(), description="How much may move in books before a person must say so."
    )
    key_equality: KeyEquality = Field(
        default=KeyEquality(), description="What tells two codes apart; as in the flow of products between the two."
    )

    @model_validator(mode="after")
    def _says_what_goes_together(self) -> Self:
        if isinstance(self.warehouses, dict) and self.warehouses and self.add_up == "sum":
            raise Mistake(Told("stock.table_is_each"), at=("add_up",))
        if self.add_up == "each" and not self.warehouses:
            raise Mistake(Told("stock.each_needs_list"), at=("warehouses",))
        if self.formula == "on_hand_plus_incoming" and self.incoming_within is None:
            raise Mistake(Told("stock.incoming_needs_limit"), at=("formula",))
        if self.least is not None and self.most is not None and self.least > self.most:
            raise Mistake(Told("stock.least_above_most"), at=("least",))
        return self

    def formula_into(self, *, ledger: bool) -> Formula:
        """The formula that counts, into books or into anything else."""
        return self.formula or ("on_hand" if ledger else "available")

    @property
    def places(self) -> dict[str, str]:
        """The target's warehouse by the source's, where some are listed; the target's is empty where all are one."""
        if isinstance(self.warehouses, dict):
            return dict(self.warehouses)
        return {one: one if self.add_up == "each" else "" for one in self.warehouses}
