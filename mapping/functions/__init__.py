"""The functions a mapping row may name under ``do``; each is pure and takes a value, and some take arguments.

A function gives None where nothing is left, and raises :class:`WrongValueError` for a value it cannot work on; the
mapper makes that a problem of the document. Nothing else is raised, whatever the value. To add a function: write it
in the file of its family with an example, and name it in the table at the end of that file.
"""

from mapping.functions.choice import CHOICE
from mapping.functions.codes import CODES
from mapping.functions.contacts import CONTACTS
from mapping.functions.countries import COUNTRIES
from mapping.functions.dates import DATES
from mapping.functions.function import Function
from mapping.functions.markup import MARKUP
from mapping.functions.money import MONEY
from mapping.functions.numbers import NUMBERS
from mapping.functions.patterns import PATTERNS
from mapping.functions.structure import STRUCTURE
from mapping.functions.text import TEXT
from mapping.functions.values import WrongValueError, is_empty

__all__ = ["FAMILIES", "FUNCTIONS", "Function", "WrongValueError", "is_empty"]

FAMILIES: dict[str, dict[str, Function]] = {
    "Text": TEXT,
    "Regular expressions": PATTERNS,
    "HTML and accents": MARKUP,
    "Numbers": NUMBERS,
    "Money": MONEY,
    "Dates": DATES,
    "Choice": CHOICE,
    "Lists and objects": STRUCTURE,
    "Countries and languages": COUNTRIES,
    "People and addresses": CONTACTS,
    "Codes and numbers that can be checked": CODES,
}
"""Every function under its family, in the order of the reference page."""

FUNCTIONS: dict[str, Function] = {name: function for family in FAMILIES.values() for name, function in family.items()}
"""Every function, by the name that rows use."""
