"""The common form of names and addresses: spelling makes no difference, the legal form and the number do."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.pipelines.parties.names import compact, fold, house_of, same_name
from mapping.documents.party import Address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bakkerij Van Dam B.V.", "BAKKERIJ  VAN DAM bv"),
        ("Café Zoë", "cafe zoe"),
        ("Ørsted & Søn", "Orsted Son"),
        ("Müller Straße", "MULLER STRASSE"),
        ("'t Hoekje", "t hoekje"),
        ("Jan van der Berg", "Berg, Jan van der"),
        ("Jansen, Bakker en Zn.", "Jansen Bakker en Zn"),
        ("Bakkerij Van Dam, B.V.", "Bakkerij Van Dam B.V."),
    ],
)
def test_two_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bakkerij Van Dam B.V.", "Bakkerij Van Dam"),
        ("Bakkerij Van Dam B.V.", "Bakkerij Van Dam V.O.F."),
        ("Jan van der Berg", "Jan Berg"),
        ("Jan van der Berg", "J. van der Berg"),
        ("Fabriek 1.2", "Fabriek 12"),
        ("", ""),
        ("--", "."),
    ],
)
def test_two_names_that_may_be_two_customers_are_not_the_same(one: str, other: str) -> None:
    assert not same_name(one, other)


@example("\U0001d71c")  # a letter in fancy dress
@given(st.text(max_size=40))
def test_folding_twice_is_folding_once_and_capitals_never_matter(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(f"  {text} ") == once
    assert "  " not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("one", "other"), [("1017 GN", "1017gn"), ("12-A", "12 a"), ("NL 8501.23.456.B01", "nl850123456b01")]
)
def test_blanks_signs_and_capitals_make_no_other_code(one: str, other: str) -> None:
    assert compact(one) == compact(other)


def address(**changes: str) -> Address:
    whole = {
        "street": "Kerkstraat",
        "number": "12",
        "postcode": "1017 GN",
        "city": "Amsterdam",
        "country": "NL",
    } | changes
    return Address.model_validate({name: value for name, value in whole.items() if value})


@pytest.mark.parametrize(
    ("changes", "house"),
    [
        ({}, "12"),
        ({"addition": "A"}, "12-A"),
        ({"street": "Kerkstraat 12 a", "number": ""}, "12-a"),
        ({"street": "Plein 1944", "number": ""}, ""),
        ({"street": "12 High Street", "number": "", "country": "GB", "postcode": "N1"}, ""),
    ],
)
def test_the_house_is_read_out_of_the_line_only_where_there_is_one_reading(changes: dict[str, str], house: str) -> None:
    assert house_of(address(**changes)) == house
