"""Lays fields, each by its place in dots, into the body that is posted."""

from collections.abc import Mapping
from typing import Any


def lay_out(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The body with each value at its place. A list, and what is nested as a whole, is one value.

    >>> lay_out({"sku": "A-1", "image.place": 1, "image.name": "a.png"})
    {'sku': 'A-1', 'image': {'place': 1, 'name': 'a.png'}}
    """
    body: dict[str, Any] = {}
    for place, value in fields.items():
        *above, last = place.split(".")
        at = body
        for name in above:
            at = at.setdefault(name, {})
        at[last] = value
    return body
