"""What an administrator decides about the oversell guard of a flow of stock."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, Field

from mapping.pricing.settings import MODEL
from relay.settings.types import PositiveDuration

OrdersKnown = Literal["at_writing", "at_delivery"]
"""From when on the source's figure is lower by an order: once it is booked, or once its goods have left."""


class GuardSettings(BaseModel):
    """Orders that the relay took in, and that the source's level does not know yet, are taken off until it does."""

    model_config = MODEL

    enabled: bool | None = Field(
        default=None, description="Whether that is done. Left out: yes, and not into books, which count goods only."
    )
    max_age: PositiveDuration = Field(
        default=timedelta(hours=72),
        description="An order that is held or failed counts no longer than this; nor does a booked one whose goods are "
        "waited for, where nothing tells when these leave.",
    )
    orders_known: OrdersKnown | None = Field(
        default=None,
        description="From when on the source's figure is lower by an order: `at_writing`, once it is booked, or "
        "`at_delivery`, once its goods have left. Left out: by formula and the article's stock check, as "
        "oversell-guard.md tells.",
    )
    goods_leave_after: PositiveDuration | None = Field(
        default=None,
        description="How long after an order is booked its goods have left, where nothing tells when they do: so long "
        "it counts where orders are known at delivery. `on_hand` and `on_hand_plus_incoming` need it.",
    )
    units: dict[str, str] = Field(
        default={}, description="The source's unit for each unit that orders are in, such as `{piece: STK}`."
    )
    administration: str | None = Field(
        default=None,
        description="Only orders that go into this administration of the books count. Left out: all, also where they "
        "name one.",
    )
