"""How customers and addresses are put together from their parts."""

from typing import Any

import pytest
from pydantic import ValidationError

from mapping.documents.order import Order
from mapping.documents.party import Address, Customer

Plain = dict[str, Any]


def test_a_company_is_called_by_its_name_and_a_person_by_his(address: Plain) -> None:
    company = Customer(company="Bakkerij Van Dam B.V.", first_name="Fenna", last_name="Meulen")
    person = Customer(first_name="Fenna", infix="van der", last_name="Meulen")
    assert (company.is_company, company.name, company.person) == (True, "Bakkerij Van Dam B.V.", "Fenna Meulen")
    assert (person.is_company, person.name) == (False, "Fenna van der Meulen")


@pytest.mark.parametrize("names", [{}, {"first_name": "Fenna"}, {"company": "  ", "last_name": ""}, {"company": None}])
def test_a_customer_may_lack_what_a_shop_does_not_know(names: Plain) -> None:
    assert not Customer.model_validate(names).is_company


def test_house_and_line_are_joined_from_the_parts_there_are(address: Plain) -> None:
    whole = Address.model_validate(address)
    assert (whole.house, whole.line) == ("12-A", "Kerkstraat 12-A")
    bare = Address.model_validate({**address, "street": "Kerkstraat 12", "number": None, "addition": None})
    assert (bare.house, bare.line) == ("", "Kerkstraat 12")


@pytest.mark.parametrize(
    ("country", "postcode", "addition", "line"),
    [
        ("NL", "1017 GN", "bis", "Kerkstraat 12-bis"),
        ("BE", "2000", "3", "Kerkstraat 12 bus 3"),
        ("BE", "2000", "bus 3", "Kerkstraat 12 bus 3"),
        ("DE", "47533", "a", "Kerkstraat 12a"),
        ("DE", "47533", None, "Kerkstraat 12"),
        ("FR", "75001", "B", "12B Kerkstraat"),
        ("US", "10118", "Fl 21", "12 Kerkstraat, Fl 21"),
        ("NL", "1017 GN", "3 hoog", "Kerkstraat 12 3 hoog"),
        ("CH", "8001", "a", "Kerkstraat 12 a"),
    ],
)
def test_the_line_is_written_as_its_country_does(
    address: Plain, country: str, postcode: str, addition: str | None, line: str
) -> None:
    where = {"country": country, "postcode": postcode, "addition": addition}
    assert Address.model_validate({**address, **where}).line == line


def test_a_postcode_takes_the_form_of_the_country(address: Plain) -> None:
    assert Address.model_validate(address).postcode == "1017 GN"
    assert Address.model_validate({**address, "country": "BE", "postcode": " 2000 "}).postcode == "2000"


def test_a_wrong_postcode_stays_as_it_was_written(address: Plain) -> None:
    assert Address.model_validate({**address, "postcode": "0000 AA"}).postcode == "0000 AA"


def test_errors_of_a_document_quote_nothing_of_it(address: Plain) -> None:
    with pytest.raises(ValidationError) as caught:
        Address.model_validate({**address, "country": "geheim"})
    assert "geheim" not in str(caught.value)


def test_how_a_number_was_found_makes_no_other_address_and_is_not_written_out(address: Plain) -> None:
    given, guessed = (Address.model_validate({**address, "split_guessed": flag}) for flag in (False, True))
    assert (given.split_guessed, guessed.split_guessed) == (False, True)
    assert given == guessed
    assert len({given, guessed}) == 1
    assert given.model_dump() == guessed.model_dump()
    assert given != Address.model_validate({**address, "number": "13"})
    assert given != address


def test_goods_go_nowhere_else_where_only_the_number_was_found_otherwise(order: Plain, address: Plain) -> None:
    same = {"billing_address": address, "shipping_address": {**address, "split_guessed": True}}
    assert not Order.model_validate({**order, **same}).ships_elsewhere
    other = {"billing_address": address, "shipping_address": {**address, "number": "13"}}
    assert Order.model_validate({**order, **other}).ships_elsewhere
