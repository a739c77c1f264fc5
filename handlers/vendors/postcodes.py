"""Writes a Dutch postcode in each of the ways in which books may have it, so that a search by it misses nobody."""

import re

_DUTCH = r"([0-9]{4}) ?([A-Z]{2})"


def postcode_spellings(postcode: str) -> tuple[str, ...]:
    """The ways to look for a postcode: a Dutch one with its blank and without; none where there is none.

    >>> postcode_spellings("1234AB"), postcode_spellings("40212"), postcode_spellings("")
    (('1234 AB', '1234AB'), ('40212',), ())
    """
    match = re.fullmatch(_DUTCH, postcode, re.IGNORECASE)
    if match is None:
        return (postcode,) if postcode else ()
    return f"{match[1]} {match[2].upper()}", f"{match[1]}{match[2].upper()}"
