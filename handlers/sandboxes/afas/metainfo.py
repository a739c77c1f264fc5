"""What the sandbox tells about its connectors: the list, a GetConnector's columns, an UpdateConnector's fields."""

from collections.abc import Iterable
from typing import Any

from handlers.sandboxes.afas.labels import label_of
from handlers.sandboxes.afas.tables import Table
from handlers.vendors.afas.dictionary import FILES, UpdateField, UpdateObject, update_object

_TYPES = {"text": "string", "long_text": "blob", "guid": "string", "moment": "date"}


def overview(tables: Iterable[Table], environment: str) -> dict[str, Any]:
    """All connectors, and what the app connector is, in which environment."""
    info = {"envid": environment, "appName": "relay", "group": "relay", "tokenExpiry": "0"}
    return {
        "updateConnectors": [{"id": name, "description": name} for name in FILES],
        "getConnectors": [{"id": table.name, "description": table.name} for table in tables],
        "info": info,
    }


def get_connector(table: Table) -> dict[str, Any]:
    """A GetConnector with its columns."""
    fields = [column.describe() for column in table.columns]
    return {"name": table.name, "description": table.name, "fields": fields}


def update_connector(name: str) -> dict[str, Any]:
    """An UpdateConnector with its fields and objects. Raises KeyError for one that is not there."""
    return {"id": name, **_object(update_object(name))}


def _object(known: UpdateObject) -> dict[str, Any]:
    return {
        "name": known.name,
        "description": known.name,
        "fields": [_field(field) for field in known.fields.values()],
        "objects": [_object(under) for under in known.objects.values()],
    }


def _field(field: UpdateField) -> dict[str, Any]:
    return {
        "fieldId": field.name,
        "primaryKey": field.is_key,
        "dataType": _TYPES.get(field.type, field.type),
        "label": label_of(field, field.name),
        "mandatory": field.required,
        "length": field.length or 0,
        "decimals": field.decimals or 0,
        "decimalFieldId": "",
        "notzero": False,
        "controlType": 1,
        "values": [{"id": code, "description": code} for code in field.codes] or None,
    }
