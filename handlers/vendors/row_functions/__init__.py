"""The functions that rows of every vendor may name under ``do``: the mapping's own, and those of one system's codes.

A system's codes stand here and not with its vendor, since rows of any flow may name them and vendors never import each
other: a shop may post the codes of AFAS.
"""

from handlers.vendors.row_functions.afas_countries import AFAS_COUNTRIES
from mapping.functions import FAMILIES as OF_THE_MAPPING
from mapping.functions import Function

__all__ = ["FAMILIES", "FUNCTIONS"]

FAMILIES: dict[str, dict[str, Function]] = {**OF_THE_MAPPING, "Country codes of AFAS": AFAS_COUNTRIES}
"""Every function under its family, in the order of the reference page."""

FUNCTIONS: dict[str, Function] = {name: function for family in FAMILIES.values() for name, function in family.items()}
"""Every function, by the name that rows use."""
