"""Rules about texts that are not what they look like: a code with a blank behind it is another code."""

import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from words.told import Told

_FREE: Final = frozenset({"mapping", "description", "when"})
"""Settings in which blanks may be meant: rows join texts with them."""

_PHRASES: Final = "_messages"
"""The end of the names of settings that list phrases of a vendor's errors."""

_REFERENCE: Final = "${"


def texts_with_unseen_signs(checked: Checked) -> Iterator[Finding]:
    """A blank at an end, or a sign that nobody sees, comes from copying: what the text names is not found with it."""
    for path, text in _texts(checked.written.value, ()):
        if text != text.strip():
            yield Finding("error", path, Told("books.blank_around"))
        elif any(_is_unseen(sign) for sign in text):
            yield Finding("error", path, Told("books.unseen_sign"))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text of a file that is taken as it stands, and every name in it."""
    if isinstance(value, dict):
        for name, inside in value.items():
            if not (name in _FREE or str(name).endswith(_PHRASES)):
                yield (*path, name), str(name)
                yield from _texts(inside, (*path, name))
    elif isinstance(value, list):
        for place, inside in enumerate(value):
            yield from _texts(inside, (*path, place))
    elif isinstance(value, str) and _REFERENCE not in value:
        yield path, value


def _is_unseen(sign: str) -> bool:
    return sign != " " and (sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf"})
