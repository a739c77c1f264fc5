"""Finds the VAT rate that explains an amount of VAT, and none where two explain it equally well."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mapping.money import gross_of, net_of

HALF_A_CENT = Decimal("0.005")
_TENTHS = range(1000)  # 0 to 99.9 percent


@dataclass(frozen=True, slots=True)
class Explained:
    """Amounts under one rate, summed with VAT in them and without, and the VAT on them together.

    ``slack`` is how far the VAT may be from what a rate makes of it: half a cent for each amount that was rounded.
    """

    including: Decimal
    excluding: Decimal
    vat: Decimal
    slack: Decimal = HALF_A_CENT

    def fits(self, rate: Decimal) -> bool:
        """Whether the rate makes this VAT of these amounts."""
        return abs(self._vat_at(rate) - self.vat) <= self.slack

    def gap(self, rate: Decimal) -> Decimal:
        """How far the rate is from making this VAT."""
        return abs(self._vat_at(rate) - self.vat)

    def tenths(self) -> list[Decimal]:
        """Every rate to one decimal that fits."""
        sign = -1 if self.including + self.excluding < 0 else 1

        def vat_at(tenth: int) -> Decimal:
            return sign * self._vat_at(Decimal(tenth) / 10)

        low = bisect_left(_TENTHS, sign * self.vat - self.slack, key=vat_at)
        high = bisect_right(_TENTHS, sign * self.vat + self.slack, key=vat_at)
        return [rate for tenth in range(low, high) if self.fits(rate := Decimal(tenth) / 10)]

    def _vat_at(self, rate: Decimal) -> Decimal:
        return self.including - net_of(self.including, rate) + gross_of(self.excluding, rate) - self.excluding


def fitting_rate(told: Explained, known: Collection[Decimal], usual: Collection[Decimal]) -> Decimal | None:
    """The rate that fits: one known from the same order, else a usual one, else a whole one, a half one, any tenth.

    None where nothing fits, and where several of the same kind do: then nobody can tell.

    >>> line = Explained(including=Decimal(0), excluding=Decimal("8.26"), vat=Decimal("1.73"))
    >>> fitting_rate(line, known=(), usual=(Decimal(21), Decimal(9)))
    Decimal('21')
    """
    if not told.including + told.excluding:
        return None
    among = [rate for rate in known if told.fits(rate)]
    if among:
        return min(among, key=lambda rate: (told.gap(rate), rate))
    tenths = told.tenths()
    for kind in _kinds(tenths, usual):
        if kind:
            return kind[0] if len(kind) == 1 else None
    return None


def _kinds(tenths: Sequence[Decimal], usual: Collection[Decimal]) -> list[list[Decimal]]:
    return [
        [rate for rate in tenths if rate in usual],
        [rate.to_integral_value() for rate in tenths if rate == rate.to_integral_value()],
        [rate for rate in tenths if rate * 2 == (rate * 2).to_integral_value()],
        list(tenths),
    ]
