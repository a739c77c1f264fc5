"""What users of such connectors complained about, each complaint as a fact: lessons of the domain notes.

The lessons are numbered as there: VAT numbers, lengths, refusals, signs, orders that are skipped, come late, come twice
or change. Those about customers and about amounts have files of their own.
"""

import asyncio
from itertools import permutations
from typing import Any

import pytest

from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.changes import CHANGED
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.accountview.protocol import Part, write_body
from handlers.vies import CheckedNumber
from mapping.money import round_cents
from mapping.parsing import dump_json, parse_json
from mapping.problems import Problem
from relay.errors import Hold, Permanent, Transient, Unconfirmed
from relay.model import State
from tests.handlers.pipelines.orders.carried import VAT_TABLES, Case, work_out
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, EMAIL, OrderDesk, customer_of, document
from tests.handlers.presets import SOURCES, document_of

BERLIN = {"street": "Lindenstraße", "number": "9", "postcode": "10969", "city": "Berlin", "country": "DE"}
GERMAN_BAKER = {"company": "Müller GmbH", "last_name": "Müller", "email": EMAIL, "vat_number": "DE136695976"}


def case(**written: Any) -> Case:
    """An order as the cases have it, into AccountView."""
    lines = [{"sku": "BR-100", "quantity": 1, "unit_price": 10, "vat_rate": 21}]
    return Case("lesson", "", "accountview", written | {"order": {"lines": lines} | written.get("order", {})})


def to_germany(**changes: Any) -> dict[str, Any]:
    """A company in Berlin that is charged no VAT."""
    lines = [{"sku": "BR-100", "quantity": 1, "unit_price": 100, "vat_rate": 0}]
    return document(customer=GERMAN_BAKER, billing_address=BERLIN, lines=lines) | changes


def checked(policy: str | None = None) -> OrderSettings:
    """A flow that asks VIES; ``policy`` is what becomes of a number about which VIES says nothing."""
    check = {"enabled": True} | ({"not_checked": policy} if policy else {})
    return OrderSettings.model_validate({"vat_codes": VAT_TABLES["dutch_shop"], "vat_number_check": check})


@pytest.mark.parametrize(
    ("changes", "kind", "status", "code"),
    [
        ({}, "goods", "valid", "5"),
        ({}, "service", "valid", "6"),
        ({"shipping_address": {**BERLIN, "country": "CH", "postcode": "8001"}}, "goods", "valid", "7"),
        ({"customer": {"company": None}}, "goods", "valid", None),
        ({"customer": {"vat_number": None}}, "goods", None, None),
        ({}, "goods", "invalid", None),
    ],
)
async def test_lesson_17_company_number_destination_and_kind_decide_whether_vat_is_reversed(
    changes: dict[str, Any], kind: str, status: str | None, code: str | None
) -> None:
    lines = [{"sku": "BR-100", "kind": kind, "quantity": 1, "unit_price": 100, "vat_rate": 0}]
    order = {"billing_address": BERLIN, "lines": lines, **changes}
    order["customer"] = GERMAN_BAKER | changes.get("customer", {})
    worked = await work_out(
        case(
            vat_table="dutch_shop",
            settings={"vat_number_check": {"enabled": True}},
            vat_number=status,
            order={name: value for name, value in order.items() if value is not None},
        )
    )
    if code is None:
        assert [problem.path for problem in worked.problems] == ["lines[0].vat_rate"]
    else:
        assert [line.vat_code for line in worked.priced.lines] == [code]


@pytest.mark.parametrize(
    ("policy", "state", "told"),
    [
        (None, State.HELD, "customer.vat_number: could not be checked"),
        ("accept", State.WRITTEN, "the VAT number was not checked; check it later"),
        ("as_consumer", State.HELD, "lines[0].vat_rate: has no VAT code for a sale of goods to EU_consumer"),
    ],
)
async def test_lesson_18_a_service_that_is_down_blocks_nobody_by_itself_and_never_makes_a_number_valid(
    policy: str | None, state: State, told: str, desk: OrderDesk
) -> None:
    desk.settings = checked(policy)
    desk.checks.answer = CheckedNumber("not_checked", reason="VIES does not answer")
    outcome = await desk.carry(to_germany())
    notes = [note for step in outcome.steps for note in step.notes]
    assert outcome.state is state
    assert "the VAT number was not checked: VIES does not answer" in notes
    assert any(told in text for text in (outcome.reason, *notes))
    assert not any("says the VAT number is valid" in note for note in notes)


async def test_lesson_19_an_order_whose_number_was_too_busy_to_check_waits_and_goes_when_it_is_checked(
    desk: OrderDesk,
) -> None:
    desk.settings = checked()
    desk.checks.answer = CheckedNumber("not_checked", reason="MS_MAX_CONCURRENT_REQ")
    waiting = await desk.carry(to_germany())
    assert (waiting.state, desk.written()) == (State.HELD, 0)
    desk.checks.answer = CheckedNumber("valid")
    assert (await desk.carry(to_germany())).state is State.WRITTEN
    assert len(desk.checks.asked) == 2


async def test_lesson_20_an_address_that_is_too_long_is_held_or_cut_as_the_connection_says() -> None:
    street = "Burgemeester Van der Voort van Zijplaan achter de oude broodfabriek aan de singel"
    order = {"billing_address": {"street": street}}
    held = await work_out(case(order=order))
    assert {problem.path for problem in held.problems} == {"billing_address.street"}
    assert street not in str(held.problems[0])
    cut = await work_out(case(order=order, connection={"too_long": "cut"}))
    assert cut.problems == []
    assert cut.tables["CONTACT"]["ST_STREET"] == street[:60].rstrip()


async def test_lesson_20_what_the_customer_is_found_by_is_never_cut() -> None:
    email = f"{'very.' * 8}long@bakkerij.example.com"
    worked = await work_out(case(order={"customer": {"email": email}}, connection={"too_long": "cut"}))
    assert [problem.path for problem in worked.problems] == ["customer.email"]


async def test_lesson_21_what_the_target_refuses_for_good_is_not_tried_again(desk: OrderDesk) -> None:
    for refusal, state in ((Hold("too long"), State.HELD), (Permanent("no such table"), State.FAILED)):
        desk.target.failing["create_order"] = refusal
        outcome = await desk.carry()
        assert (outcome.state, outcome.after, outcome.burns_try) == (state, None, False)


async def test_lesson_21_what_would_be_refused_is_told_before_anything_is_written(desk: OrderDesk) -> None:
    desk.target.problems.append(Problem("customer_reference", "longer than 35 characters", "shorten it"))
    outcome = await desk.carry()
    assert (outcome.state, desk.written()) == (State.HELD, 0)
    assert outcome.problems[0]["remedy"] == "shorten it"


def test_lesson_22_html_in_names_is_read_as_the_signs_it_stands_for() -> None:
    posted = parse_json(document_of("woocommerce"))
    posted["billing"] |= {"company": "Jansen &amp; Zn&#039;s", "last_name": "d&#8217;Ancona"}
    order = SOURCES["woocommerce"](posted)
    assert (order.customer.company, order.customer.last_name) == ("Jansen & Zn's", "d’Ancona")  # noqa: RUF001 - the sign that stands there
    assert order.lines[0].description == "Bread tin & lid"


async def test_lesson_22_signs_are_not_escaped_on_the_way_out() -> None:
    worked = await work_out(case(order={"customer": {"company": "Jansen & <Zn>"}}))
    assert worked.tables["CONTACT"]["ACCT_NAME"] == "Jansen & <Zn>"


@pytest.mark.parametrize("name", ["Łukasz Çelik", "µ-Bäckerei ~ Søn", "Ελιά ΑΕ", "パン屋", "Café 🥐"])
async def test_lesson_23_signs_of_any_alphabet_reach_the_target_as_they_are(name: str) -> None:
    worked = await work_out(case(order={"customer": {"company": name}}))
    assert worked.problems == []
    sent = write_body("AR1", Part("CONTACT", [worked.tables["CONTACT"]], "CONTACT"))
    [row] = parse_json(sent)["TableData"]["Data"]["Rows"]
    assert name in row["Values"]
    assert name in sent.decode("utf-8")


@pytest.mark.parametrize(
    ("settings", "changes", "told"),
    [
        ({"statuses": ["paid"]}, {"status": "pending"}, "the flow carries orders that are paid; this one is pending"),
        ({"statuses": ["paid"]}, {}, "the flow carries orders that are paid; this one is in no state"),
        ({}, {"status": "Cancelled"}, "the order is Cancelled at the source"),
    ],
)
async def test_lesson_25_an_order_that_is_skipped_says_why(
    settings: dict[str, Any], changes: dict[str, Any], told: str, desk: OrderDesk
) -> None:
    desk.settings = OrderSettings.model_validate(settings)
    outcome = await desk.carry(document(**changes))
    assert (outcome.state, outcome.reason, desk.target.calls.total()) == (State.SKIPPED, told, 0)


async def test_lesson_25_a_payment_method_without_a_code_holds_the_order_and_is_never_done(desk: OrderDesk) -> None:
    desk.settings = OrderSettings.model_validate({"payment_method": {"table": {"ideal": "ID"}}})
    outcome = await desk.carry(document(payment_method="afterpay"))
    assert (outcome.state, desk.written()) == (State.HELD, 0)
    assert "add a row to settings.payment_method.table" in outcome.reason


async def test_lesson_27_one_order_with_a_deleted_product_does_not_stop_the_rest(desk: OrderDesk) -> None:
    gone = [{"sku": "GONE", "quantity": 1, "unit_price": 1}]
    orders = [document(number="1"), document(number="2", lines=gone), document(number="3")]
    tickets = [await desk.ticket(order=order) for order in orders]
    pipeline = PIPELINE.bind(desk.services)
    outcomes = await asyncio.gather(*(pipeline.carry(ticket) for ticket in tickets))
    assert [outcome.state for outcome in outcomes] == [State.WRITTEN, State.HELD, State.WRITTEN]
    assert {order.reference for order in desk.target.orders} == {"S1-1", "S1-3"}


@pytest.mark.parametrize("states", list(permutations(("pending", "paid", "completed"))))
async def test_lesson_29_an_order_is_written_once_in_whatever_order_its_states_come(
    states: tuple[str, ...], desk: OrderDesk
) -> None:
    desk.settings = OrderSettings(statuses=("paid", "completed"))
    outcomes = [await desk.carry(document(status=status)) for status in states]
    assert [outcome.state for outcome in outcomes].count(State.WRITTEN) == 1
    assert [order.reference for order in desk.target.orders] == ["S1-1001"]


@pytest.mark.parametrize("call", ["create_debtor", "create_address", "create_order"])
@pytest.mark.parametrize("lost", [False, True])
async def test_lesson_30_a_failure_in_between_leaves_nothing_half_and_nothing_twice(
    call: str, *, lost: bool, desk: OrderDesk
) -> None:
    order = document(shipping_address=ELSEWHERE)
    if lost:
        desk.target.answer_lost[call] = Unconfirmed("no answer in time")
    else:
        desk.target.failing[call] = Transient("away")
    assert (await desk.carry(order)).state in {State.RETRYING, State.UNCONFIRMED}
    desk.target.failing.clear()
    assert (await desk.carry(order)).state is State.WRITTEN
    target = desk.target
    assert (len(target.debtors), len(target.addresses), len(target.orders)) == (1, 1, 1)


async def test_lesson_31_an_order_that_only_shows_what_became_of_it_is_not_sent_again(desk: OrderDesk) -> None:
    await desk.carry(document(status="paid", updated_at="2026-11-24T10:00:00+01:00"))
    desk.target.calls.clear()
    echoed = document(status="sent to the books", updated_at="2026-11-24T10:05:00+01:00")
    outcome = await desk.carry(echoed)
    assert (outcome.state, outcome.reason, outcome.problems) == (State.SKIPPED, "carried before", ())
    assert desk.target.calls.total() == 0


async def test_lesson_31_a_held_order_that_comes_again_keeps_its_reason(desk: OrderDesk) -> None:
    desk.target.articles.remove("BR-200")
    first = await desk.carry(document(status="paid"))
    again = await desk.carry(document(status="held by the relay"))
    assert first.reason == again.reason == "not in the target: BR-200"


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"lines": [{"sku": "BR-100", "quantity": 3, "unit_price": "12.50"}]}, ["lines[0]", "lines[1]"]),
        ({"shipping_address": ELSEWHERE}, ["shipping_address"]),
        ({"customer": customer_of(phone="+31205550199")}, ["customer"]),
        ({"status": "cancelled"}, ["status"]),
    ],
)
async def test_lesson_32_a_change_after_sending_is_told_field_by_field_and_never_written(
    change: dict[str, Any], fields: list[str], desk: OrderDesk
) -> None:
    await desk.carry()
    written = desk.written()
    outcome = await desk.carry(document(**change))
    assert (outcome.state, outcome.number, desk.written()) == (State.SKIPPED, "SO1", written)
    assert outcome.reason.startswith(f"{CHANGED}: order SO1 was sent before")
    assert [problem["path"] for problem in outcome.problems] == fields
    assert all(secret not in repr(outcome) for secret in ("Coolsingel", "0199", EMAIL))


async def test_lesson_37_a_dry_run_touches_no_live_data(desk: OrderDesk) -> None:
    outcome = await desk.carry(write=False)
    assert outcome.reason.startswith("dry run: would make a debtor")
    assert (desk.written(), desk.target.orders, desk.target.debtors) == (0, [], [])


async def test_lesson_37_an_article_is_matched_by_its_code_and_never_by_its_name(desk: OrderDesk) -> None:
    named = [{"sku": "BR-999", "description": "BR-100", "quantity": 1, "unit_price": 1}]
    assert (await desk.carry(document(number="1", lines=named))).reason == "not in the target: BR-999"
    coded = [{"sku": "BR-100", "description": "Another name", "quantity": 1, "unit_price": 1}]
    assert (await desk.carry(document(number="2", lines=coded))).state is State.WRITTEN


@pytest.mark.parametrize(
    "line",
    ["Kerkstraat 12a", "Plein 1944 12", "16 april 1944 Pad 1", "Langeloërduinen 3 46", "2e Jacob van Campenstraat 8-2"]
    + ["Postbus 123", "Laan '40-'45 7 bis", "1e Dorpsweg", "Straße des 17. Juni 135", "Zwarte Weg 10 hs achter"],
)
async def test_lesson_39_nothing_of_a_dutch_address_is_lost_whether_it_is_split_or_not(line: str) -> None:
    posted = parse_json(document_of("woocommerce"))
    posted["billing"]["address_1"] = line
    address = SOURCES["woocommerce"](posted).billing_address
    assert _bare(address.line) == _bare(line)
    assert not address.number or address.number.isdigit()
    parts = {"street": address.street, "number": address.number, "addition": address.addition}
    worked = await work_out(case(order={"billing_address": parts}))
    assert _bare(worked.tables["CONTACT"]["ADDRESS1"]) == _bare(line)


async def test_lesson_40_a_price_of_any_number_of_decimals_reaches_the_target_digit_by_digit(desk: OrderDesk) -> None:
    prices = ["0.1", "0.30000000000000004", "19.99", "0.1234567890123456789", "100000000000000000.01"]
    lines = ",".join(f'{{"sku": "BR-100", "quantity": 1, "unit_price": {price}}}' for price in prices)
    body = dump_json(document(lines=[])).replace(b'"lines":[]', f'"lines":[{lines}]'.encode())
    assert (await desk.carry(parse_json(body))).state is State.WRITTEN
    [fields] = desk.target.sent
    assert [str(line["PRICE"]) for line in fields["LINES"]] == prices
    assert fields["TOTAL"] == sum(round_cents(line["PRICE"]) for line in fields["LINES"])


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
