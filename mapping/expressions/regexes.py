"""Compiles the regular expressions that users write with re2, whose time grows with the text alone."""

from typing import Any

import re2

MOST_CHARACTERS = 1000
"""How long a pattern may be."""

_MEMORY = 4_194_304  # bytes for one compiled pattern; counted repetitions of repetitions ask for more


def compile_regex(pattern: str, *, ignore_case: bool = False, multiline: bool = False) -> Any:
    r"""A compiled pattern, used like one of ``re``. Raises ValueError saying what is wrong with it.

    Back references and look-around do not exist: a pattern with them cannot be bounded in time.

    >>> compile_regex(r"(\d{4}) ?([a-z]{2})", ignore_case=True).fullmatch("1017 GN").groups()
    ('1017', 'GN')
    """
    if len(pattern) > MOST_CHARACTERS:
        raise ValueError(f"a regular expression has at most {MOST_CHARACTERS} characters")
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        return re2.compile(f"(?m){pattern}" if multiline else pattern, options)
    except re2.error as error:
        told = error.args[0] if error.args else "is no regular expression"
        text = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
        raise ValueError(f"regular expression: {text}; back references and look-around do not exist here") from None
