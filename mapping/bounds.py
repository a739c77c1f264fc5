"""Says of a body whether its shape can be that of a document, before a parser builds a hundred times its size of it.

A few bytes can stand for an object that takes hundreds. What is counted here is counted in the bytes, and no value is
made. Documents of shops hold a value in every 12 bytes or so, and an object or list in every 60; the bounds leave room.
"""

import re
from collections.abc import Iterator
from itertools import islice

from words.told import Told

SPARE_VALUES = 2000
"""How many values a body of any size may hold."""

BYTES_A_VALUE = 6
"""Beyond the spare ones, a value may stand in every so many bytes: a shorter one than ``"a":1,`` has no name."""

SPARE_CONTAINERS = 500
"""How many objects and lists a body of any size may hold."""

BYTES_A_CONTAINER = 24
"""Beyond the spare ones, an object or list may begin in every so many bytes."""

_MARKS = re.compile(rb'"(?:[^"\\]++|\\.?)*+"?|[,{\[]', re.DOTALL)


def most_values(body: bytes) -> int:
    """At least as many as the values in a body: commas and opening brackets, also those within its texts."""
    return body.count(b",") + most_containers(body) + 1


def most_containers(body: bytes) -> int:
    """At least as many as the objects and lists in a body."""
    return body.count(b"{") + body.count(b"[")


def check_shape(body: bytes) -> Told | None:
    """Why a body is no document by its shape, or None. It reads texts only where commas in them could matter.

    >>> check_shape(b'{"number": "1001", "lines": []}')
    >>> str(check_shape(b"[" + b"{}," * 5000 + b"{}]"))
    'it has more objects and lists than a document of its size can have'
    """
    containers = SPARE_CONTAINERS + len(body) // BYTES_A_CONTAINER
    if most_containers(body) > containers and _has_more_than(containers, body, b"{["):
        return Told("parsing.too_many_objects")
    values = SPARE_VALUES + len(body) // BYTES_A_VALUE
    if most_values(body) > values and _has_more_than(values, body, b",{["):
        return Told("parsing.too_many_values")
    return None


def _has_more_than(bound: int, body: bytes, marks: bytes) -> bool:
    return next(islice(_outside_texts(body, marks), bound, None), None) is not None


def _outside_texts(body: bytes, marks: bytes) -> Iterator[bytes]:
    """Each of these marks that stands outside texts, one after the other: nobody counts further than the bound."""
    return (match[0] for match in _MARKS.finditer(body) if match[0] in marks)
