"""Reads a parsed document as a canonical one, or tells everything that is wrong with it at once, in plain words."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mapping.documents.customer import CustomerRecord
from mapping.documents.fields import fields_at
from mapping.documents.order import Order
from mapping.documents.personal import is_personal
from mapping.documents.product import Product
from mapping.documents.values import FORMS
from mapping.problems import DocumentError, Problem, masked, shortened
from mapping.suggestions import did_you_mean

Document = TypeVar("Document", bound=BaseModel)

_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
MOST_PROBLEMS = 200
"""How many problems are told one by one; a hostile document could have a hundred thousand."""

WHOLE = "(document)"
"""The path of a problem with the document as a whole."""

Telling = Callable[[Mapping[str, Any]], tuple[str, str]]
"""From the limits of an error to its rule and its remedy."""

_TELLINGS: Mapping[str, Telling] = {
    "missing": lambda _: ("is missing", "add this field"),
    "string_type": lambda _: ("is no text", "write it as text, between quotes"),
    "string_too_short": lambda _: ("is empty", "fill it in"),
    "string_too_long": lambda limits: (
        f"is longer than {limits['max_length']} characters",
        f"write at most {limits['max_length']}",
    ),
    "string_pattern_mismatch": lambda limits: (
        "is not in the right form",
        f"write {FORMS[limits['pattern']]}",
    ),
    "string_unicode": lambda _: ("is no proper Unicode text", "write whole characters, no halves of surrogate pairs"),
    "bool_type": lambda _: ("is neither true nor false", "write true or false, without quotes"),
    "bool_parsing": lambda _: ("is neither true nor false", "write true or false, without quotes"),
    "greater_than": lambda limits: ("is too small", f"write a number above {limits['gt']}"),
    "greater_than_equal": lambda limits: ("is too small", f"write a number of at least {limits['ge']}"),
    "less_than": lambda limits: ("is too large", f"write a number below {limits['lt']}"),
    "less_than_equal": lambda limits: ("is too large", f"write a number of at most {limits['le']}"),
    "too_short": lambda limits: ("has too few entries", f"give at least {limits['min_length']}"),
    "too_long": lambda limits: ("has too many entries", f"give at most {limits['max_length']}"),
    "tuple_type": lambda _: ("is no list", "write a list, between [ and ]"),
    "model_type": lambda _: ("is no object", "write an object with fields, between { and }"),
    "value_error": lambda limits: ("is not in the right form", str(limits["error"])),
}
"""Every kind of error that the canonical models can give, told to an administrator."""


def read_order(document: Any, *, strict: bool) -> Order:
    """The canonical order in a parsed document. Raises DocumentError with every problem.

    ``strict`` is for our own webhook format: a field we do not know is a mistake, and true and false must be real.
    Without it unknown fields are left alone, as for documents made from a vendor's rows.
    """
    return read(Order, document, strict=strict)


def read_customer(document: Any, *, strict: bool) -> CustomerRecord:
    """The canonical customer in a parsed document, as :func:`read_order` does it."""
    return read(CustomerRecord, document, strict=strict)


def read_product(document: Any, *, strict: bool) -> Product:
    """The canonical product in a parsed document, as :func:`read_order` does it."""
    return read(Product, document, strict=strict)


def read(kind: type[Document], document: Any, *, strict: bool) -> Document:
    """A document of any canonical kind. Raises DocumentError with every problem."""
    try:
        return kind.model_validate(document, extra="forbid" if strict else "ignore", strict=strict)
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _is_echo(detail)]
    # Raised out here, so that the exception does not carry pydantic's, which holds the whole document.
    problems = [_problem(kind, detail) for detail in details[:MOST_PROBLEMS]]
    if (more := len(details) - MOST_PROBLEMS) > 0:
        problems.append(Problem(WHOLE, f"has {more} more problems", "mend those above first, and send it again"))
    raise DocumentError(problems)


def problems_of(document: Any, kind: type[BaseModel] = Order, *, strict: bool = True) -> list[Problem]:
    """Everything that is wrong with a document; empty when it is good."""
    try:
        read(kind, document, strict=strict)
    except DocumentError as error:
        return error.problems
    return []


def _is_echo(details: ErrorDetails) -> bool:
    """Whether a list is called too short only because its entries, told one by one, are wrong."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def _problem(kind: type[BaseModel], details: ErrorDetails) -> Problem:
    path = details["loc"]
    if details["type"] == "extra_forbidden":
        rule, remedy = "is no field of this document", _remedy_for_name(kind, path)
    else:
        tell = _TELLINGS.get(details["type"], _tell_anything_else)
        rule, remedy = tell(details.get("ctx", {}))
    value = None if details["type"] == "missing" else _shown(kind, path, details["input"])
    return Problem(_told(path), rule, remedy, value)


def _tell_anything_else(_: Mapping[str, Any]) -> tuple[str, str]:
    return "is not accepted", "compare it with the published schema"


def _remedy_for_name(kind: type[BaseModel], path: Sequence[str | int]) -> str:
    """What the sender may have meant by a name that does not exist."""
    known = fields_at(kind, path[:-1])
    guess = did_you_mean(str(path[-1]), known)
    return f'did you mean "{guess}"?' if guess else f"take it away; there are {', '.join(sorted(known))}"


def _told(path: Sequence[str | int]) -> str:
    """The path in dots and brackets. A name that looks like no name of a field is data, and is not repeated."""
    told = ""
    for part in path:
        if isinstance(part, int):
            told += f"[{part}]"
        else:
            told += f".{part}" if _FIELD_NAME.fullmatch(part) else ".*"
    return told.removeprefix(".") or WHOLE


def _shown(kind: type[BaseModel], path: Sequence[str | int], value: Any) -> str | None:
    """The value as a problem may tell it: None for what has parts, masked where it is or may be personal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | Decimal):
        return None
    hidden = is_personal(kind, path) or (isinstance(value, str) and "@" in value)
    return masked(value) if hidden else shortened(value)
