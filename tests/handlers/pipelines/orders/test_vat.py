"""VAT numbers are asked about where they count, and every line gets its code or a problem that says what to set."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.orders.vat import vat_number
from handlers.services.vies import CheckedNumber
from relay.model import State
from tests.handlers.pipelines.orders.fakes import OrderDesk, customer_of, document
from tests.plain import as_told

BELGIAN = {"street": "Meir", "number": "1", "postcode": "2000", "city": "Antwerpen", "country": "BE"}
VAT_NUMBER = "BE0697449992"
ROWS = [
    {"country": "domestic", "rate": 21, "code": "1"},
    {"country": "EU_business", "rate": 0, "code": "6"},
    {"country": "EU_consumer", "rate": 21, "code": "7"},
]


def to_belgium(**changes: Any) -> dict[str, Any]:
    buyer = customer_of(vat_number=VAT_NUMBER)
    lines = [{"sku": "BR-100", "quantity": 1, "unit_price": "10.00", "vat_rate": 0}]
    return document(**{"customer": buyer, "billing_address": BELGIAN, "lines": lines, **changes})


def checking(**settings: Any) -> OrderSettings:
    return OrderSettings.model_validate(
        {"vat_number_check": {"enabled": True}, "vat_codes": {"rows": ROWS}, **settings}
    )


async def asked(desk: OrderDesk, order: dict[str, Any]) -> OrderRun:
    return await vat_number(OrderRun(await desk.ticket(order=order), desk.source.read(order)), desk.checks)


class TestAsking:
    async def test_the_number_of_a_company_abroad_is_asked_about(self, desk: OrderDesk) -> None:
        desk.settings = checking()
        desk.checks.answer = CheckedNumber("valid", consultation="WAPIAAAA")
        run = await asked(desk, to_belgium())
        assert [number.text for number in desk.checks.asked] == [VAT_NUMBER]
        assert run.number_status == "valid"
        assert run.notes == ("VIES says the VAT number is valid (consultation WAPIAAAA)",)

    @pytest.mark.parametrize(
        "order",
        [
            document(customer=customer_of(vat_number="NL123456789B13")),  # at home it decides nothing
            to_belgium(customer=customer_of()),  # no number
            to_belgium(customer=customer_of(company=None, vat_number=VAT_NUMBER)),  # a person
            to_belgium(customer=customer_of(company="n.v.t.", vat_number=VAT_NUMBER)),  # a person too
            to_belgium(shipping_address=document()["billing_address"]),  # billed abroad, delivered at home
        ],
    )
    async def test_a_number_that_decides_nothing_is_not_asked_about(
        self, order: dict[str, Any], desk: OrderDesk
    ) -> None:
        desk.settings = checking()
        assert (await asked(desk, order)).number_status is None
        assert desk.checks.asked == []

    async def test_with_the_check_off_nobody_is_asked(self, desk: OrderDesk) -> None:
        desk.settings = checking(vat_number_check={"enabled": False})
        await asked(desk, to_belgium())
        assert desk.checks.asked == []


class TestCodes:
    async def drafted(self, desk: OrderDesk, order: dict[str, Any], **settings: Any) -> list[str | None]:
        desk.settings = checking(**settings)
        outcome = await desk.carry(order)
        assert outcome.state is State.WRITTEN, outcome.reason
        return [line["VAT"] for line in desk.target.sent[-1]["LINES"]]

    async def test_a_company_with_a_valid_number_gets_the_code_for_companies(self, desk: OrderDesk) -> None:
        assert await self.drafted(desk, to_belgium()) == ["6"]

    async def test_a_number_that_is_not_valid_makes_a_consumer_and_zero_percent_has_no_row_for_him(
        self, desk: OrderDesk
    ) -> None:
        desk.settings, desk.checks.answer = checking(), CheckedNumber("invalid")
        outcome = await desk.carry(to_belgium())
        assert outcome.state is State.HELD
        [problem] = outcome.problems
        assert problem.path == "lines[0].vat_rate"
        assert "settings.vat_codes.rows" in problem.remedy

    @pytest.mark.parametrize(("policy", "state"), [("hold", State.HELD), ("accept", State.WRITTEN)])
    async def test_a_service_that_is_down_is_never_taken_for_yes_unless_the_settings_say_so(
        self, policy: str, state: State, desk: OrderDesk
    ) -> None:
        desk.settings = checking(vat_number_check={"enabled": True, "not_checked": policy})
        desk.checks.answer = CheckedNumber("not_checked", reason=as_told("MS_UNAVAILABLE"))
        outcome = await desk.carry(to_belgium())
        assert outcome.state is state
        assert "the VAT number was not checked: MS_UNAVAILABLE" in [n for step in outcome.steps for n in step.notes]

    async def test_an_order_may_wait_until_the_service_answers_and_goes_by_itself_then(self, desk: OrderDesk) -> None:
        desk.settings = checking(vat_number_check={"enabled": True, "not_checked": "wait", "keep_not_checked": "30m"})
        desk.checks.answer = CheckedNumber("not_checked", reason=as_told("MS_MAX_CONCURRENT_REQ"))
        waiting = await desk.carry(to_belgium())
        assert (waiting.state, waiting.after, waiting.burns_try) == (State.RETRYING, timedelta(minutes=30), True)
        desk.checks.answer = CheckedNumber("valid")
        assert (await desk.carry(to_belgium())).state is State.WRITTEN

    async def test_what_else_is_wrong_does_not_wait(self, desk: OrderDesk) -> None:
        desk.settings = checking(vat_number_check={"enabled": True, "not_checked": "wait"})
        desk.checks.answer = CheckedNumber("not_checked", reason=as_told("down"))
        held = await desk.carry(to_belgium(payment_condition="60 days"))
        assert (held.state, len(held.problems)) == (State.HELD, 2)

    async def test_several_lines_without_a_row_are_each_named_and_a_number_once(self, desk: OrderDesk) -> None:
        desk.settings = checking(vat_number_check={"enabled": True, "not_checked": "hold"})
        desk.checks.answer = CheckedNumber("not_checked", reason=as_told("down"))
        lines = [{"sku": "BR-100", "quantity": 1, "unit_price": "10.00", "vat_rate": 0}] * 3
        assert [p.path for p in (await desk.carry(to_belgium(lines=lines))).problems] == ["customer.vat_number"]
        desk.settings = checking()
        lines = [{"sku": "BR-100", "quantity": 1, "unit_price": "10.00", "vat_rate": 6}] * 2
        held = await desk.carry(document(number="1002", lines=lines))
        assert [p.path for p in held.problems] == ["lines[0].vat_rate", "lines[1].vat_rate"]

    async def test_without_a_table_the_target_chooses_by_the_article(self, desk: OrderDesk) -> None:
        assert await self.drafted(desk, to_belgium(), vat_codes={}) == [None]

    async def test_revenue_accounts_alone_leave_the_codes_to_the_target(self, desk: OrderDesk) -> None:
        accounts = {"revenue_accounts": [{"country": "EU_business", "account": "8100"}, {"account": "8000"}]}
        assert await self.drafted(desk, to_belgium(), vat_codes=accounts) == [None]
        assert desk.target.sent[-1]["LINES"][0]["ACCOUNT"] == "8100"

    async def test_text_that_costs_nothing_and_a_rounding_line_need_no_code(self, desk: OrderDesk) -> None:
        desk.target.articles.add("ROUND")
        order = document(
            prices_include_vat=True,
            lines=[
                {"sku": "BR-100", "quantity": 1, "unit_price": "10.00", "vat_rate": 21},
                {"description": "With our thanks", "quantity": 1, "unit_price": 0},
            ],
            totals={"including_vat": "10.02"},
        )
        assert await self.drafted(desk, order, rounding={"item": "ROUND"}) == ["1", None, None]

    async def test_a_warning_of_the_table_is_told_and_the_order_goes(self, desk: OrderDesk) -> None:
        desk.settings = checking()
        lines = [{"sku": "BR-100", "quantity": 1, "unit_price": "10.00", "vat_rate": 21}]
        outcome = await desk.carry(to_belgium(lines=lines))
        assert outcome.state is State.WRITTEN
        told = [note for step in outcome.steps for note in step.notes]
        assert [note for note in told if "0 % is expected" in note]
