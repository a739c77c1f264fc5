"""Every column the sandbox knows: the dictionary's, and those of tables whose names no public page tells.

Names in ``_OUR_OWN`` are ours. AccountView has sales invoices, payment conditions and history under names that are not
public; only HDR_TYPE and DC_NAME of HST_AH were seen with a client.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import get_args

from handlers.sandboxes.accountview.published import Column, FieldType, find_columns


@dataclass(frozen=True, slots=True)
class Names:
    """Names and values that no public page tells, so that each installation of the sandbox may have others.

    All of them are ours, and AccountView's are unknown: the columns of an order's number and state, the business object
    of sales invoices with its two tables, what an order's state holds while it is open, delivered and invoiced, and the
    kinds of control account (ACCT_LINK) that make a relation a debtor or a creditor. A public client tells that 0 is a
    prospect.
    """

    order_number: str = "ORD_NR"
    order_state: str = "ORD_STAT"
    invoice_object: str = "SI1"
    invoice_header: str = "SI_HDR"
    invoice_line: str = "SI_LINE"
    open: str = "1"
    delivered: str = "2"
    invoiced: str = "3"
    debtor_link: int = 1
    creditor_link: int = 2


_STAMPS: tuple[tuple[str, FieldType, int | None], ...] = (
    ("REC_ID", "C", 10),
    ("CNG_DATE", "T", None),
    ("CNG_NR", "I", None),
    ("INP_DATE", "T", None),
)
_OUR_OWN: Mapping[str, tuple[tuple[str, FieldType, int | None], ...]] = MappingProxyType(
    {
        "PAY_COND": (("DISC_CODE", "C", 2), ("DISC_DESC", "C", 40), ("CRED_DAYS", "N", 3)),
        "HST_AH": (("HDR_TYPE", "N", 1), ("DC_NAME", "C", 40), ("INV_NR", "C", 12)),
        "invoice": (
            ("INV_NR", "C", 12),
            ("INV_DATE", "T", None),
            ("INV_AMT", "Y", None),
            ("VAT_AMT", "Y", None),
            ("RPL_INV", "C", 10),
            ("RPL_DEL", "C", 10),
            ("ORD_DATE", "T", None),
            ("COMMENT1", "C", None),
            ("COMMENT2", "C", None),
            ("COMMENT3", "C", None),
            ("DEL_CODE", "C", 10),
            ("PD_AMT", "N", None),
            ("CRED_DAYS", "N", 3),
            ("CUR_CODE", "C", 3),
            *_STAMPS,
        ),
        "invoice line": (
            ("ART_CODE", "C", None),
            ("ORD_QTY", "N", None),
            ("ART_PX", "N", None),
            ("VAT_CODE", "C", 2),
            *_STAMPS,
        ),
    }
)
_SEEN: Mapping[str, tuple[tuple[str, FieldType, int | None], ...]] = MappingProxyType(
    {
        "PROJECTS": (
            ("PROJ_CODE", "C", 10),
            ("SUB_NR", "C", 10),
            ("PROJ_DESC", "C", None),
            ("PRO_STAT", "C", None),
            ("BEG_DATE", "D", None),
            ("END_DATE", "D", None),
            *_STAMPS,
        ),
        "ART_LINE": (
            ("ART_CODE", "C", None),
            ("ART_DESC1", "C", None),
            ("ART_DATE", "D", None),
            ("PROJ_CODE", "C", 10),
            *_STAMPS,
        ),
        "ART_GRP": (("AG_CODE", "C", 10), ("AG_DESC", "C", 40), *_STAMPS),
        "ART_PACK": (
            ("ART_CODE", "C", None),
            ("PACK_CONT", "N", None),
            ("VEUTR_LEV", "C", None),
            ("PQTY_FREE2", "N", None),
            *_STAMPS,
        ),
        "DCT_FLD": (
            ("FIELD_NAME", "C", 10),
            ("DBF_NAME", "C", 8),
            ("FIELD_TYPE", "C", 1),
            ("FIELD_LEN", "N", 5),
            ("INP_MAND", "L", None),
            ("FLD_FMT", "C", 10),
            ("COM_BLK", "L", None),
            ("FLD_DESC", "C", 40),
            ("REC_CUST", "L", None),
        ),
        "DCT_FILE": (
            ("DBF_NAME", "C", 8),
            ("NO_INSERT", "L", None),
            ("NO_UPDATE", "L", None),
            ("NO_DELETE", "L", None),
            ("NO_XML_UPD", "L", None),
        ),
        "ADM_PER": (("PER_NR", "N", None), ("START_DATE", "D", None), ("END_DATE", "D", None), *_STAMPS),
    }
)
"""Columns that public clients read (github.com/ForecastXL/accountview-ruby, and of the dictionary
github.com/omniboost/go-accountview.net), with lengths where the dictionary has the same column in another table."""

_FORM = re.compile(r"([CMNIYBLDT])(\d*)(!?)")


def column_of(name: str, form: str, known: Column | None = None) -> Column:
    """A column in the form of its type, its length and whether it is kept in capitals, such as ``C20!`` or ``N``.

    It is as mandatory as the one that it takes the place of. Raises KeyError for what is no form.
    """
    match = _FORM.fullmatch(form)
    if match is None:
        raise KeyError(form)
    letter = next(one for one in get_args(FieldType) if one == match[1])
    is_mandatory = known is not None and known.mandatory
    return Column(name, letter, int(match[2] or 0) or None, mandatory=is_mandatory, upper=bool(match[3]), writable=True)


_CAPITALS = frozenset(
    {"PROJ_CODE", "SUB_NR", "DISC_CODE", "RPL_INV", "RPL_DEL", "ART_CODE", "VAT_CODE", "CUR_CODE", "INV_NR"}
)


@cache
def known_columns(table: str, names: Names) -> Mapping[str, Column]:
    """The columns of a table by name. Raises KeyError for a table that the sandbox does not have."""
    number = Column(names.order_number, "C", 10, mandatory=False, upper=True, writable=False)
    if table == "SO_HDR":
        state = Column(names.order_state, "C", None, mandatory=False, upper=True, writable=False)
        return MappingProxyType({**find_columns(table), names.order_number: number, names.order_state: state})
    if table == "HST_AH":
        return MappingProxyType({**known_columns("SO_HDR", names), **_own("HST_AH")})
    if table == "HST_AL":
        return find_columns("SO_LINE")
    if table == names.invoice_header:
        return MappingProxyType({**_own("invoice"), names.order_number: number})
    own = "invoice line" if table == names.invoice_line else table
    return _own(own) if own in _OUR_OWN or own in _SEEN else find_columns(table)


@cache
def _own(kind: str) -> Mapping[str, Column]:
    return MappingProxyType(
        {
            name: Column(name, letter, length, mandatory=False, upper=name in _CAPITALS, writable=True)
            for name, letter, length in (_OUR_OWN.get(kind) or _SEEN[kind])
        }
    )
