"""Functions with regular expressions, on RE2: its time grows with the length of the text, whatever the expression."""

from functools import lru_cache
from typing import Any

from mapping.expressions.regexes import compile_regex
from mapping.functions.arguments import MOST_CHARACTERS, Argument
from mapping.functions.function import Function, by_name
from mapping.functions.values import MOST_TEXT, WrongValueError, sound_text_of
from words.told import Told


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    return compile_regex(pattern)


def matched(value: str, pattern: str) -> Any:
    """The first match of a checked pattern in a text, or None. Raises WrongValueError for a text that is too long."""
    return _compiled(pattern).search(_bounded(value))


def _bounded(value: Any) -> str:
    found = sound_text_of(value)
    if len(found) > MOST_CHARACTERS:
        raise WrongValueError(Told("functions.longer", most=MOST_CHARACTERS), Told("functions.cut_first"))
    return found


def replace_pattern(value: Any, pattern: str, new: str) -> str:
    r"""Replace everything that a regular expression finds by a text, which is taken as it stands.

    >>> replace_pattern("tel. 020-555 0100", pattern="[^0-9]", new="")
    '0205550100'
    """
    found = _bounded(value)
    pieces: list[str] = []
    length = end = 0
    for match in _compiled(pattern).finditer(found):
        pieces += [found[end : match.start()], new]
        length += match.start() - end + len(new)
        end = match.end()
        if length > MOST_TEXT:
            raise WrongValueError(Told("functions.becomes_too_long"), Told("functions.most_characters", most=MOST_TEXT))
    return "".join([*pieces, found[end:]])


def extract(value: Any, pattern: str) -> str | None:
    """Keep what a regular expression finds first: its first group where it has one. None when it finds nothing.

    >>> extract("Order 10042 of today", pattern="[0-9]+"), extract("PO: 7-A", pattern="PO: *([^ ]+)")
    ('10042', '7-A')
    """
    match = matched(value, pattern)
    if match is None:
        return None
    found = match.group(1) if match.re.groups else match.group(0)
    return found or None


PATTERNS: dict[str, Function] = {
    "replace_pattern": by_name(replace_pattern, needed={"pattern": Argument.PATTERN, "new": Argument.SHORT_TEXT}),
    "extract": by_name(extract, needed={"pattern": Argument.PATTERN}, short="pattern"),
}
