"""Works an order's prices out, from what the source states to what the target is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from mapping.documents.order import Order
from mapping.money import EXACT, line_amount
from mapping.pricing.charges import Charge, Group, goods_of, show_amount, single
from mapping.pricing.costs import cost_charges
from mapping.pricing.discounts import discount_problem, less_discount, order_discount, take_discount_off
from mapping.pricing.priced import PricedLine, PricedOrder
from mapping.pricing.rates import find_rates
from mapping.pricing.settings import Pricing
from mapping.pricing.splitting import split
from mapping.pricing.target_amounts import target_amounts
from mapping.pricing.taxes import Taxable, Taxed, total, work_out_vat
from mapping.pricing.totals import compare
from mapping.pricing.unit_prices import line_of, list_price, unit_price
from mapping.pricing.upright import contradictions, upright
from mapping.problems import Problem
from words.told import Told


class PricingError(ValueError):
    """The amounts cannot be stated, or differ from the source's by more than the tolerance; a person must look."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Basis:
    """How a target wants prices: with or without VAT, and with how many decimals where they are worked out.

    ``most_decimals`` are those that its column of prices holds, where it does not hold any number of them.
    ``on_accounts``: lines are booked on ledger accounts and need no article, as in a financial mutation. There prices
    are best wanted as the order has them, for then no cent is lost.
    """

    includes_vat: bool
    decimals: int = 4
    on_accounts: bool = False
    most_decimals: int | None = None


def price_order(order: Order, settings: Pricing, basis: Basis) -> PricedOrder:
    """The order's lines as the target gets them, and what they come to. Pure. Raises PricingError with every problem.

    VAT is rounded as ``settings.rounding.level`` says, at the source and in the target. What the target's total will
    lack is on a line of its own without VAT where the settings name an article for it, and in the notes where not.
    """
    with localcontext(EXACT):
        order = upright(order)
        charges, notes = _charges(order, settings, basis)
        source = work_out_vat([_taxable(charge) for charge in charges], settings.rounding.level)
        wanted = target_amounts(charges, source, settings.rounding.level, includes_vat=basis.includes_vat)
        lines = [
            line
            for charge, amount in zip(charges, wanted, strict=True)
            for line in _lines(charge, amount, settings, basis, notes)
        ]
        compared = compare(order, total(source), total(_taxes(lines, settings, basis)), settings.rounding, len(lines))
        if compared.problems:
            raise PricingError(compared.problems)
        notes += [compared.note] if compared.note else []
        lines += _rounding_lines(compared.difference, settings, basis, notes)
        return _make_priced_order(lines, order, settings, basis, notes)


def _charges(order: Order, settings: Pricing, basis: Basis) -> tuple[list[Charge], list[Told]]:
    """Everything the order charges for, in the source's prices. Raises PricingError."""
    amounts = [line_amount(line) for line in order.lines]
    problem = discount_problem(order, amounts)
    discount = Decimal(0) if problem else order_discount(order, amounts)
    readings = [less_discount(order, amounts), amounts] if discount else [amounts]
    rates, notes = find_rates(order, readings)
    goods, problems = goods_of(order, rates, settings, on_accounts=basis.on_accounts)
    problems += contradictions(order)
    if problem:
        raise PricingError([*problems, problem])
    goods = take_discount_off(goods, order, settings.discount)
    if any(charge.role == "discount" and not charge.sku for charge in goods) and not basis.on_accounts:
        unset, remedy = Told("pricing.discount_item_missing"), Told("pricing.set_discount_item")
        problems.append(Problem("settings.discount.item", unset, remedy))
    costs, wrong = cost_charges(order, goods, settings, on_accounts=basis.on_accounts)
    charges = [*goods, *costs]
    problems += [*wrong, *(_no_rate(charge) for charge in charges if _lacks_rate(charge, basis))]
    if problems:
        raise PricingError(problems)
    return charges, notes


def _lacks_rate(charge: Charge, basis: Basis) -> bool:
    converts = charge.includes_vat != basis.includes_vat and bool(charge.unit_price)
    return converts and charge.vat_rate is None and charge.role != "discount"  # its lines are told already


def _no_rate(charge: Charge) -> Problem:
    wrong, remedy = Told("pricing.rate_missing"), Told("pricing.give_rate_or_set_prices")
    return Problem(f"{charge.path}.vat_rate", wrong, remedy)


def _taxable(charge: Charge) -> Taxable:
    return Taxable(charge.amount, charge.includes_vat, charge.vat_rate)


def _taxes(lines: Sequence[PricedLine], settings: Pricing, basis: Basis) -> list[Taxed]:
    """The VAT of the lines as they stand in the target."""
    return work_out_vat(
        [Taxable(line.amount, basis.includes_vat, line.vat_rate) for line in lines], settings.rounding.level
    )


def _lines(charge: Charge, amount: Decimal, settings: Pricing, basis: Basis, notes: list[Told]) -> list[PricedLine]:
    """The line, or two of them where no price that the target holds makes its amount."""
    most = None if basis.on_accounts else basis.most_decimals
    price = unit_price(charge, amount, includes_vat=basis.includes_vat, decimals=basis.decimals, most=most)
    missed = line_of(charge.quantity, price) != amount
    if not missed or basis.on_accounts or not settings.rounding.split_lines:
        return [_line(charge, charge.quantity, price, basis)]

    def vat_of(*amounts: Decimal) -> Taxed:
        return total(work_out_vat([Taxable(one, basis.includes_vat, charge.vat_rate) for one in amounts], "line"))

    def same_vat(one: Decimal, two: Decimal) -> bool:
        return settings.rounding.level == "rate" or vat_of(one, two) == vat_of(amount)

    parts = split(charge.quantity, amount, max(basis.decimals, most or 0), same_vat)
    if not parts:
        return [_line(charge, charge.quantity, price, basis)]
    told = [
        Told("pricing.quantity_at", quantity=show_amount(quantity), price=show_amount(each)) for quantity, each in parts
    ]
    notes.append(Told("pricing.split", path=charge.path, parts=told, amount=show_amount(amount)))
    return [_line(charge, quantity, each, basis) for quantity, each in parts]


def _line(charge: Charge, quantity: Decimal, price: Decimal, basis: Basis) -> PricedLine:
    listed = list_price(charge, includes_vat=basis.includes_vat, decimals=basis.decimals, most=basis.most_decimals)
    return PricedLine(
        role=charge.role,
        sku=charge.sku,
        description=charge.description,
        quantity=quantity,
        unit_price=price,
        list_price=listed,
        amount=line_of(quantity, price),
        vat_rate=charge.vat_rate,
        discount_percent=charge.discount_percent,
        kind=charge.kind,
        unit=charge.unit,
        vat_class=charge.vat_class,
        position=charge.position,
        revenue_account=charge.account,
    )


def _rounding_lines(difference: Decimal, settings: Pricing, basis: Basis, notes: list[Told]) -> list[PricedLine]:
    """The line without VAT that makes up for the difference in the total, on the item or account of the settings.

    Without such a setting there is no line. A note tells either.
    """
    if not difference:
        return []
    rounding = settings.rounding
    placed = rounding.account if basis.on_accounts else rounding.item
    if not placed:
        notes.append(Told("pricing.within_tolerance", difference=show_amount(difference)))
        return []
    notes.append(Told("pricing.rounding_line", difference=show_amount(difference)))
    no_vat = Group(Decimal(0), Decimal(0), "goods", None)
    charge = single(
        "rounding",
        "totals",
        difference,
        no_vat,
        includes_vat=basis.includes_vat,
        sku=rounding.item,
        text=rounding.description or "Rounding difference",
        account=rounding.account,
    )
    return [_line(charge, charge.quantity, charge.unit_price, basis)]


def _make_priced_order(
    lines: Sequence[PricedLine], order: Order, settings: Pricing, basis: Basis, notes: Sequence[Told]
) -> PricedOrder:
    taxes = _taxes(lines, settings, basis)
    sums = total(taxes)
    return PricedOrder(
        tuple(replace(line, net=tax.net, vat=tax.vat, gross=tax.gross) for line, tax in zip(lines, taxes, strict=True)),
        basis.includes_vat,
        sum((line.amount for line in lines), Decimal("0.00")),
        net=sums.net,
        vat=sums.vat,
        gross=sums.gross,
        notes=tuple(notes),
        currency=order.currency,
    )
