"""Brings telephone numbers to one form, and leaves out what is none: nobody is held for how they write theirs.

People write one number in many ways, add an extension, or write something else where a number is asked for. In one
form a change of notation is no change.
"""

from typing import Final

from words.told import Told

_FEWEST_DIGITS: Final = 5
"""Below that a text is no number that anybody can call from elsewhere."""

_FEWEST_OF_A_NUMBER: Final = 7
"""Below that a text is left as it is: a short number, or a local one of which nobody knows the rest."""

_LONGEST: Final = 250
"""What is longer is left as it is: no number comes near it."""

_QUOTES: Final = "'\"`\u2018\u2019\u201c\u201d"
"""What programs of tables put before a number, so that it stays a text."""


def mend_telephone(text: str | None, country: str) -> tuple[str | None, Told | None]:
    """A number in the international form E.164, and what was left out of it or why it was left out, if anything.

    ``country`` is the ISO code of where a number without a country code is called from; empty where nobody knows. What
    is not one number for sure, such as two with a stroke between them, or one that its country does not give out, stays
    a text; of one that names another country only the length is checked.

    >>> mend_telephone("0031 (0)6 12345678", "NL")[0], mend_telephone("'+31201234567", "")[0]
    ('+31612345678', '+31201234567')
    >>> mend_telephone("020-1234567 / 06-23456789", "NL")[0], mend_telephone("0", "NL")[0]
    ('020-1234567 / 06-23456789', None)
    >>> str(mend_telephone("+31 555 550 100 ext. 12", "NL")[1])
    'the extension of the telephone number was left out'
    """
    bare = (text or "").strip().strip(_QUOTES).strip()
    if not bare:
        return text, None
    if sum(map(str.isdecimal, bare)) < _FEWEST_DIGITS:
        return None, Told("parties.telephone_left_out")
    found = _read(bare, country)
    if found is None:
        return bare, None
    number, has_extension = found
    return number, Told("parties.extension_left_out") if has_extension else None


def _read(text: str, country: str) -> tuple[str, bool] | None:
    """The number in E.164, and whether it has an extension; None for what is no single number."""
    import phonenumbers  # noqa: PLC0415 - loaded with the first number, since most commands see none

    if len(text) > _LONGEST or sum(map(str.isdecimal, text)) < _FEWEST_OF_A_NUMBER:
        return None
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    names_country = text.startswith(("+", "00"))
    if not (phonenumbers.is_possible_number(number) if names_country else phonenumbers.is_valid_number(number)):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)), bool(number.extension)
