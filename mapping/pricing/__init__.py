"""States what each line of an order costs in the target, to the cent: discounts, costs, VAT and rounding. Pure."""

from mapping.pricing.priced import PricedLine, PricedOrder, RateTotal, Role
from mapping.pricing.pricing import Basis, PricingError, price_order
from mapping.pricing.settings import CostItem, Discounts, Pricing, Rounding

__all__ = [
    "Basis",
    "CostItem",
    "Discounts",
    "PricedLine",
    "PricedOrder",
    "Pricing",
    "PricingError",
    "RateTotal",
    "Role",
    "Rounding",
    "price_order",
]
