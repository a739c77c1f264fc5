"""What a system makes of a value is told from what a person made of it."""

import doctest
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.pipelines.common import forms
from handlers.pipelines.common.forms import Form, is_form_of

TELEPHONE = Form(telephone=True)
WORDS = st.text(st.characters(categories=["L", "N", "Z", "P"]), max_size=60)


def test_its_examples_are_true() -> None:
    assert doctest.testmod(forms).failed == 0


@pytest.mark.parametrize(
    ("sent", "held", "form"),
    [
        ("Van Dam", "VAN DAM   ", Form()),
        ("Van  Dam", "Van Dam", Form()),
        ("Zoe\u0308", "Zoë", Form()),
        (None, "", Form()),
        ("", None, Form()),
        (Decimal("12.345"), Decimal("12.35"), Form()),
        (Decimal("12.345"), Decimal("12.34"), Form()),
        (Decimal("8.2561983"), "8.26", Form()),
        (Decimal("12.50"), 12.5, Form(decimals=2)),
        (True, "1", Form()),
        (1, True, Form()),
        ("Bakkerij Van Dam en Zonen", "Bakkerij Van Dam en Z", Form(length=21)),
        ("Bakkerij Van Dam en Zonen", "BAKKERIJ VAN DAM", Form(length=17)),
        ("Bakkerij  Van  Dam", "Bakkerij Van", Form(length=13)),
        ("Bakkerij Van Dam en Zonen", "Bakkerij Van D", Form(is_short=True)),
        ("Bakkerij Van Dam en Zonen", "", Form(is_short=True)),
        ({"line": "Kade 1", "extra": "floor 2"}, {"line": "KADE 1", "extra": ""}, Form(is_short=True)),
        ({"line": "Kade 1", "city": "Delft"}, {"line": "KADE 1 ", "city": "delft"}, Form()),
        ("020-5550199", "+31 20 555 01 99", TELEPHONE),
        ("+31 (0)20 5550199", "0205550199", TELEPHONE),
        ("0031205550199", "020 555 01 99", TELEPHONE),
    ],
)
def test_a_form_of_what_was_sent_is_known_as_that(sent: Any, held: Any, form: Form) -> None:
    assert is_form_of(sent, held, form)


@pytest.mark.parametrize(
    ("sent", "held", "form"),
    [
        ("Van Dam B.V.", "Van Dam", Form()),
        ("Van Dam B.V.", "Van Dam", Form(length=35)),
        ("Van Dam", "Van Dam B.V.", Form(length=7)),
        ("Van Dam", "", Form(length=7)),
        ("", "Van Dam", Form()),
        (Decimal("12.345"), Decimal("12.36"), Form()),
        (Decimal("12.345"), Decimal(12), Form(decimals=2)),
        (Decimal(0), None, Form()),
        ("0123", "123", Form()),
        ("Bakkerij Van Dam en Zonen", "De Wit", Form(is_short=True)),
        ("", "De Wit", Form(is_short=True)),
        ({"line": "Kade 1", "city": "Delft"}, {"line": "Kade 1"}, Form()),
        ("020-5550199", "+31 20 555 01 98", TELEPHONE),
        ("0199", "020-5550199", TELEPHONE),
        ("020-5550199", "+31 20 555 01 99", Form()),
    ],
)
def test_what_a_person_may_have_written_is_no_form_of_it(sent: Any, held: Any, form: Form) -> None:
    assert not is_form_of(sent, held, form)


@given(WORDS, st.integers(1, 40))
def test_a_cut_text_is_a_form_and_another_text_in_its_place_is_not(text: str, length: int) -> None:
    assert is_form_of(text, text[:length], Form(length=length)) or not text[:length].strip()
    assume(text[:length].strip())
    assert not is_form_of(text, f"{text[:length]}x", Form(length=length)) or len(text) > length


@given(st.decimals(-10_000, 10_000, places=5), st.integers(0, 4))
def test_a_rounded_number_is_a_form_and_one_that_is_two_units_off_is_not(number: Decimal, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    assert is_form_of(number, number.quantize(unit), Form(decimals=places))
    assert not is_form_of(number, number.quantize(unit) + 2 * unit, Form(decimals=places))


@given(WORDS)
def test_every_text_is_a_form_of_itself(text: str) -> None:
    assert is_form_of(text, text)
    assert is_form_of(text, f" {text} ")
