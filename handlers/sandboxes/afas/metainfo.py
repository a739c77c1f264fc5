"""What the sandbox tells about its connectors: the list, a GetConnector's columns, an UpdateConnector's fields."""

from collections.abc import Callable, Iterable
from typing import Any

from handlers.sandboxes.afas.labels import label_of
from handlers.sandboxes.afas.masters import Masters
from handlers.sandboxes.afas.payloads import KEYS, is_needed
from handlers.sandboxes.afas.published import Field, PublishedObject, connector_names, find_object
from handlers.sandboxes.afas.tables import Table

_TYPES = {"text": "string", "long_text": "blob", "guid": "string", "moment": "date"}


def overview(
    tables: Iterable[Table], environment: str, listed: Callable[[str], bool] = lambda _: True
) -> dict[str, Any]:
    """The connectors that the app connector lists, and what it is, in which environment."""
    info = {"envid": environment, "appName": "relay", "group": "relay", "tokenExpiry": "0"}
    return {
        "updateConnectors": [{"id": name, "description": name} for name in connector_names() if listed(name)],
        "getConnectors": [{"id": table.name, "description": table.name} for table in tables if listed(table.name)],
        "info": info,
    }


def get_connector(table: Table) -> dict[str, Any]:
    """A GetConnector with its columns."""
    fields = [column.describe() for column in table.columns]
    return {"name": table.name, "description": table.name, "fields": fields}


def update_connector(name: str, masters: Masters) -> dict[str, Any]:
    """An UpdateConnector with its fields and objects. Raises KeyError for one that is not there."""
    return {"id": name, **_object(find_object(name), masters)}


def _object(known: PublishedObject, masters: Masters) -> dict[str, Any]:
    fields = [_field(known.name, field, masters) for field in known.fields.values()]
    own = sorted(masters.own_fields.get(known.name, ()))
    return {
        "name": known.name,
        "description": known.name,
        "fields": fields + [_own_field(name) for name in own],
        "objects": [_object(under, masters) for under in known.objects.values()],
    }


def _field(holder: str, field: Field, masters: Masters) -> dict[str, Any]:
    codes = (*field.codes, *sorted(masters.own_codes.get(field.name, ())))
    return {
        "fieldId": field.name,
        "primaryKey": field.name in KEYS,
        "dataType": _TYPES.get(field.type, field.type),
        "label": label_of(field, field.name),
        "mandatory": is_needed(holder, field),
        "length": field.length or 0,
        "decimals": field.decimals or 0,
        "decimalFieldId": "",
        "notzero": False,
        "controlType": 1,
        "values": [{"id": code, "description": code} for code in codes] or None,
    }


def _own_field(name: str) -> dict[str, Any]:
    """A field that the customer made, with no codes of its own."""
    return {
        "fieldId": name,
        "primaryKey": False,
        "dataType": "string",
        "label": "Vrij veld",
        "mandatory": False,
        "length": 100,
        "decimals": 0,
        "decimalFieldId": "",
        "notzero": False,
        "controlType": 1,
        "values": None,
    }
