"""Carries a product whose event was accepted on a day, and shows the prices that stand there then."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.products import PIPELINE
from relay.model import Event, Outcome
from tests.handlers.pipelines.products.desk import ProductDesk, product

PRICES = {side: {"are": "excl", "currency": "EUR", "unit": "own"} for side in ("source", "target")}
FIRST = date(2026, 11, 20)


async def carry(desk: ProductDesk, day: date = FIRST, hour: int = 12, **changes: Any) -> Outcome:
    """One run of a product whose event was accepted on a day."""
    ticket = await desk.ticket(product(**changes))
    return await PIPELINE.bind(desk.services).run(replace(ticket, event=accepted(ticket.event, day, hour)))


def accepted(event: Event, day: date, hour: int = 12) -> Event:
    moment = datetime.combine(day, time(hour), ZONE).astimezone(UTC)
    return replace(event, accepted_ms=round(moment.timestamp() * 1000))


def standing(desk: ProductDesk, code: str = "BR-100") -> dict[str, str]:
    """The prices of an article: by key the amount, with the last day where there is one."""
    return {
        key: str(price.fields["AMOUNT"]) + (f" until {price.fields['UNTIL']}" if price.fields["UNTIL"] else "")
        for key, price in desk.target.prices.get(code, {}).items()
    }


def after(days: int) -> date:
    return FIRST + timedelta(days)
