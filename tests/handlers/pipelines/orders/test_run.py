"""The settings of an orders flow, and the run that each step hands to the next."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from handlers.pipelines.orders.run import OrderRun, begin, reference_of
from handlers.pipelines.orders.settings import OrderSettings
from relay.model import Flow
from tests.handlers.pipelines.orders.fakes import EMAIL, FakeSource, OrderDesk, document
from words.masking import mask
from words.told import AS_WRITTEN, Told


async def test_a_search_code_made_of_a_name_is_masked_where_a_vendor_quotes_it(desk: OrderDesk) -> None:
    run = await desk.run(document(customer={"last_name": "Büchner", "email": EMAIL}))
    assert mask(["SeNm BUCHNER is in use"], run.personal_values()) == ("SeNm […] is in use",)


def test_without_settings_an_order_is_sent_as_an_order_and_fills_in_empty_fields() -> None:
    settings = OrderSettings()
    assert (settings.send_as, settings.customer.update, settings.rounding.tolerance) == (
        "order",
        "empty_fields",
        Decimal("0.05"),
    )


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"default_debtor": {"force": True}}, ("default_debtor",)),
        ({"default_debtor": {"force": True, "value": ""}}, ("default_debtor",)),
        ({"rounding": {"tolerance": "-0.01"}}, ("rounding", "tolerance")),
        ({"rounding": {"tolerance": 0.05}}, ("rounding", "tolerance")),
        ({"send_as": "fax"}, ("send_as",)),
        ({"customer": {"update": "sometimes"}}, ("customer", "update")),
        ({"missing_article": "fallback_item"}, ()),
        ({"discount": {"how": "line"}}, ("discount",)),
        ({"shipping_cost": {"vat": "fixed"}}, ("shipping_cost",)),
        ({"payment_condition": {"tabel": {}}}, ("payment_condition", "tabel")),
        ({"unknown": 1}, ("unknown",)),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(wrong: dict[str, Any], path: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        OrderSettings.model_validate(wrong)
    [error] = caught.value.errors()
    assert error["loc"] == path


def test_the_tolerance_is_exact() -> None:
    assert OrderSettings.model_validate({"rounding": {"tolerance": "0.1"}}).rounding.tolerance == Decimal("0.1")


def test_a_draft_stands_under_the_prefixed_number_of_its_order() -> None:
    flow = Flow("orders", "order", "shop", "books", OrderSettings(), reference_prefix="S1-")
    assert reference_of(FakeSource().read(document()), flow) == "S1-1001"


async def test_a_run_begins_knowing_nothing_and_tells_nothing_personal(desk: OrderDesk) -> None:
    run = begin(await desk.ticket())
    assert (run.order, run.notes, run.number, run.personal_values()) == (None, (), None, frozenset())


async def test_a_run_names_what_is_personal_in_its_order(desk: OrderDesk) -> None:
    values = (await desk.run()).personal_values()
    assert {EMAIL, "Bakkerij Van Dam B.V.", "Keizersgracht", "1017 GN", "Amsterdam"} <= values
    assert "BR-100" not in values


async def test_telling_and_deciding_leave_the_run_before_as_it_was(desk: OrderDesk) -> None:
    run: OrderRun = await desk.run()
    told = [Told(AS_WRITTEN, text=text) for text in ("one", "two", "three")]
    later = run.tell(*told[:2]).change_draft(debtor="D1").tell(told[2])
    assert (run.notes, run.known.debtor) == ((), None)
    assert (later.notes, later.known.debtor) == (("one", "two", "three"), "D1")
