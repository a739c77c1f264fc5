"""What parse_json accepts, refuses and keeps exact, and that dump_json writes the same numbers again."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.parsing import MOST_DEPTH, MOST_DIGITS, MOST_FIELDS, ParseError, dump_json, parse_json, parse_posted

EXACT_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda number: len(number.as_tuple().digits) + abs(int(number.as_tuple().exponent)) < MOST_DIGITS
)
TEXTS = st.text(st.characters(codec="utf-8"))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | EXACT_NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
ALMOST_JSON = st.text(st.sampled_from('{}[]",:0123456789.eE+-\\utnd8 \n'), max_size=60).map(str.encode)


def refusal(body: bytes) -> ParseError:
    with pytest.raises(ParseError) as caught:
        parse_json(body)
    return caught.value


@given(st.binary(max_size=200) | ALMOST_JSON)
def test_any_bytes_give_a_value_or_a_parse_error_with_a_place(body: bytes) -> None:
    try:
        value = parse_json(body)
    except ParseError as error:
        lines = body.decode("utf-8", "replace").split("\n")
        place = (1 <= error.line <= len(lines)) and (1 <= error.column <= len(lines[error.line - 1]) + 1)
        assert place or not body.strip()
    else:
        assert parse_json(dump_json(value)) == value


@given(VALUES)
def test_a_document_survives_writing_and_reading(value: Any) -> None:
    assert parse_json(dump_json(value)) == value


@given(EXACT_NUMBERS)
def test_every_decimal_survives_to_the_last_digit(number: Decimal) -> None:
    read = parse_json(dump_json({"price": number}))["price"]
    assert read == number
    assert format(Decimal(read), "f") == format(number, "f")


@given(VALUES)
def test_what_the_standard_parser_reads_without_floats_is_what_we_read(value: Any) -> None:
    body = dump_json(value)
    assert parse_json(body) == json.loads(body, parse_float=Decimal)


def test_the_price_of_nineteen_decimals_arrives_unchanged() -> None:
    assert dump_json(parse_json(b'{"price":0.1234567890123456789}')) == b'{"price":0.1234567890123456789}'


def test_a_whole_number_beyond_64_bits_is_read_exactly_and_can_be_written() -> None:
    body = b"[123456789012345678901234567890,-9223372036854775809,999999999999999999]"
    assert parse_json(body)[0] == 123456789012345678901234567890
    assert dump_json(parse_json(body)) == body


def test_an_exponent_is_written_out() -> None:
    assert dump_json([Decimal("1E+3"), Decimal("1E-7")]) == b"[1000,0.0000001]"


def test_sorted_keys_give_equal_documents_equal_bytes() -> None:
    assert dump_json({"b": 1, "a": 2}, sort_keys=True) == dump_json({"a": 2, "b": 1}, sort_keys=True)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), object(), {1}])
def test_what_json_cannot_hold_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        dump_json(value)


@pytest.mark.parametrize(
    ("body", "line", "column", "rule"),
    [
        (b"", 1, 1, "is empty"),
        (b" \n ", 1, 1, "is empty"),
        (b'\xef\xbb\xbf{"a":1}', 1, 1, "byte order mark"),
        ('{"a":1}'.encode("utf-16"), 1, 1, "byte order mark"),
        (b'{"a":\n "\xff"}', 2, 3, "no UTF-8"),
        (b'{"a":1,\n"b":2,\n "a":3}', 3, 2, "twice"),
        (b'{"a":{"b":1},"c":[{"b":1},{"b":1,"\\u0062":2}]}', 1, 34, "twice"),
        (b'{"a":NaN}', 1, 6, "NaN is no JSON number"),
        (b"[1,-Infinity]", 1, 4, "-Infinity is no JSON number"),
        (b"[0.5,1e100]", 1, 6, "digits"),
        (b"[1e999999999999999999999999]", 1, 2, "digits"),
        (b"[0e999999999999999999999999]", 1, 2, "digits"),
        (b"[1E-100]", 1, 2, "digits"),
        (b"[1E-999999999999999999999999]", 1, 2, "digits"),
        (b"[" + b"9" * 101 + b"]", 1, 2, "digits"),
        (b"[0." + b"1" * 100 + b"]", 1, 2, "digits"),
        (b'["\\ud800"]', 1, 2, "surrogate"),
        (b'{"a":"\\ud83d\\ude00","b":"\\ude00\\ud83d"}', 1, 25, "surrogate"),
        (b'{"\\ud800":1}', 1, 2, "surrogate"),
        (b'{"a" 1}', 1, 6, "colon"),
        (b"{a:1}", 1, 2, "field name"),
        (b"[1 2]", 1, 4, "comma or a closing bracket"),
        (b'["abc', 1, 2, "no closing quote"),
        (b'["a\tb"]', 1, 4, "control character"),
        (b'["\\q"]', 1, 3, "escape"),
        (b"{} {}", 1, 4, "after the end"),
        (b"01", 1, 2, "after the end"),
        (b"nul", 1, 1, "value is expected"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(body: bytes, line: int, column: int, rule: str) -> None:
    error = refusal(body)
    assert rule in str(error.rule)
    assert (error.line, error.column) == (line, column)
    assert str(error) == f"line {line}, column {column}: {error.rule}"


def test_a_refusal_quotes_nothing_of_the_body() -> None:
    bodies = [b'{"geheim":1,"geheim":2}', b'{"a":"geheim}', b"[geheim]", b'["geheim\\q"]', b'["geheim\\ud800"]']
    assert [body for body in bodies if "geheim" in str(refusal(body))] == []


def test_the_deepest_nesting_allowed_is_read() -> None:
    assert parse_json(b"[" * MOST_DEPTH + b"]" * MOST_DEPTH)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_one_level_more_is_refused_at_its_bracket(opening: bytes) -> None:
    body = opening * (MOST_DEPTH + 1)
    error = refusal(body)
    assert "levels deep" in str(error.rule)
    brackets = [place for place, sign in enumerate(body.decode(), start=1) if sign in "[{"]
    assert error.column == brackets[MOST_DEPTH]


def test_a_million_brackets_are_refused_and_not_followed() -> None:
    assert "levels deep" in str(refusal(b"[" * 1_000_000).rule)


def test_many_shallow_lists_and_brackets_inside_texts_count_for_no_depth() -> None:
    assert len(parse_json(b"[" + b"[{}]," * 500 + b'"' + b"[{" * 500 + b'"]')) == 501


def test_a_text_full_of_escaped_quotes_is_judged_in_one_pass() -> None:
    body = b"[" * (MOST_DEPTH + 1) + b'"' + b'\\"' * 400_000
    assert "levels deep" in str(refusal(body).rule)
    unclosed = b"[" + b"[]," * MOST_DEPTH + b'"' + b'\\"' * 400_000
    assert "no closing quote" in str(refusal(unclosed).rule)


def test_an_object_of_a_thousand_fields_is_read_and_one_of_more_is_refused_at_the_first_too_many() -> None:
    names = [f'"field{number}":1' for number in range(MOST_FIELDS + 1)]
    assert len(parse_json(f"{{{','.join(names[:-1])}}}".encode())) == MOST_FIELDS
    error = refusal(f"{{{','.join(names)}}}".encode())
    assert str(error.rule) == f"an object has more than {MOST_FIELDS} fields"
    assert error.column == len(f"{{{','.join(names[:-1])},") + 1


def test_a_posted_document_is_read_like_any_other_but_for_its_shape() -> None:
    assert parse_posted(b'{"price": 1.10}') == {"price": Decimal("1.10")}
    many = b"[" + b"{}," * 5000 + b"{}]"
    assert len(parse_json(many)) == 5001
    with pytest.raises(ParseError, match="more objects and lists than a document of its size can have"):
        parse_posted(many)
