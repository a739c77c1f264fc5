"""The templates of all sentences, read from ``words/<language>/<room>.po`` when the first sentence of a room is worded.

A message id is a code, such as ``care.no_such_event``; the part before the point is the room. The English texts are the
templates that translators start from, which is why ids are codes and not English. Placeholders are ``{name}``. A list
is joined by commas, or as its placeholder says: ``{names:and}`` takes ``lists.and`` from the catalogue.
"""

import gettext
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final, TypeAlias

ENGLISH: Final = "en"
CATALOGUE: Final = Path(__file__).parent

Parts: TypeAlias = tuple[tuple[str, str | None, str], ...]
"""A template cut up: the text before each placeholder, the name of that or None at the end, and how a list is told."""

_Choose: TypeAlias = Callable[[int], int]


def read_template(code: str, language: str, count: int | None = None) -> Parts | None:
    """The template of a code, in the plural form for ``count`` where it has several; None where there is none.

    A code that a language lacks is told in English.
    """
    forms = _read_room(code.partition(".")[0], language).get(code)
    if forms is None:
        return None if language == ENGLISH else read_template(code, ENGLISH, count)
    choose, templates = forms
    return templates[choose(count)] if count is not None and len(templates) > 1 else templates[-1]


def read_all(language: str = ENGLISH) -> None:
    """Read the templates of every room, so that no sentence waits for that: a listener calls it before it listens."""
    for path in (CATALOGUE / language).glob("*.po"):
        _read_room(path.stem, language)


def join_list(texts: Sequence[str], language: str, how: str) -> str:
    """The texts in one, joined by the entry ``lists.<how>`` of the catalogue."""
    parts = read_template(f"lists.{how or 'comma'}", language)
    return (parts[0][0] if parts else ", ").join(texts)


def cut_up(template: str) -> Parts:
    """The parts of a template. Raises ValueError where a brace stands alone; a brace in the text is written twice.

    >>> cut_up("{count} of {names:and} wait")
    (('', 'count', ''), (' of ', 'names', 'and'), (' wait', None, ''))
    """
    return tuple((literal, name, how or "") for literal, name, how, _ in Formatter().parse(template))


@cache
def _read_room(room: str, language: str) -> dict[str, tuple[_Choose, tuple[Parts, ...]]]:
    # Reading takes babel 40 ms to load; a process that words nothing never pays for it.
    from babel.messages.pofile import read_po  # noqa: PLC0415 - loaded when the first sentence is worded

    path = CATALOGUE / language / f"{room}.po"
    if not room.isidentifier() or not path.is_file():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    choose = gettext.c2py(catalog.plural_expr)
    found = {}
    for message in catalog:
        if message.id:
            code = message.id if isinstance(message.id, str) else message.id[0]
            texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            found[code] = (choose, tuple(cut_up(text) for text in texts))
    return found
