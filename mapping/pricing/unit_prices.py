"""Finds the unit price that makes a line's amount to the cent: a target multiplies and rounds for itself."""

from decimal import Decimal

from mapping.money import gross_of, net_of, round_cents, round_to, take_discount
from mapping.pricing.charges import Charge


def unit_price(
    charge: Charge, amount: Decimal, *, includes_vat: bool, decimals: int, most: int | None = None
) -> Decimal:
    """The price of one piece that times the quantity rounds to ``amount``; where none does, the nearest to doing so.

    Of all such prices the one nearest to the true price, of two as near the one further from zero. A price that needs
    no conversion and has no discount stays as it is, to its last digit, up to ``most`` decimals, which is what the
    target's column holds. Any other has at most ``decimals``, or ``most`` where these do not make the amount.
    """
    stays = _stays(charge, includes_vat=includes_vat) and charge.amount == amount
    if not charge.unit_price or (stays and _holds(charge.unit_price, most)):
        return charge.unit_price
    price = _nearest(charge, amount, most if stays and most is not None else decimals, includes_vat=includes_vat)
    if most is None or most <= decimals or line_of(charge.quantity, price) == amount:
        return price
    return _nearest(charge, amount, most, includes_vat=includes_vat)


def _nearest(charge: Charge, amount: Decimal, decimals: int, *, includes_vat: bool) -> Decimal:
    """The price of so many decimals that makes the amount, or comes nearest to it."""
    true = convert(charge.exact / charge.quantity, charge, includes_vat=includes_vat)
    nearest = round_to(true, decimals)
    if line_of(charge.quantity, nearest) == amount:
        return nearest or abs(nearest)  # as it nearly always is; no zero below zero
    step = Decimal(1).scaleb(-decimals)
    middle = round_to(amount / charge.quantity, decimals)
    edge = round_to((amount + _half_a_cent(charge, amount, true)) / charge.quantity, decimals)
    candidates = {nearest, middle - step, middle, middle + step, edge - step, edge, edge + step}

    def misses(price: Decimal) -> tuple[Decimal, Decimal, Decimal]:
        return abs(line_of(charge.quantity, price) - amount), abs(price - true), -abs(price)

    return min(candidates, key=misses) + Decimal(0)  # no zero below zero


def list_price(charge: Charge, *, includes_vat: bool, decimals: int, most: int | None = None) -> Decimal:
    """The price of one piece before discounts; converted it has at most so many decimals, else at most ``most``."""
    if charge.includes_vat == includes_vat or not charge.unit_price:
        stands = most is None or _holds(charge.unit_price, most)
        return charge.unit_price if stands or most is None else round_to(charge.unit_price, most)
    return round_to(convert(charge.unit_price, charge, includes_vat=includes_vat), decimals)


def _holds(price: Decimal, most: int | None) -> bool:
    """Whether a column of so many decimals holds the price as it is."""
    return most is None or round_to(price, most) == price


def line_of(quantity: Decimal, price: Decimal) -> Decimal:
    """What a target makes of a quantity and a price, in cents."""
    return round_cents(take_discount(quantity, price, Decimal(0))) + Decimal("0.00")  # no zero below zero


def convert(price: Decimal, charge: Charge, *, includes_vat: bool) -> Decimal:
    """A price with VAT put in or taken out, where the target wants it otherwise than the source has it; not rounded."""
    if charge.includes_vat == includes_vat or charge.vat_rate is None:
        return price
    return (gross_of if includes_vat else net_of)(price, charge.vat_rate)


def _stays(charge: Charge, *, includes_vat: bool) -> bool:
    return charge.includes_vat == includes_vat and charge.is_undiscounted


def _half_a_cent(charge: Charge, amount: Decimal, true: Decimal) -> Decimal:
    """From the amount to the end of the range that rounds to it, on the side of the true price."""
    return Decimal("0.005").copy_sign(true * charge.quantity - amount)
