"""The catalogue has a template for every code that the source names, with just its placeholders, and none besides."""

import ast
import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.source import SHIPPED, modules
from tests.words.rooms import forms, messages
from words import catalogue
from words.catalogue import cut_up
from words.told import AS_WRITTEN, Told

CODE = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z0-9]+(?:_[a-z0-9]+)*")


def placeholders(message: Message) -> set[str]:
    return {name for text in forms(message) for _, name, _ in cut_up(text) if name is not None}


def told_calls() -> Iterator[tuple[str, ast.Call]]:
    """Where the shipped source makes a sentence."""
    for name, tree in modules().items():
        if name.startswith(SHIPPED) and name not in {"words/told.py", "words/masking.py"}:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Told":
                    yield f"{name}:{node.lineno}", node


def code_of(call: ast.Call) -> str | None:
    """The code that a call names, where it is a literal and its values are named one by one."""
    match call.args:
        case [ast.Constant(value=str() as code)] if all(keyword.arg for keyword in call.keywords):
            return code
    return None


TEMPLATES = {code: placeholders(message) for _, code, message in messages()}


def test_the_examples_in_its_file_are_true() -> None:
    assert doctest.testmod(catalogue).failed == 0


def test_every_sentence_names_its_code_and_values_so_that_a_test_can_see_them() -> None:
    assert [place for place, call in told_calls() if code_of(call) is None] == []


def test_every_code_that_the_source_names_has_a_template_with_just_these_placeholders() -> None:
    wrong = [
        f"{place}: {code} gives {sorted(given)}, its template has {TEMPLATES.get(code)}"
        for place, call in told_calls()
        if (code := code_of(call)) is not None
        if code != AS_WRITTEN
        if (given := {str(keyword.arg) for keyword in call.keywords}) != TEMPLATES.get(code)
    ]
    assert wrong == []


def test_no_template_is_left_that_the_source_does_not_use() -> None:
    used = {code_of(call) for _, call in told_calls()}
    lists = {f"lists.{how or 'comma'}" for _, _, m in messages() for text in forms(m) for _, _, how in cut_up(text)}
    assert sorted(set(TEMPLATES) - used - lists) == []


def test_every_code_stands_once_in_the_file_of_its_room() -> None:
    codes = [code for _, code, _ in messages()]
    assert len(codes) == len(set(codes))
    assert [
        code for path, code, _ in messages() if not CODE.fullmatch(code) or code.partition(".")[0] != path.stem
    ] == []


def test_every_template_has_words_and_its_plural_forms_hang_on_count() -> None:
    assert [code for _, code, message in messages() if not all(forms(message)) or message.fuzzy] == []
    assert [code for _, code, m in messages() if m.pluralizable and "count" not in placeholders(m)] == []
    assert [code for _, code, m in messages() if m.pluralizable and len(forms(m)) != 2] == []


@pytest.mark.parametrize(("count", "worded"), [(1, "1 process runs"), (2, "2 processes run"), (0, "0 processes run")])
def test_the_count_decides_which_plural_form_is_told(
    count: int, worded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "some.po").write_text(
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "some.processes"\nmsgid_plural "some.processes"\n'
        'msgstr[0] "{count} process runs"\nmsgstr[1] "{count} processes run"\n'
    )
    monkeypatch.setattr(catalogue, "CATALOGUE", tmp_path)
    catalogue._read_room.cache_clear()
    assert str(Told("some.processes", count=count)) == worded
    catalogue._read_room.cache_clear()


def test_a_code_that_a_language_lacks_is_told_in_english() -> None:
    assert Told("problems.more", count=2).render("nl") == "has 2 more problems"
