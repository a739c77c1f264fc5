"""Which e-mail addresses a document may have, and the form in which two of them are compared."""

import re
import unicodedata
from contextlib import suppress
from functools import cache

from words.mistake import Mistake
from words.told import Told

_PLAIN_EMAIL = re.compile(
    r"(?=.{3,200}$)[A-Za-z0-9_+-]{1,20}(?:\.[A-Za-z0-9_+-]{1,20}){0,2}@(?:[a-z0-9]{1,60}\.|[a-z0-9]{1,20}-[a-z0-9]{1,20}\.){1,3}[a-z]{2,10}"
)
_LOCAL_PART = re.compile(r'"[^"\\\x00-\x1f]{1,62}"|[^\s"@()<>\[\]:;\x00-\x1f]{1,64}')
"""Anything between quotes, or signs that do not end an address where several stand in one line."""


def check_email(address: str) -> str:
    """Accept an address to which mail can be sent; its domain is not looked up. Raises Mistake with the remedy.

    People have addresses that no standard allows, such as ``noor.@example.com``, and get mail there all the same: what
    stands before the ``@`` is for their own provider to judge.

    >>> check_email("noor.@example.com"), check_email('"noor, work"@example.com')
    ('noor.@example.com', '"noor, work"@example.com')
    """
    if _PLAIN_EMAIL.fullmatch(address) and address.rpartition(".")[2].lower() not in _special_domains():
        return address  # what nearly all look like, and what the library accepts too, at a tenth of the time
    local, _, domain = address.rpartition("@")
    if _LOCAL_PART.fullmatch(local):
        from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - as below

        with suppress(EmailNotValidError):
            validate_email(f"name@{domain}", check_deliverability=False, test_environment=True)
            return address
    raise Mistake(Told("documents.write_email"))


def normal_email(address: str) -> str:
    """The form in which two addresses are compared: trimmed, lower case, compatibility characters folded.

    >>> normal_email("  Info@Example.COM ")
    'info@example.com'
    """
    return unicodedata.normalize("NFKC", address.strip()).casefold()


@cache
def _special_domains() -> frozenset[str]:
    """The ends of names, such as ``test``, that only the library judges."""
    from email_validator import SPECIAL_USE_DOMAIN_NAMES  # noqa: PLC0415 - loaded with the first address

    return frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)
