"""Reads YAML with the plain types of JSON: Norway stays NO, ``off`` stays a name, and decimals stay exact.

YAML 1.1 makes false of the bare words ``no`` and ``off``, and floats of decimals; each of these would change a mapping
behind its writer's back.
"""

import re
from decimal import Decimal
from typing import Any, Final

from mapping.strict_yaml import STANDARD, Dialect, Word, YamlError, read

PLAIN: Final = Dialect(
    Word(STANDARD + "bool", re.compile(r"(?:true|false)\Z"), "tf", lambda text: {"true": True, "false": False}[text]),
    Word(STANDARD + "null", re.compile(r"(?:null|~|)\Z"), ["n", "~", ""], lambda _: None),
    Word(STANDARD + "int", re.compile(r"(?:0|-?[1-9][0-9]{0,17})\Z"), "-0123456789", int),
    Word("!exact", re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,20}\Z"), "-0123456789", Decimal),
    names_as_written=False,
    twice="a field stands here twice",
    no_text="found unhashable key",
)
"""The words of presets."""


def read_yaml(text: str) -> Any:
    """The value in the text: dict, list, str, int, Decimal, bool or None. Raises ValueError saying what and where.

    >>> read_yaml("{country: NO, off: true, rate: 0.10}")
    {'country': 'NO', 'off': True, 'rate': Decimal('0.10')}
    """
    try:
        return read(text, PLAIN)
    except YamlError as mistake:
        raise ValueError(f"{mistake.place or 'the text'}: {mistake.rule or 'is no YAML'}") from None
