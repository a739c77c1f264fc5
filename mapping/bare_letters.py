"""Takes accents off letters, as search codes and old systems do."""

import unicodedata

BARE_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D"}
    | {"ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th"}
)
"""Letters that Unicode does not take apart into a bare letter and an accent."""


def drop_accents(text: str) -> str:
    """The text with bare letters in place of those with accents.

    >>> drop_accents("Møller-Büchner")
    'Moller-Buchner'
    """
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(BARE_LETTERS))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
