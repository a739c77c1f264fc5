"""Which business objects and tables the sandbox has, and what it knows of their columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from handlers.vendors.accountview.dictionary import Column, columns_of

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """A business object: its main table, the key it is paged by, and what the web API may do with it."""

    table: str
    key: str
    lines: str | None = None
    insertable: bool = False
    updatable: bool = False


OBJECTS: Mapping[str, ObjectShape] = MappingProxyType(
    {
        "AR1": ObjectShape("CONTACT", "SUB_NR", insertable=True, updatable=True),
        "ADDR": ObjectShape("DEL_ADDR", "REC_ID", insertable=True),
        "SO1": ObjectShape("SO_HDR", "REC_ID", "SO_LINE", insertable=True),
        "AK1": ObjectShape("ARTICLE", "REC_ID"),
        "GL1": ObjectShape("LEDGER", "ACCT_NR"),
        "VA1": ObjectShape("VAT", "VAT_CODE"),
        "PT1": ObjectShape("PAY_COND", "DISC_CODE"),
    }
)
"""What the line touches. The table of PT1 is not public; its name here is our own."""

_PAYMENT_CONDITIONS: Mapping[str, Column] = MappingProxyType(
    {
        "DISC_CODE": Column("DISC_CODE", "C", 2, mandatory=True, upper=True, writable=True),
        "DISC_DESC": Column("DISC_DESC", "C", 40, mandatory=False, upper=False, writable=True),
        "CRED_DAYS": Column("CRED_DAYS", "N", 3, mandatory=False, upper=False, writable=True),
    }
)

REFERENCES: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "CONTACT": {"ACCT_NR": ("LEDGER", "ACCT_NR"), "DISC_CODE": ("PAY_COND", "DISC_CODE")},
        "DEL_ADDR": {"SUB_NR": ("CONTACT", "SUB_NR")},
        "SO_HDR": {
            "RPL_INV": ("CONTACT", "SUB_NR"),
            "RPL_DEL": ("CONTACT", "SUB_NR"),
            "DEL_CODE": ("DEL_ADDR", "REC_ID"),
        },
        "SO_LINE": {"ART_CODE": ("ARTICLE", "ART_CODE")},
    }
)
"""For each table the columns whose value must exist elsewhere."""


def known_columns(table: str, order_number_column: str) -> Mapping[str, Column]:
    """The columns of a table, the order number among them."""
    if table == "PAY_COND":
        return _PAYMENT_CONDITIONS
    columns = columns_of(table)
    if table != "SO_HDR":
        return columns
    number = Column(order_number_column, "C", 10, mandatory=False, upper=True, writable=False)
    return {**columns, order_number_column: number}
