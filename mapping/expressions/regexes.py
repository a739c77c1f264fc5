"""Compiles the regular expressions that users write with re2, whose time grows with the text alone."""

from typing import Any

import re2

from words.mistake import Mistake
from words.told import Told

MOST_CHARACTERS = 1000
"""How long a pattern may be."""

_MEMORY = 4_194_304  # bytes for one compiled pattern; counted repetitions of repetitions ask for more


def compile_regex(pattern: str, *, ignore_case: bool = False, multiline: bool = False) -> Any:
    r"""A compiled pattern, used like one of ``re``. Raises Mistake saying what is wrong with it.

    Back references and look-around do not exist: a pattern with them cannot be bounded in time.

    >>> compile_regex(r"(\d{4}) ?([a-z]{2})", ignore_case=True).fullmatch("1017 GN").groups()
    ('1017', 'GN')
    """
    if len(pattern) > MOST_CHARACTERS:
        raise Mistake(Told("expressions.regex_too_long", most=MOST_CHARACTERS))
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        return re2.compile(f"(?m){pattern}" if multiline else pattern, options)
    except re2.error as error:
        told = error.args[0] if error.args else "is no regular expression"
        text = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
        raise Mistake(Told("expressions.no_regex", english=text)) from None
