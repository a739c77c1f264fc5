"""States amounts as a target wants them, with VAT or without, so that the target's own VAT makes the source's total."""

from collections.abc import Sequence
from decimal import Decimal

from mapping.money import net_of
from mapping.pricing.charges import Charge
from mapping.pricing.settings import Level
from mapping.pricing.spreading import CENT
from mapping.pricing.taxes import Taxable, Taxed, work_out_vat


def target_amounts(
    charges: Sequence[Charge], taxes: Sequence[Taxed], level: Level, *, includes_vat: bool
) -> list[Decimal]:
    """What each line comes to in the target, in cents. Every line that must be converted has a rate.

    Where VAT is taken out of each line, a target that puts it back on gets many amounts a cent wrong: 10.00 at 21 %
    is 8.26 without VAT, and 8.26 is 9.99 with it. Those cents cancel over the lines of a rate as far as they can: some
    lines are moved by one cent, first those that are the nearest to it.
    """
    if includes_vat:
        return [_known(charge, tax.gross) for charge, tax in zip(charges, taxes, strict=True)]
    nets = [_known(charge, tax.net) for charge, tax in zip(charges, taxes, strict=True)]
    if level == "line":
        for rate in {charge.vat_rate for charge in charges}:
            places = [
                n for n, charge in enumerate(charges) if charge.vat_rate == rate and charge.includes_vat and nets[n]
            ]
            if rate and places:
                _cancel(nets, [charges[n].amount for n in places], places, rate)
    return nets


def _known(charge: Charge, amount: Decimal | None) -> Decimal:
    return charge.amount if amount is None else amount


def _cancel(nets: list[Decimal], wanted: Sequence[Decimal], places: Sequence[int], rate: Decimal) -> None:
    """Move nets by a cent, at most once each, as long as that brings their total with VAT nearer to the wanted one."""
    gap = sum((gross - _add_vat(nets[n], rate) for n, gross in zip(places, wanted, strict=True)), Decimal(0))
    step = CENT.copy_sign(gap)
    distances = [(abs(net_of(gross, rate) - nets[n] - step), n) for n, gross in zip(places, wanted, strict=True)]
    for _, n in sorted(distances):
        if not gap:
            return
        left = gap - (_add_vat(nets[n] + step, rate) - _add_vat(nets[n], rate))
        if abs(left) < abs(gap) and nets[n] + step:
            nets[n] += step
            gap = left


def _add_vat(net: Decimal, rate: Decimal) -> Decimal:
    [line] = work_out_vat([Taxable(net, includes_vat=False, rate=rate)], "line")
    return net if line.gross is None else line.gross
