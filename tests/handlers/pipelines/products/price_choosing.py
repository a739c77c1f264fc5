"""Chooses the prices of a product that a test gives, by settings that it changes where it needs to."""

from datetime import date
from typing import Any

from handlers.pipelines.products.price_settings import PriceSettings
from handlers.pipelines.products.pricing import Chosen, PriceForm, choose_price
from mapping.documents.product import Product

TODAY = date(2026, 11, 20)
EURO = {"are": "excl", "currency": "EUR", "unit": "own"}
PERIODS = PriceForm(2, "STK", keeps_periods=True)
ONE = PriceForm(2, "STK", keeps_periods=False)


def priced(**fields: Any) -> Product:
    return Product.model_validate({"number": "V-1", "sku": "V-1", "unit": "STK", **fields})


def settings(source: dict[str, Any] | None = None, target: dict[str, Any] | None = None, **more: Any) -> PriceSettings:
    return PriceSettings.model_validate(
        {"source": {**EURO, **(source or {})}, "target": {**EURO, **(target or {})}, **more}
    )


def amount_of(chosen: Chosen) -> str | None:
    return str(chosen.usual.amount) if chosen.usual is not None else None


def choose(product: Product, made: PriceSettings | None = None, form: PriceForm = ONE, day: date = TODAY) -> Chosen:
    return choose_price(product, made or settings(), day, form)
