"""The VAT code of a line: the source's tax is booked, and what does not fit is told or held."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.documents.party import Address
from mapping.vat.areas import MEMBER_STATES, Kind
from mapping.vat.choice import NoVatCode, NumberStatus, Policy, VatBuyer, VatChoice, choose_vat
from mapping.vat.table import TableGroup, VatTable

DAY = date(2026, 11, 24)
CONSUMER = VatBuyer(business=False)
BUSINESS = VatBuyer(business=True, number_status="valid", number_country="DE")

TABLE = VatTable.model_validate(
    {
        "rows": [
            {"country": "domestic", "rate": 21, "code": "1"},
            {"country": "domestic", "rate": 9, "code": "2", "revenue_account": "8002"},
            {"country": "domestic", "rate": 0, "vat_class": "exempt", "code": "3"},
            {"country": "domestic", "rate": 0, "vat_class": "reversed", "code": "4", "reverse": True},
            {"country": "EU_business", "rate": 0, "kind": "goods", "code": "5"},
            {"country": "EU_business", "rate": 0, "kind": "service", "code": "6", "reverse": True},
            {"country": "EU_consumer", "rate": 21, "code": "1"},
            {"country": "DE", "rate": 19, "code": "D9"},
            {"country": "DE", "rate": 16, "code": "D6"},
            {"country": "outside_EU", "rate": 0, "code": "7"},
        ],
        "revenue_accounts": [
            {"account": "8000"},
            {"country": "EU_business", "account": "8010"},
            {"country": "DE", "rate": 19, "account": "8020"},
        ],
    }
)


@dataclass(frozen=True)
class Spot:
    country: str
    postcode: str = "1000"


def chosen(to: str, rate: Any, buyer: VatBuyer = CONSUMER, table: VatTable = TABLE, **other: Any) -> Any:
    line = {"ship_to": Spot(to), "vat_class": None, "kind": "goods", "day": DAY, **other}
    return choose_vat(table, buyer=buyer, rate=None if rate is None else Decimal(rate), **line)


def business(status: NumberStatus, policy: Policy = "hold", country: str = "DE") -> VatBuyer:
    return VatBuyer(business=True, number_status=status, number_country=country, not_checked=policy)


@pytest.mark.parametrize(
    ("to", "rate", "buyer", "other", "code", "account"),
    [
        ("NL", "21", CONSUMER, {}, "1", "8000"),
        ("NL", "21.00", business("valid", country="NL"), {}, "1", "8000"),
        ("NL", "9", CONSUMER, {}, "2", "8002"),
        ("NL", "0", CONSUMER, {"vat_class": " Exempt "}, "3", "8000"),
        ("NL", "0", BUSINESS, {"vat_class": "reversed"}, "4", "8000"),
        ("DE", "0", BUSINESS, {}, "5", "8010"),
        ("DE", "0", BUSINESS, {"kind": "service"}, "6", "8010"),
        ("FR", "0", BUSINESS, {}, "5", "8010"),
        ("DE", "19", CONSUMER, {}, "D9", "8020"),
        ("FR", "21", CONSUMER, {}, "1", "8000"),
        ("CH", "0", CONSUMER, {}, "7", "8000"),
        ("CH", "0", business("absent"), {}, "7", "8000"),
    ],
)
def test_an_ordinary_sale_gets_its_code_without_a_warning(
    to: str, rate: str, buyer: VatBuyer, other: dict[str, Any], code: str, account: str
) -> None:
    choice = chosen(to, rate, buyer, **other)
    assert (choice.code, choice.revenue_account, choice.warnings) == (code, account, ())
    assert choice.reverse == (code in {"4", "6"})


@pytest.mark.parametrize(
    ("to", "rate", "buyer", "other", "code", "warning"),
    [
        ("DE", "19", BUSINESS, {}, "D9", "19 % is charged to a business in DE with a VAT number"),
        ("FR", "21", BUSINESS, {}, "1", "21 % is charged to a business in FR"),
        ("CH", "21", CONSUMER, {}, "1", "outside the VAT area; 0 % is expected"),
        ("DE", "16", CONSUMER, {}, "D6", "16 % is no rate of DE (19 %, 7 %)"),
        ("DE", "19", business("invalid"), {}, "D9", "the VAT number is not valid"),
        ("FR", "21", business("valid", country="NL"), {}, "1", "the VAT number is of NL itself"),
        ("DE", "19", business("not_checked"), {}, "D9", "was not checked, and 19 % is charged"),
        ("DE", "19", business("not_checked", "accept"), {}, "D9", "was not checked, and 19 % is charged"),
        ("DE", "0", business("not_checked", "accept"), {}, "5", "check it later"),
    ],
)
def test_a_sale_that_disagrees_with_its_tax_is_booked_as_charged_with_a_warning(
    to: str, rate: str, buyer: VatBuyer, other: dict[str, Any], code: str, warning: str
) -> None:
    choice = chosen(to, rate, buyer, **other)
    assert choice.code == code
    assert any(warning in str(told) for told in choice.warnings)


def test_nothing_charged_at_home_needs_a_class_that_says_why() -> None:
    table = VatTable.model_validate({"vat_code": {"table": {"0": "0"}}})
    assert "no class says why" in str(chosen("NL", 0, table=table).warnings[0])
    assert chosen("NL", 0, table=table, vat_class="exempt").warnings == ()


def test_a_trader_under_the_kor_books_no_code_and_is_not_warned() -> None:
    for settings in ({"rows": [{"rate": 0, "code": None}]}, {"vat_code": {"force": True, "default": None}}):
        assert chosen("NL", 0, table=VatTable.model_validate(settings)) == VatChoice(
            code=None, revenue_account=None, reverse=False, group="domestic"
        )


@pytest.mark.parametrize(("kind", "reverse"), [("service", False), ("goods", True)])
def test_a_row_that_reverse_charges_the_wrong_kind_is_told(kind: Kind, reverse: bool) -> None:  # noqa: FBT001 - a case
    row = {"country": "EU_business", "code": "5", "reverse": reverse}
    choice = chosen("DE", 0, BUSINESS, table=VatTable.model_validate({"rows": [row]}), kind=kind)
    assert "reverse charged" in str(choice.warnings[0])
    assert choice.reverse is reverse


@pytest.mark.parametrize(
    ("to", "rate", "buyer"),
    [
        ("NL", "6", CONSUMER),
        ("NL", None, CONSUMER),
        ("FR", "20", CONSUMER),
        ("DE", "0", business("invalid")),
        ("DE", "0", business("absent")),
        ("DE", "0", business("valid", country="NL")),
        ("DE", "0", business("not_checked", "as_consumer")),
        ("CH", "8.1", CONSUMER),
    ],
)
def test_a_rate_without_a_row_is_held_and_names_the_setting(to: str, rate: str | None, buyer: VatBuyer) -> None:
    held = chosen(to, rate, buyer)
    assert isinstance(held, NoVatCode)
    problem = held.problem(3)
    assert problem.path == "lines[3].vat_rate"
    assert "settings.vat_codes.rows" in problem.remedy


def test_an_invalid_number_is_told_where_it_is_why_no_row_fits() -> None:
    assert "the VAT number is not valid" in chosen("DE", 0, business("invalid")).rule


@pytest.mark.parametrize("rate", ["0", None])
def test_a_number_that_nobody_could_check_holds_a_sale_without_vat(rate: str | None) -> None:
    held = chosen("DE", rate, business("not_checked"))
    assert held.problem(0).path == "customer.vat_number"
    assert "settings.vat_number_check.not_checked" in held.problem(0).remedy
    assert chosen("NL", 21, business("not_checked")).code == "1"
    assert chosen("CH", 0, business("not_checked")).code == "7"


def test_the_plain_table_by_rate_serves_what_no_row_fits() -> None:
    table = VatTable.model_validate({"rows": [{"rate": 21, "code": "1"}], "vat_code": {"table": {9: "2"}}})
    assert [chosen("NL", rate, table=table).code for rate in ("21", "9.00")] == ["1", "2"]
    assert isinstance(chosen("NL", 0, table=table), NoVatCode)


def test_a_line_without_a_rate_gets_the_default_where_one_is_set() -> None:
    assert chosen("NL", None, table=VatTable.model_validate({"vat_code": {"default": "1"}})).code == "1"


def test_a_row_counts_from_its_day_on() -> None:
    rows = [{"rate": 21, "code": "1"}, {"rate": 21, "code": "9", "valid_from": "2027-01-01"}]
    table = VatTable.model_validate({"rows": rows})
    days = (date(2026, 12, 31), date(2027, 1, 1))
    assert [chosen("NL", 21, table=table, day=day).code for day in days] == ["1", "9"]


def test_rows_of_a_country_do_not_serve_its_places_outside_the_area() -> None:
    rows = [{"country": "ES", "code": "E"}, {"country": "outside_EU", "rate": 0, "code": "7"}]
    table = VatTable.model_validate({"rows": rows})
    choice = chosen("ES", 0, table=table, ship_to=Spot("ES", "35001"))
    assert choice.code == "7"
    assert "the Canary Islands" in str(choice.warnings[0])


def test_an_address_of_an_order_is_a_place() -> None:
    address = Address(street="Plein", number="1", postcode="1017 GN", city="Amsterdam", country="NL")
    assert chosen("", 21, ship_to=address).code == "1"


conditions = st.fixed_dictionaries(
    {"code": st.none() | st.sampled_from(["1", "2"])},
    optional={
        "country": st.sampled_from([*get_args(TableGroup), "DE", "XI"]),  # NL would be domestic
        "rate": st.sampled_from([0, 9, 21]),
        "vat_class": st.sampled_from(["exempt", "low"]),
        "kind": st.sampled_from(["goods", "service"]),
        "reverse": st.booleans(),
    },
)
tables = st.lists(
    conditions,
    max_size=6,
    unique_by=lambda row: tuple(row.get(key) for key in ("country", "rate", "vat_class", "kind")),
).map(lambda rows: VatTable.model_validate({"rows": rows}))
places = st.builds(
    Spot, st.sampled_from([*sorted(MEMBER_STATES), "XI", "GB", "MC", "CH"]) | st.text(max_size=4), st.text()
)
buyers = st.builds(
    VatBuyer,
    business=st.booleans(),
    number_status=st.sampled_from(get_args(NumberStatus)),
    number_country=st.sampled_from(["", "NL", "DE", "XI"]) | st.text(max_size=3),
    not_checked=st.sampled_from(get_args(Policy)),
)
rates = st.none() | st.sampled_from([Decimal(0), Decimal(21), Decimal("1E+999999"), Decimal("sNaN")]) | st.decimals()


@given(tables, places, buyers, rates, st.none() | st.text(), st.sampled_from(get_args(Kind)), st.dates())
def test_every_sale_ends_in_a_choice_or_in_a_problem_that_can_be_shown(
    table: VatTable, to: Spot, buyer: VatBuyer, rate: Decimal | None, vat_class: str | None, kind: Kind, day: date
) -> None:
    ended = choose_vat(table, ship_to=to, buyer=buyer, rate=rate, vat_class=vat_class, kind=kind, day=day)
    if isinstance(ended, NoVatCode):
        problem = ended.problem(0)
        assert problem.rule
        assert problem.remedy
        assert len(problem.value or "") <= 40
    else:
        assert all(ended.warnings)
        assert ended.code in {row.code for row in table.rows}


@pytest.mark.parametrize(("to", "buyer", "free"), [("DE", BUSINESS, "EU_business"), ("CH", CONSUMER, "outside_EU")])
def test_vat_that_is_charged_is_never_booked_with_a_row_of_sales_without_vat(
    to: str, buyer: VatBuyer, free: str
) -> None:
    rows: list[dict[str, Any]] = [{"country": free, "code": "5"}]
    rates = [{"country": country, "rate": 21, "code": "1"} for country in ("domestic", "EU_consumer")]
    assert chosen(to, 0, buyer, VatTable.model_validate({"rows": rows})).code == "5"
    assert chosen(to, 21, buyer, VatTable.model_validate({"rows": rows + rates})).code == "1"
    assert isinstance(chosen(to, 21, buyer, VatTable.model_validate({"rows": rows})), NoVatCode)


@given(tables, places, buyers)
def test_a_sale_without_vat_abroad_is_never_an_unchecked_business(table: VatTable, to: Spot, buyer: VatBuyer) -> None:
    ended = choose_vat(table, ship_to=to, buyer=buyer, rate=Decimal(0), vat_class=None, kind="goods", day=DAY)
    if isinstance(ended, VatChoice) and ended.group == "EU_business":
        assert buyer.number_status == "valid" or (buyer.number_status, buyer.not_checked) == ("not_checked", "accept")
