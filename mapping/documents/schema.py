"""Publishes the canonical documents as JSON Schema, for whoever writes or checks a sender.

Renew the published files after a change of a document: ``python -m mapping.documents.schema docs/schemas``.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from mapping.documents.customer import CustomerRecord
from mapping.documents.fields import models_in
from mapping.documents.order import Order
from mapping.documents.product import Product
from mapping.documents.stock import StockRecord

DOCUMENTS: Mapping[str, type[BaseModel]] = {
    "order": Order,
    "customer": CustomerRecord,
    "product": Product,
    "stock": StockRecord,
}
"""The documents that have a schema, by the entity they are about."""

_LIMITS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}
"""The keyword of JSON Schema for each bound of a field."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a document as our own webhook format has it: other fields than these are refused.

    ``personal: true`` marks the fields whose values the relay masks.
    """
    schema = kind.model_json_schema()
    _tidy(schema, kind)
    for model in _models_below(kind):
        _tidy(schema["$defs"][model.__name__], model)
    return {"$schema": _DIALECT, **schema}


def schema_text(kind: type[BaseModel]) -> str:
    """The schema as the published file holds it."""
    return json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"


def publish(folder: Path) -> None:
    """Write one file for each document into an existing folder, such as ``order.json``. Raises OSError."""
    for name, kind in DOCUMENTS.items():
        (folder / f"{name}.json").write_text(schema_text(kind), "utf-8")


def _tidy(schema: dict[str, Any], kind: type[BaseModel]) -> None:
    """Close the object, and put in the bounds of exact numbers, which pydantic has no form for."""
    schema["additionalProperties"] = False
    for name, shape in schema["properties"].items():
        shape.pop("title", None)
        for option in (shape, *shape.get("anyOf", ())):
            for limit in _LIMITS:
                option.pop(limit, None)
        for bound in kind.model_fields[name].metadata:
            shape.update({_LIMITS[limit]: int(getattr(bound, limit)) for limit in _LIMITS if hasattr(bound, limit)})


def _models_below(kind: type[BaseModel]) -> set[type[BaseModel]]:
    below = {model for field in kind.model_fields.values() for model in models_in(field.annotation)}
    return below | {deeper for model in below for deeper in _models_below(model)}


if __name__ == "__main__":
    publish(Path(sys.argv[1]))
