"""How many characters a column keeps, and what becomes of more; shipped as rows in dictionary/too_long.tsv.

A column without a row there is held: codes and keys, and whatever means something else without its end.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from handlers.vendors.accountview.dictionary import FILES, columns_of
from mapping.rows.lengths import WHOLE_ONLY, WORDS, Limit, may_be, read_too_long

EMAILS = frozenset({"MAIL_BUS", "MC_MAILB", "TO_EMAIL", "CHN_MAIL", "CHN_CMAIL"})
_WHOLE = EMAILS | {"ST_NR", "PO_BOX"}
"""Columns beside codes and keys whose value means something else, or nothing, without its end."""


def usual_limit(field: str, lengths: Mapping[str, int] = MappingProxyType({})) -> Limit | None:
    """The limit of ``TABLE.COLUMN``; ``lengths`` are those that the dictionary does not tell. None: no length is known.

    >>> usual_limit("CONTACT.TEL_BUS").usual, usual_limit("CONTACT.MAIL_BUS").usual, usual_limit("SO_HDR.COMMENT2")
    ('first_number', 'hold', None)
    """
    table, _, name = field.partition(".")
    column = columns_of(table).get(name) if table in FILES else None
    most = lengths.get(field) or (column.length if column else None)
    if column is None or not column.is_text or most is None:
        return None
    told = _rows().get(field)
    if told is not None:
        usual = read_too_long(told[0])
        return Limit(most, usual, f"{table}.{told[1]}" if told[1] else None, may_be(usual))
    may = WHOLE_ONLY if column.upper or name in _WHOLE else frozenset(WORDS)
    return Limit(most, "hold", None, may)


def limit_beside(
    references: Collection[str], field: str, lengths: Mapping[str, int], *, leave_emails_out: bool
) -> Limit | None:
    """The limit of ``TABLE.COLUMN``; of the ``references``, by which documents are found, none is cut or filled up."""
    limit = usual_limit(field, lengths)
    if limit is None:
        return None
    if field in references:
        return Limit(limit.most, "hold", None, frozenset({"hold"}))
    if leave_emails_out and field.partition(".")[2] in EMAILS:
        limit = replace(limit, usual="leave_out")
    return replace(limit, usual="cut", next=None) if limit.next in references else limit


def text_columns() -> Iterator[str]:
    """Every text column that AccountView has, as ``TABLE.COLUMN``; the tables are read as they are asked for."""
    for table in FILES:
        yield from (f"{table}.{column.name}" for column in columns_of(table).values() if column.is_text)


@cache
def _rows() -> Mapping[str, tuple[str, str]]:
    text = files(__package__).joinpath("dictionary", "too_long.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return MappingProxyType({f"{row['table']}.{row['column']}": (row["too_long"], row["next"] or "") for row in rows})
