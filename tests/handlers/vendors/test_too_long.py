"""A text one character too long for its field: for every text field of both vendors what is stated becomes of it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from handlers.sandboxes.accountview import Behaviour
from handlers.sandboxes.accountview.checking import Checker
from handlers.sandboxes.accountview.columns import Names, known_columns
from handlers.sandboxes.accountview.tables import REFERENCES
from handlers.vendors.accountview.lengths import text_columns, usual_limit
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.checks import row_problems
from handlers.vendors.afas.lengths import object_at, text_fields
from handlers.vendors.afas.target.field_values import Wrong, flaw
from handlers.vendors.afas.target.settings import AfasWriting
from mapping.rows.lengths import WORDS, Limit, MoveTo
from mapping.rows.mapper import compile_rows
from mapping.rows.row import Row

pytestmark = pytest.mark.measures

LENGTHS = {field: 60 for field in text_columns() if usual_limit(field) is None}
"""Lengths that no public page tells, as an administrator may state them."""
COLUMNS = [field for field in text_columns() if usual_limit(field, LENGTHS) is not None]
FIELDS = text_fields()
PHONE = "+31 20 555 01 00 of +31 6 5550 01 01 na zes uur en in het weekend alleen 's middags"


def books(**changes: Any) -> AccountViewConnection:
    whole = {"company": "DEMO", "client_id": "key", "client_secret": "hidden", "column_lengths": LENGTHS}
    return AccountViewConnection.model_validate(whole | changes)


def text_for(limit: Limit) -> str:
    """A text that is longer than the field by one character, or a telephone number with words behind it."""
    if limit.usual == "first_number":
        return (PHONE * 9)[: max(limit.most + 1, len(PHONE))]
    return ("word " * limit.most)[: limit.most] + "x"


def sent(field: str, limit_of: Callable[[str], Limit | None], text: str) -> Mapping[str, str]:
    """What a row that fills this field alone sends, by field."""
    mapper = compile_rows([Row.model_validate({"to": field, "from": "text"})], limit_of=limit_of)
    tables, problems = mapper.apply({"text": text})
    assert problems == []
    assert (mapper.shortened({"text": text}) == []) is (limit_of(field).usual == "hold")  # type: ignore[union-attr]  # it has one
    return dict(leaves(tables))


def leaves(tables: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in tables.items():
        found += leaves(value, f"{before}{name}.") if isinstance(value, Mapping) else [(f"{before}{name}", value)]
    return found


def is_as_stated(field: str, limit: Limit, text: str, out: Mapping[str, str]) -> None:
    """Whether what is sent is what the policy says of the text."""
    match limit.usual:
        case "hold":
            assert out == {field: text}
        case "cut" | "cut_words":
            assert out == {field: text[: limit.most].rstrip()}
        case "leave_out":
            assert out == {}
        case "first_number":
            assert out == {field: "+31 20 555 01 00"}
        case "move":
            assert limit.next is not None
            assert f"{out[field]} {out[limit.next]}".split() == text.split()
        case _:
            raise AssertionError(limit.usual)


@pytest.mark.parametrize("field", COLUMNS)
def test_every_text_column_of_accountview_has_a_policy_that_never_leads_to_a_refusal(field: str) -> None:
    settings = books()
    limit = settings.limit_of(field)
    assert limit is not None
    text = text_for(limit)
    out = sent(field, settings.limit_of, text)
    is_as_stated(field, limit, text, out)
    table = field.partition(".")[0]
    row = {name.partition(".")[2]: value for name, value in out.items()}
    told = [one for one in row_problems(table, row, {}, settings=settings) if one.rule.startswith("longer than")]
    assert bool(told) is (limit.usual == "hold")
    if limit.usual != "hold" and not REFERENCES.get(table, {}).keys() & row.keys():
        Checker(lambda name: known_columns(name, Names()), {}, Behaviour(strict=False)).check_row(
            table, row, partial=True
        )


@pytest.mark.parametrize("field", FIELDS)
def test_every_text_field_of_afas_has_a_policy_that_never_leads_to_a_refusal(field: str) -> None:
    limit = AfasWriting().limit_of(field)
    assert limit is not None
    text = text_for(limit)
    out = sent(field, AfasWriting().limit_of, text)
    is_as_stated(field, limit, text, out)
    for place, value in out.items():
        *path, name = place.split(".")
        holder = object_at(path)
        assert holder is not None
        found = flaw(holder.fields[name], value)
        assert (found is not None and found.wrong is Wrong.TOO_LONG) is (limit.usual == "hold")


@pytest.mark.parametrize("field", [*COLUMNS, *FIELDS])
def test_every_policy_that_a_field_may_have_makes_it_fit(field: str) -> None:
    usual = books().limit_of(field) if field in COLUMNS else AfasWriting().limit_of(field)
    assert usual is not None
    for word in sorted(usual.may - {"hold"}):
        if word == "move" and usual.next is None:
            continue

        def limit_of(name: str, word: str = word) -> Limit | None:
            settings = books(too_long={field: word}) if field in COLUMNS else AfasWriting(too_long={field: word})
            return settings.limit_of(name)

        out = sent(field, limit_of, text_for(usual))
        assert len(out.get(field, "")) <= usual.most


@pytest.mark.parametrize("setting", ["hold", "cut"])
def test_one_word_for_all_holds_them_or_cuts_what_may_be_cut(setting: str) -> None:
    for field, limit_of in (
        *((column, books(too_long=setting).limit_of) for column in COLUMNS),
        *((field, AfasWriting(too_long=setting).limit_of) for field in FIELDS),
    ):
        limit = limit_of(field)
        assert limit is not None
        if setting == "hold":
            assert limit.usual == "hold"
        else:
            assert (limit.usual == "cut") is ("cut" in limit.may)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"MAIL_BUS": "cut"}, "something else without its end; write hold or leave_out"),
        ({"SO_HDR.COMMENT1": "cut"}, "records are found by it; write hold"),
        ({"TEL_BUS": "cut"}, "write hold or leave_out or first_number"),
        ({"TEL_BSU": "cut"}, 'did you mean "TEL_BUS"?'),
        ({"CONTACT.CITY": "move"}, "no field is next to it"),
        ({"CITY": "shorten"}, "write hold, cut, cut_words, move, leave_out, first_number"),
    ],
)
def test_a_policy_that_a_column_cannot_have_is_refused_at_the_start(setting: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told.replace("?", r"\?")):
        books(too_long=setting)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"RfCs": "cut"}, "records are found by it"),
        ({"Nmm": "cut"}, "no field with a known length"),
        ({"VaId": "cut"}, "end"),
    ],
)
def test_a_policy_that_a_field_of_afas_cannot_have_is_refused_at_the_start(setting: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        AfasWriting.model_validate({"too_long": setting})


def test_a_length_of_a_column_that_accountview_lacks_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValidationError, match=r'did you mean "SO_HDR.COMMENT2"\?'):
        books(column_lengths={"SO_HDR.COMENT2": 40})


def test_a_text_never_moves_into_the_column_that_holds_the_reference() -> None:
    settings = books(order_reference_column="COMMENT3")
    limit = settings.limit_of("SO_HDR.COMMENT2")
    assert limit is not None
    assert (limit.usual, limit.next) == ("cut", None)
    assert settings.limit_of("SO_HDR.COMMENT3") == Limit(60, "hold", None, frozenset({"hold"}))


def test_the_words_are_those_of_the_page_and_each_is_usual_for_some_field() -> None:
    usual = {limit.usual for field in COLUMNS if (limit := usual_limit(field, LENGTHS)) is not None}
    assert usual == set(WORDS)
    assert not [word for word in usual if isinstance(word, MoveTo)]
