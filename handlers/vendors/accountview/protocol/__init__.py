"""What AccountView's web API says and wants to hear, without moving a byte: queries, bodies, answers and refusals."""

from handlers.vendors.accountview.protocol.answers import (
    Answer,
    BusinessObject,
    Company,
    code_of,
    day_of,
    flag_of,
    is_true,
    number_of,
    read_companies,
    stamp_of,
    text_of,
)
from handlers.vendors.accountview.protocol.bodies import Part, write_body
from handlers.vendors.accountview.protocol.calls import Call, Effect, Rules
from handlers.vendors.accountview.protocol.deciphering import (
    NoSuchYear,
    Unauthorized,
    decipher,
    decipher_companies,
    decipher_objects,
)
from handlers.vendors.accountview.protocol.queries import Filter, Operator, Query, batches, encode_parameters

__all__ = [
    "Answer",
    "BusinessObject",
    "Call",
    "Company",
    "Effect",
    "Filter",
    "NoSuchYear",
    "Operator",
    "Part",
    "Query",
    "Rules",
    "Unauthorized",
    "batches",
    "code_of",
    "day_of",
    "decipher",
    "decipher_companies",
    "decipher_objects",
    "encode_parameters",
    "flag_of",
    "is_true",
    "number_of",
    "read_companies",
    "stamp_of",
    "text_of",
    "write_body",
]
