"""What AFAS Profit's REST services understand and answer, as pure functions: no file here does input or output.

::

    filters   conditions, groups and the fifteen operators, in both of the forms AFAS reads
    queries   paths and query strings, within AFAS's limit
    moments   dates that say Z and mean Amsterdam
    payloads  Element, Fields and Objects of a write
    answers   an answer's status, headers and body into rows, results or one of relay.errors
    refusals  what AFAS's error texts mean
"""

from handlers.vendors.afas.protocol.answers import Call, decipher, results_of, rows_of
from handlers.vendors.afas.protocol.filters import Condition, Filter, Operator, all_of, any_of, both
from handlers.vendors.afas.protocol.moments import AMSTERDAM, read_moment, read_stamp, write_moment
from handlers.vendors.afas.protocol.payloads import Element, payload
from handlers.vendors.afas.protocol.queries import (
    QUERY_LIMIT,
    QueryTooLongError,
    batches,
    deletion_path,
    page_query,
    read_path,
    write_path,
)

__all__ = [
    "AMSTERDAM",
    "QUERY_LIMIT",
    "Call",
    "Condition",
    "Element",
    "Filter",
    "Operator",
    "QueryTooLongError",
    "all_of",
    "any_of",
    "batches",
    "both",
    "decipher",
    "deletion_path",
    "page_query",
    "payload",
    "read_moment",
    "read_path",
    "read_stamp",
    "results_of",
    "rows_of",
    "write_moment",
    "write_path",
]
