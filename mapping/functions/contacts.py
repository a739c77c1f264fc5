"""Functions on how people and companies are called and reached: names, phone, e-mail, postcode and address lines."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mapping.addresses import split_line, split_lines
from mapping.documents.emails import check_email
from mapping.documents.values import normal_postcode
from mapping.functions.arguments import Argument, OneOf
from mapping.functions.function import Function, by_name
from mapping.functions.values import WrongValueError, at, is_empty, text_of, written
from mapping.house_numbers import join_line
from words.told import Told

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

_ONLY_SMALL = frozenset({"op", "bij", "uijt", "uit"})
"""Words that are an infix by themselves in small letters only: ``Op Merking`` is a surname."""


def phone(value: Any, country: str) -> str:
    """Write a phone number in the international form E.164; one without a country code is of the country named.

    Only its length is checked, since new ranges of numbers come into use before anybody's list has them.

    >>> phone("06-12345678", country="NL"), phone("0032 2 555 12 12", country="NL")
    ('+31612345678', '+3225551212')
    """
    import phonenumbers  # noqa: PLC0415 - loaded with the first number, since most commands see none

    found = text_of(value)
    try:
        if len(found) <= _LONGEST:
            number = phonenumbers.parse(found, country)
            if phonenumbers.is_possible_number(number):
                return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    except phonenumbers.NumberParseException:
        pass
    raise WrongValueError(Told("functions.no_phone"), Told("functions.write_phone"))


def email(value: Any, wrong: str = "refuse") -> str:
    """Clean an e-mail address: out of its brackets, without blanks and ``mailto:``, in small letters.

    Of several, with a comma or semicolon between them, the first is taken. What is no address is refused, or with
    ``wrong: keep`` kept as it is.

    >>> email(" Fenna Meulen <Fenna@Example.COM> "), email("mailto:info@example.com")
    ('fenna@example.com', 'info@example.com')
    >>> email("fenna@example.com, jan@example.com"), email("none", wrong="keep")
    ('fenna@example.com', 'none')
    """
    found = text_of(value)
    if len(found) <= _LONGEST:
        inner = _IN_BRACKETS.fullmatch(found.strip())
        bare = (inner[1] if inner else found).strip().lower().removeprefix("mailto:").strip(" ;,<>")
        for candidate in (bare, bare.rstrip("."), *re.split(r"[;,]", bare)[:1]):
            try:
                return check_email(candidate.strip())
            except ValueError:
                continue
    if wrong == "keep":
        return found.strip()
    raise WrongValueError(Told("functions.no_email"), Told("functions.write_email"))


def postcode(value: Any, country: str) -> str:
    """Write a postcode as its country does; a Dutch one is checked.

    >>> postcode("1017gn", country="NL"), postcode(" 2000 ", country="BE")
    ('1017 GN', '2000')
    """
    try:
        return normal_postcode(text_of(value), country)
    except ValueError:
        raise WrongValueError(Told("functions.no_dutch_postcode"), Told("functions.write_dutch_postcode")) from None


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
    value: Any,
    country: str = "",
    line: str | None = None,
    second: str | None = None,
    country_at: str | None = None,
    exceptions: Any = (),
) -> dict[str, Any] | None:
    """Take an address line apart; ``split_guessed`` says that the number was read out of it. Whole when in doubt.

    Of an object, ``line`` and ``country_at`` name the fields with the line and the country, an ISO code, and ``second``
    the field with the second line: a house number there counts where the first line has none, and what else stands
    there is ``extra``. ``exceptions`` are streets whose names would be read wrongly: of a line that begins with one,
    the number follows it.

    >>> split_address("Dorpsstraat 3 46", country="NL")["addition"]
    '46'
    >>> split_address("Dorpsstraat 3 46", country="NL", exceptions=["Dorpsstraat 3"])["street"]
    'Dorpsstraat 3'
    >>> split_address({"one": "Kerkstraat", "two": "5 A", "land": "NL"}, line="one", second="two", country_at="land")
    {'street': 'Kerkstraat', 'number': '5', 'addition': 'A', 'extra': None, 'split_guessed': True}
    """
    whole = at(value, line) if line else value
    more = at(value, second) if second else None
    if is_empty(whole) and is_empty(more):
        return None
    own = at(value, country_at) if country_at else None
    one, two = ("" if is_empty(part) else text_of(part) for part in (whole, more))
    found = split_lines(one, two, own if isinstance(own, str) else country, exceptions)
    return {
        "street": found.street,
        "number": found.number,
        "addition": found.addition,
        "extra": found.extra,
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
        raise WrongValueError(Told("functions.no_street"), Told("functions.choose_address"))
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
    for at_word in range(len(words)):
        infix = _infix_at(words, at_word)
        behind = words[at_word + infix :]
        if infix and bool(behind) is not bool(comma):
            return {
                "first_name": " ".join(words[:at_word]),
                "infix": " ".join(words[at_word : at_word + infix]),
                "last_name": last.strip() if comma else " ".join(behind),
            }
        if not comma and len(words) - at_word == 2 and words[at_word].casefold() in _ONLY_SMALL:  # noqa: PLR2004 - the last two words
            return {"first_name": " ".join(words[:at_word]), "infix": "", "last_name": " ".join(words[at_word:])}
    if comma:
        return {"first_name": " ".join(words), "infix": "", "last_name": last.strip()}
    return {"first_name": " ".join(words[:-1]), "infix": "", "last_name": " ".join(words[-1:])}


def _infix_at(words: Sequence[str], place: int) -> int:
    """How many words from here on are an infix; none for one that begins a surname."""
    folded = tuple(word.casefold().replace("’", "'") for word in words[place : place + 2])  # noqa: RUF001 - the sign that phones type
    for infix in _INFIXES:
        if folded[: len(infix)] == infix:
            is_surname = len(infix) == 1 and infix[0] in _ONLY_SMALL and words[place] != words[place].lower()
            return 0 if is_surname else len(infix)
    return 0


_COUNTRY = {"country": Argument.COUNTRY}

CONTACTS: dict[str, Function] = {
    "phone": by_name(phone, needed=_COUNTRY, short="country"),
    "email": by_name(email, optional={"wrong": OneOf(("refuse", "keep"))}, short="wrong"),
    "postcode": by_name(postcode, needed=_COUNTRY, short="country"),
    "split_street": Function(split_street, Argument.ADDRESS_PART),
    "split_address": by_name(
        split_address,
        optional={
            **_COUNTRY,
            "line": Argument.FIELD,
            "second": Argument.FIELD,
            "country_at": Argument.FIELD,
            "exceptions": Argument.TEXTS,
        },
        short="country",
    ),
    "address_line": by_name(address_line, optional=_COUNTRY, short="country"),
    "name_part": Function(name_part, OneOf(("first_name", "infix", "last_name"))),
}
