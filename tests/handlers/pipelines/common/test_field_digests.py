"""Digests tell which fields changed, and nothing of what stood in them."""

import doctest
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.common import field_digests
from handlers.pipelines.common.field_digests import digest_field, digest_fields, list_changed, normalise, pack, unpack
from relay.line.once.links import Links

NAMES = st.text(min_size=1, max_size=30)
DIGESTS = st.text("0123456789abcdef", min_size=16, max_size=16)


def test_its_examples_are_true() -> None:
    assert doctest.testmod(field_digests).failed == 0


@given(st.dictionaries(NAMES, DIGESTS))
def test_what_is_packed_is_unpacked_whatever_the_fields_are_called(digests: dict[str, str]) -> None:
    assert unpack(pack(digests)) == digests


def test_of_a_digest_of_another_kind_nothing_is_told() -> None:
    assert unpack("4f0c1d") == unpack("") == {}


def test_the_fields_that_changed_came_or_went_are_listed(links: Links) -> None:
    before = digest_fields(links, "record", {"name": "Van Dam", "city": "Delft", "phone": "1"})
    after = digest_fields(links, "record", {"name": "Van Dam ", "city": "Leiden", "email": "a@example.com"})
    assert list_changed(before, after) == ["city", "email", "phone"]
    assert list_changed(before, before) == []


def test_equal_values_of_two_records_or_two_fields_never_show(links: Links) -> None:
    iban = "NL91ABNA0417164300"
    digests = {digest_field(links, record, field, iban) for record in ("one", "other") for field in ("iban", "bank")}
    assert len(digests) == 4
    assert all(len(digest) == 16 and iban not in digest for digest in digests)


def test_without_the_index_key_nobody_makes_the_same_digest(links: Links, foreign_links: Links) -> None:
    assert digest_field(links, "record", "phone", "1") != digest_field(foreign_links, "record", "phone", "1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Van Dam", " Van Dam  "),
        ("Zoë", "Zoe\u0308"),
        (Decimal("12.50"), Decimal("12.5")),
        (100, Decimal("1E+2")),
        (None, ""),
        ("  ", None),
        ({"a": "x "}, {"a": "x"}),
        ([1, "a"], (Decimal("1.0"), "a ")),
    ],
)
def test_what_nobody_would_call_a_change_is_none(one: Any, other: Any) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Van Dam", "van dam"), ("Van Dam", "Van  Dam"), (0, None), (False, None), (True, 1), ("12.50", "12.5"), (1, 10)],
)
def test_whatever_a_person_may_have_meant_to_change_is_one(one: Any, other: Any) -> None:
    assert normalise(one) != normalise(other)
