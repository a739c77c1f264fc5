"""Of a vendor's free text only known phrases are told, and of what stands in and around them only the kind."""

import doctest
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors import sayings
from handlers.vendors.sayings import LONGEST, Sayings

SAYINGS = Sayings(
    [
        "Vul een waarde in bij '{field}'",
        "Waarde '{text}' in veld {field} van bestand '{field}' is ongeldig",
        "Boekjaar {year} bestaat niet",
        "in gebruik door relatie {number}",
        "is ongeldig",
    ],
    {"MAIL_BUS", "LaNm", "CITY"},
)


def test_the_examples_in_the_text_hold() -> None:
    assert doctest.testmod(sayings).failed == 0


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Vul een waarde in bij 'Rekeningnummer'", "Vul een waarde in bij 'Rekeningnummer'"),
        ('vul een  waarde in bij "E-mail werk".', "Vul een waarde in bij 'E-mail werk'"),
        ("Boekjaar 2024 bestaat niet in onderneming Bakkerij", "Boekjaar 2024 bestaat niet [3 words]"),
        (
            "Waarde 'noor@example.com' in veld Debiteur/Crediteur van bestand 'Dagboekbladzijden' is ongeldig.",
            "Waarde '[e-mail address]' in veld Debiteur/Crediteur van bestand 'Dagboekbladzijden' is ongeldig",
        ),
        (
            "Waarde 'Hendriks' in veld Naam van bestand 'Relaties' is ongeldig",
            "Waarde '[1 word]' in veld Naam van bestand 'Relaties' is ongeldig",
        ),
        ("CONTACT.MAIL_BUS: hendr is ongeldig", "CONTACT.MAIL_BUS [1 word] is ongeldig"),
        (
            "LaNm Jansen in gebruik door relatie 10007 (Bakker)",
            "LaNm [1 word] in gebruik door relatie [number] [1 word]",
        ),
        ("Jansen, 06-12345678, 24-11-2026, j@example.com", "[1 word] [number] [date] [e-mail address]"),
        ("CITY of Noor", "[3 words]"),
        ("CITY: Noor", "CITY [1 word]"),
        ("Vul een waarde in bij '0612345678'", "Vul een waarde in bij '[number]'"),
        ("", ""),
    ],
)
def test_a_text_is_told_by_its_phrases_and_its_shape(said: str, told: str) -> None:
    assert SAYINGS.told(said) == told


WORDS = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=4, max_size=12)


@given(
    st.lists(
        st.sampled_from(["Boekjaar 2024 bestaat niet", "is ongeldig", "'{}'", "({})", "{} {}", "{}, "]), max_size=8
    )
)
def test_nothing_of_what_stands_around_the_phrases_is_told(pieces: list[str]) -> None:
    mark = f"k{secrets.token_hex(4)}"
    said = " ".join(pieces).replace("{}", mark)
    told = SAYINGS.told(said)
    assert mark[:4] not in told
    assert "Boekjaar 2024 bestaat niet" in told or "Boekjaar" not in said


@given(st.text(max_size=2 * LONGEST))
def test_any_text_is_told_without_a_failure_and_never_longer_by_much(said: str) -> None:
    assert len(SAYINGS.told(said)) <= 9 * LONGEST


@given(WORDS)
def test_a_value_in_a_slot_for_text_is_never_told(value: str) -> None:
    told = SAYINGS.told(f"Waarde '{value}' in veld Naam van bestand 'Relaties' is ongeldig")
    assert told.endswith("in veld Naam van bestand 'Relaties' is ongeldig")
    assert value.casefold() not in told.casefold().removeprefix("waarde '[1 word]'")
