"""Finds at which VAT rate an entry of a shop's order is, or parts it where the shop taxed it at several."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mapping.money import gross_of, net_of
from mapping.pricing.spreading import in_proportion

_ROUNDED = Decimal("0.006")
"""How far a stated amount of VAT may be from the exact one, in the currency: half a cent, and a little of its base."""

_AGREES = Decimal("0.015")
"""How far the VAT of one entry may be from what its rate makes: half a cent of its own, and one of what it is of."""


@dataclass(frozen=True, slots=True)
class Tax:
    """VAT as a shop states it for an entry: the rate in percent, None where nothing tells it, and the amount."""

    rate: Decimal | None
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an entry under one rate; ``vat`` is stated for it, and None where it says nothing."""

    amount: Decimal
    rate: Decimal | None
    vat: Decimal | None


def split_by_rate(amount: Decimal, taxes: Sequence[Tax], *, includes_vat: bool) -> list[Part]:
    """The parts of an entry by VAT rate; one where it has one rate, or where the rates cannot be told apart.

    Without ``taxes`` nothing is known. A rate that does not explain its VAT is not believed: the amount of VAT then
    tells it. VAT of nothing beside a rate stays as it is stated, for whoever prices the order to hold.

    >>> split_by_rate(Decimal("5.00"), [Tax(Decimal(21), Decimal("0.63")), Tax(Decimal(9), Decimal("0.18"))],
    ...     includes_vat=False)[0].amount
    Decimal('3.00')
    """
    charged = [tax for tax in taxes if tax.vat] or list(taxes[:1])
    vat = sum((tax.vat for tax in charged), Decimal(0)) if charged else None
    if len(charged) == 1:
        return [Part(amount, _believe(amount, charged[0], includes_vat=includes_vat), vat)]
    bases = [_base(tax, includes_vat=includes_vat) for tax in charged]
    known = [base for base in bases if base is not None]
    if charged and len(known) == len(charged):
        slacks = [_ROUNDED * 100 / tax.rate for tax in charged if tax.rate]
        rates = [tax.rate for tax in charged if tax.rate is not None]
        if _all_of_it(amount, charged, includes_vat=includes_vat):
            return [Part(amount, sum(rates, Decimal(0)), vat)]
        if abs(sum(known, Decimal(0)) - amount) <= sum(slacks, Decimal(0)):
            parts = in_proportion(amount, known)
            return [Part(part, tax.rate, tax.vat) for part, tax in zip(parts, charged, strict=True) if part]
    return [Part(amount, None, vat)]


def _believe(amount: Decimal, tax: Tax, *, includes_vat: bool) -> Decimal | None:
    """The stated rate, unless the stated VAT says that it is another."""
    if tax.rate is None or not amount or not tax.vat:
        return tax.rate
    due = amount - net_of(amount, tax.rate) if includes_vat else gross_of(amount, tax.rate) - amount
    return tax.rate if abs(due - tax.vat) <= _AGREES else None


def _base(tax: Tax, *, includes_vat: bool) -> Decimal | None:
    if not tax.rate:
        return None
    net = tax.vat * 100 / tax.rate
    return net + tax.vat if includes_vat else net


def _all_of_it(amount: Decimal, taxes: Sequence[Tax], *, includes_vat: bool) -> bool:
    """Whether each of the taxes is of the whole entry, as those of a state and a city are, so that they add up."""
    vat = sum((tax.vat for tax in taxes), Decimal(0))
    net = amount - vat if includes_vat else amount
    return all(tax.rate is not None and abs(net * tax.rate / 100 - tax.vat) <= _AGREES for tax in taxes)
