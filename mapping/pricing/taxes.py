"""Rounds VAT where the settings say: of each line, or of each rate with the cents parted over its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mapping.money import gross_of, net_of, round_cents
from mapping.pricing.settings import Level
from mapping.pricing.spreading import spread_cents


@dataclass(frozen=True, slots=True)
class Taxable:
    """An amount in cents, with VAT or without it, and its rate in percent; None where nobody knows it."""

    amount: Decimal
    includes_vat: bool
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount in cents without VAT, its VAT and with it; without a rate only what the amount is, if that is any."""

    net: Decimal | None
    vat: Decimal | None
    gross: Decimal | None


def work_out_vat(parts: Sequence[Taxable], level: Level) -> list[Taxed]:
    """Each amount with its VAT. At level ``rate`` the VAT of a rate is rounded once, and its lines come to that.

    >>> lines = [Taxable(Decimal("0.12"), False, Decimal(21))] * 3
    >>> [str(line.vat) for line in work_out_vat(lines, "line")], [str(line.vat) for line in work_out_vat(lines, "rate")]
    (['0.03', '0.03', '0.03'], ['0.03', '0.03', '0.02'])
    """
    exact = [_exact_vat(part) for part in parts]
    rounded: list[Decimal | None] = [None if vat is None else round_cents(vat) for vat in exact]
    if level == "rate":
        for rate in {part.rate for part in parts if part.rate is not None}:
            places = [n for n, part in enumerate(parts) if part.rate == rate]
            shares = [vat for n in places if (vat := exact[n]) is not None]
            for n, vat in zip(places, spread_cents(round_cents(sum(shares, Decimal(0))), shares), strict=True):
                rounded[n] = vat
    return [_give_vat(part, vat) for part, vat in zip(parts, rounded, strict=True)]


def total(taxes: Sequence[Taxed]) -> Taxed:
    """The sums; None where an amount is missing."""
    return Taxed(
        _sum([line.net for line in taxes]), _sum([line.vat for line in taxes]), _sum([line.gross for line in taxes])
    )


def _exact_vat(part: Taxable) -> Decimal | None:
    if part.rate is None:
        return None if part.amount else Decimal(0)  # what costs nothing has no VAT at any rate
    if part.includes_vat:
        return part.amount - net_of(part.amount, part.rate)
    return gross_of(part.amount, part.rate) - part.amount


def _give_vat(part: Taxable, vat: Decimal | None) -> Taxed:
    if vat is None:
        return Taxed(None, None, part.amount) if part.includes_vat else Taxed(part.amount, None, None)
    if part.includes_vat:
        return Taxed(part.amount - vat, vat, part.amount)
    return Taxed(part.amount, vat, part.amount + vat)


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if len(known) == len(amounts) else None
