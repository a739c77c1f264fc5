"""States what each line of an order costs in the target, to the cent: discounts, costs, VAT and rounding. Pure."""

from mapping.pricing.mutation import MutationLine, mutation_lines, vat_per_code
from mapping.pricing.priced import PricedLine, PricedOrder, RateTotal, Role
from mapping.pricing.pricing import Basis, PricingError, price_order
from mapping.pricing.settings import CostItem, Discounts, Pricing, Rounding

__all__ = [
    "Basis",
    "CostItem",
    "Discounts",
    "MutationLine",
    "PricedLine",
    "PricedOrder",
    "Pricing",
    "PricingError",
    "RateTotal",
    "Role",
    "Rounding",
    "mutation_lines",
    "price_order",
    "vat_per_code",
]
