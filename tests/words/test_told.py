"""A sentence is a code and values: equal by these, worded when read, masked by value, and stored as one text."""

import doctest
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.plain import as_told
from words import told as module
from words.masking import mask_sentence
from words.told import Told, Value, as_json, pack, unpack

MORE = Told("problems.more", count=2)
AMSTERDAM = timezone(timedelta(hours=1))
ALL_KINDS = Told(
    "problems.one",
    path="lines[2].sku",
    rule=Told("problems.more", count=3),
    remedy=["a", 1, Decimal("1.50"), date(2026, 3, 1), datetime(2026, 3, 1, 9, 30, tzinfo=UTC), [2.5]],
)


def test_the_examples_in_its_file_are_true() -> None:
    assert doctest.testmod(module).failed == 0


def test_two_sentences_are_equal_by_code_and_values_in_any_order() -> None:
    assert Told("problems.one", path="a", rule="b", remedy="c") == Told("problems.one", remedy="c", rule="b", path="a")
    assert Told("problems.more", count=2) == MORE != Told("problems.more", count=3)
    assert len({MORE, Told("problems.more", count=2), Told("problems.one", path=["a"], rule="b", remedy="c")}) == 2


def test_a_sentence_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        MORE.code = "another"  # type: ignore[misc]  # that it cannot is the point


@pytest.mark.parametrize(
    ("value", "worded"),
    [
        ("text {with} braces", "text {with} braces"),
        (7, "7"),
        (2.5, "2.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 10, 30, tzinfo=AMSTERDAM), "2026-03-01 09:30 UTC"),
        (["a", "b", 3], "a, b, 3"),
        (MORE, "has 2 more problems"),
        ([MORE, "b"], "has 2 more problems, b"),
    ],
)
def test_each_kind_of_value_has_its_words(value: Value, worded: str) -> None:
    assert str(Told("problems.one", path=value, rule="is missing", remedy="add it")) == f"{worded}: is missing; add it"


def test_a_code_that_only_a_newer_version_knows_is_told_with_its_values() -> None:
    told = Told("line.not_known_yet", flow="shop-orders", count=2)
    assert str(told) == "line.not_known_yet (count: 2, flow: shop-orders)"
    assert str(Told("no_room.at_all")) == "no_room.at_all"


def test_a_value_that_an_older_version_did_not_give_leaves_its_place_open() -> None:
    assert str(Told("problems.one", path="a", rule="b")) == "a: b; {remedy}"


@pytest.mark.parametrize(
    "sentence", [ALL_KINDS, MORE, Told("as_written", text="debtor 7 known"), Told("as_written", text="")]
)
def test_what_is_stored_is_read_as_it_was(sentence: Told) -> None:
    assert unpack(pack(sentence)) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "debtor 7 known",
        "",
        '{"code"',
        '{"code":1',
        '{"code":{}}',
        '{"code":"a","values":[]}',
        '{"code":"a","values":{"b":null}}',
        '{"code":"a","values":{"b":{"decimal":"x"}}}',
    ],
)
def test_a_text_that_is_no_stored_sentence_is_shown_as_it_stands(text: str) -> None:
    assert unpack(text) == Told("as_written", text=text)
    assert str(unpack(text)) == pack(unpack(text)) == text


NO_SKU = Told("problems.one", path="lines[0].sku", rule=Told("documents.missing"), remedy=Told("documents.fill_in"))
NO_RATE = Told("rows.for_field", rule=Told("functions.no_number"), field="VAT")


@pytest.mark.parametrize(
    ("sentence", "causes"),
    [
        (MORE, ("problems.more",)),
        (Told("orders.cannot_be_sent", problem=NO_SKU), ("documents.missing",)),
        (Told("orders.unreadable", problem=Told("orders.first_of", problem=NO_SKU, count=2)), ("documents.missing",)),
        (Told("afas.no_certain_answer", call="POST /x", what=Told("afas.late")), ("afas.late",)),
        (Told("afas.no_certain_answer", call="POST /x", what=Told("afas.status", status=502)), ("afas.status",)),
        (Told("line.gave_up", tries=9, answer=Told("orders.unreadable", problem=NO_RATE)), ("functions.no_number",)),
        (Told("orders.would_end", ends=[NO_SKU, NO_RATE, NO_SKU]), ("documents.missing", "functions.no_number")),
        (Told("care.nothing_to_carry", why=Told("line.document_lost"), trouble=Told("care.not_at_source"), remedy=MORE),
         ("care.not_at_source", "line.document_lost")),
    ],
)  # fmt: skip
def test_the_causes_of_a_sentence_are_the_innermost_sentences_that_say_why(
    sentence: Told, causes: tuple[str, ...]
) -> None:
    assert sentence.causes() == causes
    assert unpack(pack(sentence)).causes() == causes


def test_parts_of_a_sentence_that_say_how_or_what_to_do_are_no_causes() -> None:
    traced = Told("afas.not_let_in", call="GET /x", trace=Told("afas.error_number", number=7))
    assert traced.causes() == ("afas.not_let_in",)
    assert Told("names.there_is_no", kind="flow", name="'a'", remedy=Told("names.none_known")).causes() == (
        "names.there_is_no",
    )


def test_words_of_others_have_no_code_so_that_the_sentence_around_them_is_the_cause() -> None:
    assert Told("care.source_gives_not", reason=as_told("Bad Gateway")).causes() == ("care.source_gives_not",)
    assert Told("care.source_gives_not", reason="Bad Gateway").causes() == ("care.source_gives_not",)
    assert as_told("written by an older version").causes() == ("as_written",)


def test_a_sentence_as_json_has_its_code_and_values() -> None:
    day = Told("doctor.last_read", moment=date(2026, 3, 1))
    assert as_json(day) == {"code": "doctor.last_read", "values": {"moment": {"day": "2026-03-01"}}}


@pytest.mark.parametrize(
    ("sentence", "masked"),
    [
        (Told("as_written", text="Jansen is unknown"), Told("as_written", text="[…] is unknown")),
        (Told("problems.one", path="a", rule=Told("as_written", text="JANSEN"), remedy=["Jansen", 7]),
         Told("problems.one", path="a", rule=Told("as_written", text="[…]"), remedy=["[…]", 7])),
        (Told("problems.more", count=31612345678), Told("problems.more", count="[…]")),
        (Told("problems.more", count=7), Told("problems.more", count=7)),
    ],
)  # fmt: skip
def test_only_the_values_of_a_sentence_are_masked(sentence: Told, masked: Told) -> None:
    assert mask_sentence(sentence, {"Jansen", "31612345678", "problems"}) == masked


def test_a_sentence_costs_no_catalogue_before_it_is_worded() -> None:
    code = (
        "import sys, words.told, words.masking\n"
        "told = words.told.Told('problems.more', count=2)\n"
        "words.told.unpack(words.told.pack(words.masking.mask_sentence(told, {'Jansen'})))\n"
        "assert not any(name.startswith('babel') for name in sys.modules)\n"
        "str(told)\n"
        "assert 'babel.messages.pofile' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter and text


def test_the_list_of_commands_costs_no_catalogue() -> None:
    code = (
        "import sys\n"
        "from relay.__main__ import main\n"
        "sys.argv = ['relay', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert 'babel.messages.pofile' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603 - as above
