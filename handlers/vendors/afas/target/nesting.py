"""Fields by their place, such as ``KnContact.KnBasicAddressAdr.HmNr``, and the same as objects within objects."""

from collections.abc import Collection, Mapping
from typing import Any

from handlers.contracts.records import Fields
from handlers.vendors.afas.target.field_values import is_empty


def nest(fields: Fields) -> dict[str, Any]:
    """Fields by place as tables in tables.

    >>> nest({"KnContact.ExAd": "Oost", "KnContact.KnBasicAddressAdr.HmNr": 3})
    {'KnContact': {'ExAd': 'Oost', 'KnBasicAddressAdr': {'HmNr': 3}}}
    """
    tables: dict[str, Any] = {}
    for place, value in fields.items():
        *names, field = place.split(".")
        table = tables
        for name in names:
            table = table.setdefault(name, {})
        table[field] = value
    return tables


def flatten(tables: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Tables in tables as fields by place, as they were before :func:`nest`.

    >>> flatten({"KnContact": {"ExAd": "Oost", "KnBasicAddressAdr": {"HmNr": 3}}})
    {'KnContact.ExAd': 'Oost', 'KnContact.KnBasicAddressAdr.HmNr': 3}
    """
    fields: dict[str, Any] = {}
    for name, value in tables.items():
        if isinstance(value, Mapping):
            fields |= flatten(value, f"{before}{name}.")
        else:
            fields[f"{before}{name}"] = value
    return fields


def drop_empty(value: Any, place: str, emptied: Collection[str] = ()) -> Any:
    """A table, or a list of them, with the fields that an insert sends: as ``writes`` says.

    >>> drop_empty({"Nm": "A", "CcNr": "", "FiNr": ""}, "KnOrganisation", ["KnOrganisation.FiNr"])
    {'Nm': 'A', 'FiNr': ''}
    """
    if isinstance(value, list):
        return [drop_empty(row, place, emptied) for row in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: drop_empty(one, f"{place}.{name}", emptied)
        for name, one in value.items()
        if not is_empty(one) or f"{place}.{name}" in emptied
    }
