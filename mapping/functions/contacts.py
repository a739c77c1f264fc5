"""Functions on how people and companies are called and reached: names, phone, e-mail, postcode and address lines."""

import re
from collections.abc import Mapping
from typing import Any

import phonenumbers

from mapping.addresses import join_line, split_line
from mapping.arguments import Argument, OneOf
from mapping.documents.values import check_email, normal_postcode
from mapping.functions.function import Function, by_name
from mapping.functions.values import WrongValueError, at, is_empty, text_of, written

_LONGEST = 320  # no e-mail address is longer, and no phone number comes near
_IN_BRACKETS = re.compile(r"[^<>]*<([^<>]+)>")
_INFIXES = (
    ("van", "der"), ("van", "den"), ("van", "de"), ("van", "het"), ("van", "'t"), ("van", "ter"), ("van", "ten"),
    ("von", "der"), ("von", "dem"), ("in", "'t"), ("in", "het"), ("in", "de"),
    ("op", "de"), ("op", "den"), ("op", "'t"),
    ("op", "het"), ("aan", "de"), ("aan", "den"), ("aan", "het"), ("bij", "de"), ("onder", "de"), ("over", "de"),
    ("uit", "de"), ("uit", "den"), ("voor", "de"), ("de", "la"), ("van",), ("von",), ("de",), ("den",), ("der",),
    ("ter",), ("ten",), ("te",), ("'t",), ("het",), ("la",), ("le",), ("du",), ("di",), ("da",), ("dos",), ("el",),
    ("zu",), ("zum",), ("zur",), ("op",), ("bij",), ("uijt",), ("uit",),
)  # fmt: skip
"""Dutch infixes and those of the neighbours, longest first."""


def phone(value: Any, country: str) -> str:
    """Write a phone number in the international form E.164; one without a country code is of the country named.

    Only its length is checked, since new ranges of numbers come into use before anybody's list has them.

    >>> phone("06-12345678", country="NL"), phone("0032 2 555 12 12", country="NL")
    ('+31612345678', '+3225551212')
    """
    found = text_of(value)
    try:
        if len(found) <= _LONGEST:
            number = phonenumbers.parse(found, country)
            if phonenumbers.is_possible_number(number):
                return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    except phonenumbers.NumberParseException:
        pass
    raise WrongValueError("is no phone number", "write it as +31 20 555 0100")


def email(value: Any) -> str:
    """Clean an e-mail address: out of its brackets, without blanks and ``mailto:``, in small letters.

    >>> email(" Fenna Meulen <Fenna@Example.COM> "), email("mailto:info@example.com")
    ('fenna@example.com', 'info@example.com')
    """
    found = text_of(value)
    if len(found) <= _LONGEST:
        inner = _IN_BRACKETS.fullmatch(found.strip())
        bare = (inner[1] if inner else found).strip().lower().removeprefix("mailto:").strip(" ;,.<>")
        try:
            return check_email(bare)
        except ValueError:
            pass
    raise WrongValueError("is no e-mail address", "write it as name@example.com")


def postcode(value: Any, country: str) -> str:
    """Write a postcode as its country does; a Dutch one is checked.

    >>> postcode("1017gn", country="NL"), postcode(" 2000 ", country="BE")
    ('1017 GN', '2000')
    """
    try:
        return normal_postcode(text_of(value), country)
    except ValueError:
        raise WrongValueError("is no Dutch postcode", "write four digits and two letters, such as 1017 GN") from None


def split_street(value: Any, part: str) -> str | None:
    """Take the ``street``, ``number`` or ``addition`` out of a Dutch address line; the line itself when in doubt.

    >>> [split_street("Kerkstraat 12 a", part) for part in ("street", "number", "addition")]
    ['Kerkstraat', '12', 'a']
    >>> split_street("Plein 1944", "street"), split_street("Plein 1944", "number")
    ('Plein 1944', None)
    """
    found: str | None = getattr(split_line(text_of(value), "NL"), part)
    return found


def split_address(
    value: Any, country: str = "", line: str | None = None, country_at: str | None = None, exceptions: Any = ()
) -> dict[str, Any] | None:
    """Take an address line apart; ``split_guessed`` says that the number was read out of it. Whole when in doubt.

    Of an object, ``line`` and ``country_at`` name the fields with the line and the country, an ISO code. ``exceptions``
    are streets whose names would be read wrongly: of a line that begins with one, the number follows it.

    >>> split_address("Dorpsstraat 3 46", country="NL")
    {'street': 'Dorpsstraat', 'number': '3', 'addition': '46', 'split_guessed': True}
    >>> split_address("Dorpsstraat 3 46", country="NL", exceptions=["Dorpsstraat 3"])
    {'street': 'Dorpsstraat 3', 'number': '46', 'addition': None, 'split_guessed': False}
    >>> split_address({"address1": "12 High Street", "country": "GB"}, line="address1", country_at="country")["street"]
    '12 High Street'
    """
    whole = at(value, line) if line else value
    if is_empty(whole):
        return None
    own = at(value, country_at) if country_at else None
    found = split_line(text_of(whole), own if isinstance(own, str) else country, exceptions)
    return {
        "street": found.street,
        "number": found.number,
        "addition": found.addition,
        "split_guessed": found.guessed,
    }


def address_line(value: Any, country: str | None = None) -> str | None:
    """Write the street, number and addition of an object in one line, as its country does.

    The object's own field ``country`` says which that is; the argument is for objects without one.

    >>> address_line({"street": "Kerkstraat", "number": "12", "addition": "a-2", "country": "NL"})
    'Kerkstraat 12 a-2'
    >>> address_line({"street": "Kerkstraat", "number": "12", "addition": "3"}, country="BE")
    'Kerkstraat 12 bus 3'
    """
    if is_empty(at(value, "street")):
        raise WrongValueError("has no street", "choose an address as source, with street, number and addition")
    parts = [at(value, name) for name in ("street", "number", "addition")]
    street, number, addition = ("" if is_empty(part) else written(part).strip() for part in parts)
    own = at(value, "country")
    return join_line(street, number, addition, own if isinstance(own, str) else country or "")


def name_part(value: Any, part: str) -> str | None:
    """Take the ``first_name``, ``infix`` or ``last_name`` out of a full name. One word is a last name.

    >>> [name_part("Fenna van der Meulen", part) for part in ("first_name", "infix", "last_name")]
    ['Fenna', 'van der', 'Meulen']
    >>> name_part("Vries, Jan de", "infix"), name_part("Jansen", "last_name"), name_part("Jan Peter Smit", "first_name")
    ('de', 'Jansen', 'Jan Peter')
    """
    return _name_parts(text_of(value))[part] or None


def _name_parts(name: str) -> Mapping[str, str]:
    last, comma, rest = name.partition(",")
    words = (rest if comma else name).split()
    folded = [word.casefold().replace("’", "'") for word in words]  # noqa: RUF001 - the sign that phones type
    for at_word in range(len(words)):
        infix = next((infix for infix in _INFIXES if tuple(folded[at_word : at_word + len(infix)]) == infix), ())
        behind = words[at_word + len(infix) :]
        if infix and bool(behind) is not bool(comma):
            return {
                "first_name": " ".join(words[:at_word]),
                "infix": " ".join(words[at_word : at_word + len(infix)]),
                "last_name": last.strip() if comma else " ".join(behind),
            }
    if comma:
        return {"first_name": " ".join(words), "infix": "", "last_name": last.strip()}
    return {"first_name": " ".join(words[:-1]), "infix": "", "last_name": " ".join(words[-1:])}


_COUNTRY = {"country": Argument.COUNTRY}

CONTACTS: dict[str, Function] = {
    "phone": by_name(phone, needed=_COUNTRY, short="country"),
    "email": Function(email),
    "postcode": by_name(postcode, needed=_COUNTRY, short="country"),
    "split_street": Function(split_street, Argument.ADDRESS_PART),
    "split_address": by_name(
        split_address,
        optional={
            **_COUNTRY,
            "line": Argument.FIELD,
            "country_at": Argument.FIELD,
            "exceptions": Argument.TEXTS,
        },
        short="country",
    ),
    "address_line": by_name(address_line, optional=_COUNTRY, short="country"),
    "name_part": Function(name_part, OneOf(("first_name", "infix", "last_name"))),
}
