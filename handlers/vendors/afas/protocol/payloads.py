"""The body of a write: elements with fields, keys and the objects under them.

Sources: AFASSoftware/OASContent markdownpages/profit/en/update-connector.md; rmuit/PracticalAfas README-update.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from handlers.vendors.afas.protocol.moments import write_moment

CLEAR = ""
"""The value that empties a field; a field that is left out stays as it is."""

Value = str | int | bool | Decimal | date | datetime


@dataclass(frozen=True, slots=True)
class Element:
    """One record. ``keys`` are the attributes that identify it (``{"DbId": "10141"}``), without their ``@``.

    ``action`` overrides what the verb would do with this record. A field whose value is None is left out.
    """

    fields: Mapping[str, Value | None]
    objects: Mapping[str, Sequence["Element"]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    action: Literal["insert", "update", "delete"] | None = None


def payload(connector: str, *elements: Element) -> dict[str, Any]:
    """The body for ``connector``; several elements are one transaction. Write it with mapping.parsing.dump_json.

    >>> payload("FbSales", Element({"DbId": "10141"}))
    {'FbSales': {'Element': {'Fields': {'DbId': '10141'}}}}
    """
    return {connector: {"Element": _elements(elements)}}


def _elements(elements: Sequence[Element]) -> Any:
    written = [_element(element) for element in elements]
    return written[0] if len(written) == 1 else written


def _element(element: Element) -> dict[str, Any]:
    body: dict[str, Any] = {f"@{name}": value for name, value in element.keys.items()}
    if element.action:
        body["@Action"] = element.action
    body["Fields"] = {name: _value(value) for name, value in element.fields.items() if value is not None}
    if element.objects:
        body["Objects"] = [{name: {"Element": _elements(parts)}} for name, parts in element.objects.items()]
    return body


def _value(value: Value) -> Any:
    if isinstance(value, datetime):
        return write_moment(value) if value.tzinfo else value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
