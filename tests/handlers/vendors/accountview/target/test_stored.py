"""What several years show of one document is one document."""

from handlers.contracts.orders import FoundOrder
from handlers.vendors.accountview.target.stored import distinct


def test_an_order_that_two_years_show_is_one_order() -> None:
    one, other = FoundOrder("7", "W-1", "1", None, None), FoundOrder("8", "W-1", "1", None, None)
    assert distinct([one, other, one]) == [one, other]
