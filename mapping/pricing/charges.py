"""What an order charges for, one entry a line of the target, while its amounts are being worked out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mapping.documents.order import Order, OrderLine
from mapping.money import exact_amount, round_cents, take_discount
from mapping.pricing.priced import Role
from mapping.pricing.settings import Pricing
from mapping.problems import Problem
from words.told import Told

FREE = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Charge:
    """One line to be, as the source states it: with VAT where ``includes_vat``.

    ``exact`` is what it comes to after discounts, to the last digit, and ``amount`` the same in cents. ``whole`` is the
    amount before its own discounts, to the last digit. ``path`` is its place in the source's document.
    """

    role: Role
    path: str
    quantity: Decimal
    unit_price: Decimal
    exact: Decimal
    amount: Decimal
    includes_vat: bool
    vat_rate: Decimal | None
    sku: str | None
    description: str | None
    discount_percent: Decimal = Decimal(0)
    kind: Literal["goods", "service"] = "goods"
    unit: str | None = None
    vat_class: str | None = None
    position: int | None = None
    account: str | None = None

    @property
    def is_undiscounted(self) -> bool:
        """Whether the amount is just quantity times unit price."""
        return self.amount == round_cents(take_discount(self.quantity, self.unit_price, Decimal(0)))


@dataclass(frozen=True, slots=True)
class Group:
    """The goods under one VAT rate: what they come to, and what they have in common."""

    rate: Decimal | None
    amount: Decimal
    kind: Literal["goods", "service"]
    vat_class: str | None


def single(
    role: Role,
    path: str,
    amount: Decimal,
    group: Group,
    *,
    includes_vat: bool,
    sku: str | None,
    text: str | None,
    account: str | None,
) -> Charge:
    """A charge of one piece; where the amount is below zero, one piece is taken back."""
    quantity = Decimal(1).copy_sign(amount)
    return Charge(
        role,
        path,
        quantity,
        abs(amount),
        amount,
        amount,
        includes_vat,
        group.rate,
        sku,
        text,
        kind=group.kind,
        vat_class=group.vat_class,
        account=account,
    )


def groups_of(charges: Iterable[Charge]) -> list[Group]:
    """The goods by VAT rate, in the order of their first lines."""
    members: dict[Decimal | None, list[Charge]] = {}
    for charge in charges:
        members.setdefault(charge.vat_rate, []).append(charge)
    return [_group(rate, found) for rate, found in members.items()]


def _group(rate: Decimal | None, members: Sequence[Charge]) -> Group:
    classes = {charge.vat_class for charge in members}
    services = all(charge.kind == "service" for charge in members)
    return Group(
        rate,
        sum((charge.amount for charge in members), Decimal("0.00")),
        "service" if services else "goods",
        classes.pop() if len(classes) == 1 else None,
    )


def goods_of(
    order: Order, rates: Sequence[Decimal | None], settings: Pricing, *, on_accounts: bool
) -> tuple[list[Charge], list[Problem]]:
    """The order's own lines as charges, and what is wrong with them. ``rates`` are the lines' VAT rates.

    A line of which there is none, as one that was taken out of an order, is left out.
    """
    problems: list[Problem] = []
    charges = []
    for position, (line, rate) in enumerate(zip(order.lines, rates, strict=True)):
        if not line.quantity:
            continue
        exact = exact_amount(line)
        costs = bool(round_cents(exact))
        problems += _wrong_with(position, line, exact, settings, needs_article=costs and not on_accounts)
        charges.append(
            Charge(
                role="goods" if line.sku or costs else "text",
                path=f"lines[{position}]",
                quantity=line.quantity,
                unit_price=line.unit_price,
                exact=exact,
                amount=round_cents(exact) + FREE,  # no zero below zero
                includes_vat=order.prices_include_vat,
                vat_rate=rate,
                sku=line.sku or (settings.free_line_item if costs else None),
                description=line.description,
                discount_percent=line.discount_percent,
                kind=line.kind,
                unit=line.unit,
                vat_class=line.vat_class,
                position=position,
            )
        )
    return charges, problems


def _wrong_with(
    position: int, line: OrderLine, exact: Decimal, settings: Pricing, *, needs_article: bool
) -> Iterable[Problem]:
    if needs_article and not line.sku and not settings.free_line_item:
        remedy = Told("pricing.give_article")
        yield Problem(f"lines[{position}].sku", Told("pricing.article_missing"), remedy)
    whole = take_discount(line.quantity, line.unit_price, line.discount_percent)
    if line.discount_amount and whole * line.quantity >= 0 and exact * line.quantity < 0:
        wrong, remedy = Told("pricing.more_than_line"), Told("pricing.take_off_less")
        yield Problem(f"lines[{position}].discount_amount", wrong, remedy, show_amount(line.discount_amount))


def show_amount(amount: Decimal) -> str:
    """An amount as problems and notes show it: without exponent."""
    return format(amount, "f")
