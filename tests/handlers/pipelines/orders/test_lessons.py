"""What users of such connectors complained about, each complaint as a fact: lessons of the domain notes.

The lessons are numbered as there: VAT numbers, lengths, signs, addresses and decimals. Those about customers, about
runs and about amounts have files of their own.
"""

from typing import Any

import pytest

from handlers.pipelines.orders.settings import OrderSettings
from handlers.services.vies import CheckedNumber
from handlers.vendors.accountview.protocol import Part, write_body
from mapping.money import round_cents
from mapping.parsing import dump_json, parse_json
from relay.model import State
from tests.handlers.pipelines.orders.carried import VAT_TABLES, Case, work_out
from tests.handlers.pipelines.orders.fakes import EMAIL, OrderDesk, document
from tests.handlers.presets import SOURCES, document_of
from tests.plain import as_told

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
    desk.checks.answer = CheckedNumber("not_checked", reason=as_told("VIES does not answer"))
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
    desk.checks.answer = CheckedNumber("not_checked", reason=as_told("MS_MAX_CONCURRENT_REQ"))
    waiting = await desk.carry(to_germany())
    assert (waiting.state, desk.written()) == (State.HELD, 0)
    desk.checks.answer = CheckedNumber("valid")
    assert (await desk.carry(to_germany())).state is State.WRITTEN
    assert len(desk.checks.asked) == 2


async def test_lesson_20_an_address_that_is_too_long_is_moved_held_or_cut_as_the_connection_says() -> None:
    street = "Burgemeester Van der Voort van Zijplaan achter de oude broodfabriek aan de singel"
    order = {"billing_address": {"street": street}}
    moved = await work_out(case(order=order))
    assert moved.problems == []
    assert moved.tables["CONTACT"]["ST_STREET"] == "Burgemeester Van der Voort van Zijplaan achter de oude"
    assert moved.tables["CONTACT"]["ST_PROP"] == "broodfabriek aan de singel"
    held = await work_out(case(order=order, connection={"too_long": {"ST_STREET": "hold"}}))
    assert {problem.path for problem in held.problems} == {"billing_address.street"}
    assert street not in str(held.problems[0])
    cut = await work_out(case(order=order, connection={"too_long": "cut"}))
    assert cut.problems == []
    assert cut.tables["CONTACT"]["ST_STREET"] == street[:60].rstrip()


async def test_lesson_20_what_the_customer_is_found_by_is_never_cut() -> None:
    email = f"{'very.' * 8}long@bakkerij.example.com"
    worked = await work_out(case(order={"customer": {"email": email}}, connection={"too_long": "cut"}))
    assert [problem.path for problem in worked.problems] == ["customer.email"]


def test_lesson_22_html_in_names_is_read_as_the_signs_it_stands_for() -> None:
    posted = parse_json(document_of("woocommerce"))
    posted["billing"] |= {"company": "Jansen &amp; Zn&#039;s", "last_name": "d&#8217;Ancona"}
    order = SOURCES["woocommerce"](posted)
    assert (order.customer.company, order.customer.last_name) == ("Jansen & Zn's", "d’Ancona")  # noqa: RUF001 - the sign that stands there
    assert order.lines[0].description == "Bread tin & lid"


async def test_lesson_22_signs_are_not_escaped_on_the_way_out() -> None:
    worked = await work_out(case(order={"customer": {"company": "Jansen & <Zn>"}}))
    assert worked.tables["CONTACT"]["ACCT_NAME"] == "Jansen & <Zn>"


@pytest.mark.parametrize("name", ["Łukasz Çelik", "µ-Bäckerei ~ Søn", "Ψωμί Θήρας", "パン屋", "Café 🥐"])
async def test_lesson_23_signs_of_any_alphabet_reach_the_target_as_they_are(name: str) -> None:
    worked = await work_out(case(order={"customer": {"company": name}}))
    assert worked.problems == []
    sent = write_body("AR1", Part("CONTACT", [worked.tables["CONTACT"]], "CONTACT"))
    [row] = parse_json(sent)["TableData"]["Data"]["Rows"]
    assert name in row["Values"]
    assert name in sent.decode("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "Kerkstraat 12a",
        "Plein 1944 12",
        "16 april 1944 Pad 1",
        "Langeloërduinen 3 46",
        "2e Jacob van Campenstraat 8-2",
        "Postbus 123",
        "Laan '40-'45 7 bis",
        "1e Dorpsweg",
        "Straße des 17. Juni 135",
        "Zwarte Weg 10 hs achter",
    ],
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


async def test_lesson_35_what_an_order_becomes_and_the_state_it_gets_are_two_settings() -> None:
    settings = {"status": {"table": {"paid": "FINAL"}}}
    connection = {"order_columns": {"status": "STAT_CODE"}}
    sent = {}
    for send_as in ("order", "invoice", "direct_invoice"):
        for status in ("paid", None):
            order = {"status": status} if status else {}
            worked = await work_out(case(settings=settings | {"send_as": send_as}, connection=connection, order=order))
            header = worked.tables["SO_HDR"]
            sent[send_as, status] = (header.get("AIS_SOC"), header.get("STAT_CODE"))
    assert sent == {
        ("order", "paid"): (None, "FINAL"),
        ("order", None): (None, None),
        ("invoice", "paid"): (False, "FINAL"),
        ("invoice", None): (False, None),
        ("direct_invoice", "paid"): (True, "FINAL"),
        ("direct_invoice", None): (True, None),
    }
