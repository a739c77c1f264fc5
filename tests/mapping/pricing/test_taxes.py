"""VAT is rounded where the settings say, and net, VAT and gross agree to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.money import gross_of, net_of, round_cents
from mapping.pricing.settings import Level
from mapping.pricing.taxes import Taxable, total, work_out_vat
from tests.mapping.pricing.orders import money

PARTS = st.lists(
    st.builds(
        Taxable,
        amount=st.decimals(min_value=-1000, max_value=1000, places=2),
        includes_vat=st.booleans(),
        rate=st.sampled_from(money("21", "9", "0", "5.5")),
    ),
    min_size=1,
    max_size=20,
)


@given(PARTS, st.sampled_from(["line", "rate"]))
def test_net_and_vat_are_gross_and_the_amount_is_kept(parts: list[Taxable], level: Level) -> None:
    for part, line in zip(parts, work_out_vat(parts, level), strict=True):
        assert line.net is not None
        assert line.vat is not None
        assert line.gross == line.net + line.vat
        assert part.amount == (line.gross if part.includes_vat else line.net)


@given(PARTS)
def test_by_line_the_vat_is_that_of_each_line(parts: list[Taxable]) -> None:
    for part, line in zip(parts, work_out_vat(parts, "line"), strict=True):
        assert part.rate is not None
        if part.includes_vat:
            assert line.net == round_cents(net_of(part.amount, part.rate))
        else:
            assert line.gross == round_cents(gross_of(part.amount, part.rate))


@given(PARTS)
def test_by_rate_no_line_is_more_than_a_cent_from_its_own_vat(parts: list[Taxable]) -> None:
    for part, line, alone in zip(parts, work_out_vat(parts, "rate"), work_out_vat(parts, "line"), strict=True):
        assert line.vat is not None
        assert alone.vat is not None
        assert abs(line.vat - alone.vat) <= Decimal("0.01"), part


@pytest.mark.parametrize("level", ["line", "rate"])
def test_without_a_rate_only_the_amount_is_known(level: Level) -> None:
    parts = [Taxable(Decimal(5), includes_vat, None) for includes_vat in (False, True)]
    without, including = work_out_vat(parts, level)
    assert (without.net, without.vat, without.gross) == (Decimal(5), None, None)
    assert (including.net, including.vat, including.gross) == (None, None, Decimal(5))
    assert total([without, including]).gross is None
    assert total([without]).net == 5
