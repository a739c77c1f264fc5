"""A flow's target is put together of its records, and works however the open questions turn out."""

from datetime import timedelta

import pytest

from handlers.contracts.orders import OrderBooks
from handlers.sandboxes.accountview import Behaviour
from tests.handlers.vendors.accountview.office import (
    TODAY,
    Office,
    marks,
    office,
    written,
)

EMAIL = "inkoop@bakkerij.example.com"


async def test_it_is_an_order_target_by_name_and_horizon(o: Office) -> None:
    target: OrderBooks = o.target()
    assert (target.connection, target.horizon) == ("books", timedelta(seconds=300))
    assert repr(target) == "AccountViewOrderTarget('books')"


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour(padded=True), Behaviour(loose_equal=True), Behaviour(nothing_is_404=True), Behaviour(error_status=500)],
)
async def test_the_line_works_however_the_open_questions_turn_out(behaviour: Behaviour) -> None:
    async with office(behaviour=behaviour, empty_is_404=behaviour.nothing_is_404, send_numbers_as="text") as o:
        target = o.target()
        assert await target.find_orders("W-100245", TODAY) == []
        assert await target.missing_articles(["KFM-100", "NIEUW-001"]) == ["NIEUW-001"]
        draft, number = await written(target)
        [found] = await target.find_orders("W-100245", TODAY)
        assert (found.number, found.reference, found.total) == (number, "W-100245", target.total_of(draft))
        [debtor] = await target.find_debtors(marks(EMAIL))
        assert debtor.fields["ACCT_NAME"] == "Bakkerij Voorbeeld B.V."
