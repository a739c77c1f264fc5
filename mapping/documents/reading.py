"""Reads a parsed document as a canonical one, or tells everything that is wrong with it at once, in plain words."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mapping.documents.customer import CustomerRecord
from mapping.documents.fields import fields_at, models_in
from mapping.documents.order import Order
from mapping.documents.personal import is_personal
from mapping.documents.product import Product
from mapping.documents.values import FORMS
from mapping.problems import MOST_PROBLEMS, WHOLE, DocumentError, Problem, more_problems
from mapping.suggestions import did_you_mean
from words.masking import mask_value, shorten
from words.mistake import Mistake
from words.told import Told

Document = TypeVar("Document", bound=BaseModel)

Path = tuple[str | int, ...]
"""Names of fields and positions in lists."""

_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
Telling = Callable[[Mapping[str, Any]], tuple[Told, Told]]
"""From the limits of an error to its rule and its remedy."""

_TELLINGS: Mapping[str, Telling] = {
    "missing": lambda _: (Told("documents.missing"), Told("documents.add_field")),
    "string_type": lambda _: (Told("documents.no_text"), Told("documents.write_text")),
    "string_too_short": lambda _: (Told("documents.empty"), Told("documents.fill_in")),
    "string_too_long": lambda limits: (
        Told("documents.too_long", most=limits["max_length"]),
        Told("documents.write_shorter", most=limits["max_length"]),
    ),
    "string_pattern_mismatch": lambda limits: (
        Told("documents.wrong_form"),
        Told("documents.write_form", form=FORMS[limits["pattern"]]),
    ),
    "string_unicode": lambda _: (Told("documents.no_unicode"), Told("documents.write_whole_characters")),
    "literal_error": lambda limits: (
        Told("documents.no_such_word"),
        Told("documents.write_one_word", words=limits["expected"]),
    ),
    "bool_type": lambda _: (Told("documents.no_truth"), Told("documents.write_truth")),
    "bool_parsing": lambda _: (Told("documents.no_truth"), Told("documents.write_truth")),
    "greater_than": lambda limits: (Told("documents.too_small"), Told("documents.write_above", least=limits["gt"])),
    "greater_than_equal": lambda limits: (
        Told("documents.too_small"),
        Told("documents.write_at_least", least=limits["ge"]),
    ),
    "less_than": lambda limits: (Told("documents.too_large"), Told("documents.write_below", most=limits["lt"])),
    "less_than_equal": lambda limits: (
        Told("documents.too_large"),
        Told("documents.write_at_most", most=limits["le"]),
    ),
    "too_short": lambda limits: (
        Told("documents.too_few_entries"),
        Told("documents.give_at_least", least=limits["min_length"]),
    ),
    "too_long": lambda limits: (
        Told("documents.too_many_entries"),
        Told("documents.give_at_most", most=limits["max_length"]),
    ),
    "tuple_type": lambda _: (Told("documents.no_list"), Told("documents.write_list")),
    "model_type": lambda _: (Told("documents.no_object"), Told("documents.write_object")),
    "value_error": lambda limits: (Told("documents.wrong_form"), _remedy_in(limits["error"])),
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
    """A document of any canonical kind. Raises DocumentError with its problems, the first MOST_PROBLEMS one by one."""
    if strict:
        _refuse_many_names(kind, document)
    try:
        return _validated(kind, document, strict=strict)
    except ValidationError as error:
        count = error.error_count()
        details = error.errors(include_url=False) if count <= MOST_PROBLEMS else []
    untold = max(count - MOST_PROBLEMS, 0)
    details = details or _first_errors(kind, document, strict=strict)
    # Raised out here, so that the exception does not carry pydantic's, which holds the whole document.
    details = [detail for detail in details if not _is_echo(detail)]
    raise DocumentError([*(_problem(kind, detail) for detail in details[:MOST_PROBLEMS]), *more_problems(untold)])


def _validated(kind: type[Document], document: Any, *, strict: bool) -> Document:
    return kind.model_validate(document, extra="forbid" if strict else "ignore", strict=strict)


def _first_errors(kind: type[BaseModel], document: Any, *, strict: bool) -> list[ErrorDetails]:
    """The errors of the document with its lists cut short, but so long that there are MOST_PROBLEMS of them.

    Each error in full takes a hundred times the bytes that cause it, so nobody may ask for all of them.
    """
    longest = max((len(value) for value in document.values() if isinstance(value, list)), default=0)
    entries = 1
    while True:
        cut = {name: value[:entries] if isinstance(value, list) else value for name, value in document.items()}
        try:
            _validated(kind, cut, strict=strict)
        except ValidationError as error:
            if error.error_count() >= MOST_PROBLEMS or entries >= longest:
                return error.errors(include_url=False)
        entries *= 2


def _refuse_many_names(kind: type[BaseModel], document: Any) -> None:
    """Raise DocumentError for more names that are no fields than are told: the model would make an error of each."""
    names = _unknown_names(kind, document, ())
    first = list(islice(names, MOST_PROBLEMS + 1))
    if len(first) > MOST_PROBLEMS:
        problems = [_problem_of_name(kind, path, value) for path, value in first[:MOST_PROBLEMS]]
        raise DocumentError([*problems, *more_problems(1 + sum(1 for _ in names))])


def _unknown_names(kind: type[BaseModel], value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The path of everything in a document that is no field of its kind, and what stands there."""
    if isinstance(value, list):
        for position, entry in enumerate(value):
            yield from _unknown_names(kind, entry, (*path, position))
    elif isinstance(value, dict):
        below = _fields_and_models(kind)
        for name, entry in value.items():
            if name not in below:
                yield (*path, name), entry
            elif (model := below[name]) is not None:
                yield from _unknown_names(model, entry, (*path, name))


@cache
def _fields_and_models(kind: type[BaseModel]) -> Mapping[str, type[BaseModel] | None]:
    """The fields of a model, each with the model that it holds, alone or in a list, or None."""
    return {name: next(iter(models_in(field.annotation)), None) for name, field in kind.model_fields.items()}


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
        return _problem_of_name(kind, path, details["input"])
    tell = _TELLINGS.get(details["type"], _tell_anything_else)
    rule, remedy = tell(details.get("ctx", {}))
    value = None if details["type"] == "missing" else _shown(kind, path, details["input"])
    return Problem(_told(path), rule, remedy, value)


def _problem_of_name(kind: type[BaseModel], path: Path, value: Any) -> Problem:
    remedy = _remedy_for_name(kind, path)
    return Problem(_told(path), Told("documents.no_field"), remedy, _shown(kind, path, value))


def _remedy_in(error: Mistake) -> Told:
    """The sentence that a check of ours raised; pydantic's own errors are of other types."""
    return error.told


def _tell_anything_else(_: Mapping[str, Any]) -> tuple[Told, Told]:
    return Told("documents.not_accepted"), Told("documents.compare_with_schema")


def _remedy_for_name(kind: type[BaseModel], path: Path) -> Told:
    """What the sender may have meant by a name that does not exist."""
    known = fields_at(kind, path[:-1])
    guess = did_you_mean(str(path[-1]), known)
    return Told("documents.did_you_mean", name=guess) if guess else Told("documents.take_away", names=sorted(known))


def _told(path: Path) -> str:
    """The path in dots and brackets. A name that looks like no name of a field is data, and is not repeated."""
    told = ""
    for part in path:
        if isinstance(part, int):
            told += f"[{part}]"
        else:
            told += f".{part}" if _FIELD_NAME.fullmatch(part) else ".*"
    return told.removeprefix(".") or WHOLE


def _shown(kind: type[BaseModel], path: Path, value: Any) -> str | None:
    """The value as a problem may tell it: None for what has parts, masked where it is or may be personal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | Decimal):
        return None
    hidden = is_personal(kind, path) or (isinstance(value, str) and "@" in value)
    return mask_value(value) if hidden else shorten(value)
