"""Functions on numbers with a check in them, VAT, IBAN, EAN and the like, and on codes of units.

The checks are those of python-stdnum; whether a number was ever given out, only its register knows.
"""

from collections.abc import Callable
from typing import Any

from stdnum import ean as article_numbers
from stdnum import iban as bank_accounts
from stdnum.exceptions import ValidationError

from mapping.functions.arguments import Argument
from mapping.functions.function import Function, by_name
from mapping.functions.values import WrongValueError, text_of
from mapping.vat.numbers import read_vat_number
from words.told import Told

_KVK_DIGITS = 8
_LONGEST = 100

_UNITS = {
    "C62": "c62 st stk stks stuk stuks piece pieces pc pcs pce each ea unit units stueck stück pièce pièces h87",
    "PR": "pr paar pair pairs",
    "SET": "set sets",
    "DZN": "dzn dozijn dozen",
    "BX": "bx doos dozen-karton box boxes karton carton",
    "PK": "pk pak pack packs pakket",
    "RO": "ro rol roll rolls",
    "BG": "bg zak bag bags",
    "PX": "px pallet pallets",
    "KGM": "kgm kg kilo kilogram kilograms kilogramme",
    "GRM": "grm g gr gram grams",
    "TNE": "tne t ton tonne",
    "LTR": "ltr l lt liter litre liters litres",
    "MLT": "mlt ml milliliter millilitre",
    "MTR": "mtr m meter metre meters mètre",
    "CMT": "cmt cm centimeter centimetre",
    "MMT": "mmt mm millimeter millimetre",
    "MTK": "mtk m2 m² vierkante-meter",
    "MTQ": "mtq m3 m³ kubieke-meter",
    "HUR": "hur u uur uren h hr hour hours stunde stunden",
    "DAY": "day dag dagen days tag",
    "MON": "mon maand maanden month months",
    "KWH": "kwh",
}
_UNIT_OF = {name: code for code, names in _UNITS.items() for name in names.split()}


def vat_number(value: Any, country: str | None = None) -> str:
    """Write a VAT number without blanks and points, with its prefix, if its check fits. Greece is ``EL``.

    ``country`` is put before a number that has no prefix: its ISO code, or XI for Northern Ireland.

    >>> vat_number("be 0697.449.992"), vat_number("0697449992", country="BE"), vat_number("GR 094259216")
    ('BE0697449992', 'BE0697449992', 'EL094259216')
    """
    found = read_vat_number(text_of(value), country)
    if found.form != "valid":
        raise WrongValueError(Told("functions.no_vat_number"), Told("functions.write_vat_number"))
    return found.text


def iban(value: Any) -> str:
    """Write the number of a bank account without blanks, if its check fits.

    >>> iban("nl91 abna 0417 1643 00")
    'NL91ABNA0417164300'
    """
    return _checked(bank_accounts.validate, text_of(value), Told("functions.no_iban"), Told("functions.write_iban"))


def ean(value: Any) -> str:
    """Write the number under a bar code, of 8, 12, 13 or 14 digits, if its check fits.

    >>> ean("8710400 000020"), ean("73513537")
    ('8710400000020', '73513537')
    """
    return _checked(article_numbers.validate, text_of(value), Told("functions.no_ean"), Told("functions.write_ean"))


def kvk(value: Any) -> str:
    """Write a number of the Dutch Chamber of Commerce as its 8 digits; a lost leading zero is put back.

    >>> kvk("KvK 12.34.56.78"), kvk("1234567")
    ('12345678', '01234567')
    """
    digits = "".join(sign for sign in text_of(value).upper().removeprefix("KVK") if sign not in " .-:")
    if not (digits.isascii() and digits.isdigit()) or not _KVK_DIGITS - 1 <= len(digits) <= _KVK_DIGITS:
        raise WrongValueError(Told("functions.no_kvk_number"), Told("functions.write_kvk_number"))
    return digits.zfill(_KVK_DIGITS)


def unit_code(value: Any) -> str:
    """Write a unit as its code of UN/ECE recommendation 20 or 21, as electronic invoices do.

    >>> unit_code("stuks"), unit_code("kg"), unit_code("Doos"), unit_code("m²")
    ('C62', 'KGM', 'BX', 'MTK')
    """
    name = "-".join(text_of(value).casefold().strip(" .").split())
    if name not in _UNIT_OF:
        raise WrongValueError(Told("functions.unit_not_known"), Told("functions.add_units"))
    return _UNIT_OF[name]


def _checked(check: Callable[[str], str], value: str, wrong: Told, mend: Told) -> str:
    try:
        if len(value) <= _LONGEST and value.isascii():
            return check(value)
    except ValidationError:
        pass
    raise WrongValueError(wrong, mend)


CODES: dict[str, Function] = {
    "vat_number": by_name(vat_number, optional={"country": Argument.COUNTRY}, short="country"),
    "iban": Function(iban),
    "ean": Function(ean),
    "kvk": Function(kvk),
    "unit_code": Function(unit_code),
}
