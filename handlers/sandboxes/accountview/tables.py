"""Which business objects the sandbox has, on which tables, and which columns must point at something that exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from handlers.sandboxes.accountview.columns import Names

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """A business object: its main table, the key it is paged by, and what the web API may do with it.

    ``lines`` is a table beside the main one in an answer; ``joined`` one whose columns stand in the main one's rows.
    ``relation`` is which of the relations in CONTACT it holds, where it does not hold all. ``counted``: each row has
    the number of the row in the answer, as rows with lines have it too. ``named_by`` is the column by which an update
    names a record, where it is not the key.
    """

    table: str
    key: str
    lines: str | None = None
    joined: str | None = None
    insertable: bool = False
    updatable: bool = False
    relation: Literal["debtor", "creditor"] | None = None
    counted: bool = False
    named_by: str = ""

    def holds(self, row: Row, names: Names) -> bool:
        """Whether a row of the main table is one of this object's."""
        link = int(row.get("ACCT_LINK", names.debtor_link))
        match self.relation:
            case "debtor":
                return link == names.debtor_link or bool(row.get("DEB_SHOW"))
            case "creditor":
                return link == names.creditor_link or bool(row.get("CRED_SHOW"))
            case _:
                return True


_OBJECTS: Mapping[str, ObjectShape] = MappingProxyType(
    {
        "AR1": ObjectShape("CONTACT", "SUB_NR", insertable=True, updatable=True, relation="debtor"),
        "AP1": ObjectShape("CONTACT", "SUB_NR", insertable=True, updatable=True, relation="creditor"),
        "CON": ObjectShape("CONTACT", "SUB_NR"),
        "CM1": ObjectShape("CONTACT", "SUB_NR"),
        "PJ1": ObjectShape("PROJECTS", "PROJ_CODE"),
        "AKH": ObjectShape("ART_LINE", "REC_ID", counted=True),
        "ADDR": ObjectShape("DEL_ADDR", "REC_ID", insertable=True),
        "SO1": ObjectShape("SO_HDR", "REC_ID", "SO_LINE", insertable=True),
        "ALH": ObjectShape("HST_AL", "REC_ID", joined="HST_AH"),
        "DJ2": ObjectShape("DJ_PAGE", "PAGE_NR", "DJ_LINE", insertable=True),
        "GJ1": ObjectShape("TRANSACT", "REC_ID"),
        "AK1": ObjectShape("ARTICLE", "REC_ID", insertable=True, updatable=True, named_by="ART_CODE"),
        "GL1": ObjectShape("LEDGER", "ACCT_NR"),
        "DJ1": ObjectShape("DAILY", "DJ_CODE"),
        "VA1": ObjectShape("VAT", "VAT_CODE"),
        "CC1": ObjectShape("COST", "COST_CODE"),
        "PT1": ObjectShape("PAY_COND", "DISC_CODE"),
        "ADL": ObjectShape("ADM_LIST", "ADM_CODE"),
        "PER": ObjectShape("ADM_PER", "REC_ID"),
        "AG1": ObjectShape("ART_GRP", "AG_CODE"),
        "PCK": ObjectShape("ART_PACK", "REC_ID"),
        "FLD": ObjectShape("DCT_FLD", "FIELD_NAME", counted=True),
        "DBF": ObjectShape("DCT_FILE", "DBF_NAME", counted=True),
    }
)
"""What the line touches, and what public clients read besides. The table of PT1 is not public; its name is our own.

VAT, COST, DAILY and DJ_PAGE have no REC_ID in the dictionary, so they are paged by their own code.
"""

REFERENCES: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "CONTACT": {
            "ACCT_NR": ("LEDGER", "ACCT_NR"),
            "DISC_CODE": ("PAY_COND", "DISC_CODE"),
            "VAT_CODE": ("VAT", "VAT_CODE"),
        },
        "DEL_ADDR": {"SUB_NR": ("CONTACT", "SUB_NR")},
        "SO_HDR": {
            "RPL_INV": ("CONTACT", "SUB_NR"),
            "RPL_DEL": ("CONTACT", "SUB_NR"),
            "DEL_CODE": ("DEL_ADDR", "REC_ID"),
        },
        "ARTICLE": {"VAT_CODE": ("VAT", "VAT_CODE"), "AG_CODE": ("ART_GRP", "AG_CODE")},
        "SO_LINE": {"ART_CODE": ("ARTICLE", "ART_CODE")},
        "DJ_PAGE": {
            "DJ_CODE": ("DAILY", "DJ_CODE"),
            "ACCT_NR": ("LEDGER", "ACCT_NR"),
            "SUB_NR": ("CONTACT", "SUB_NR"),
            "DISC_CODE": ("PAY_COND", "DISC_CODE"),
            "COST_CODE": ("COST", "COST_CODE"),
            "PROJ_CODE": ("PROJECTS", "PROJ_CODE"),
        },
        "DJ_LINE": {
            "ACCT_NR": ("LEDGER", "ACCT_NR"),
            "VAT_CODE": ("VAT", "VAT_CODE"),
            "SUB_NR": ("CONTACT", "SUB_NR"),
            "COST_CODE": ("COST", "COST_CODE"),
            "PROJ_CODE": ("PROJECTS", "PROJ_CODE"),
        },
    }
)
"""For each table the columns whose value must exist elsewhere."""

UNIQUE: Mapping[str, str] = MappingProxyType({"CONTACT": "SUB_NR", "ARTICLE": "ART_CODE"})
"""For each table the column whose value only one record has."""

MASTER_DATA = frozenset(
    {
        "CONTACT", "DEL_ADDR", "ARTICLE", "ART_GRP", "ART_PACK", "LEDGER", "DAILY", "VAT", "COST", "PAY_COND",
        "PROJECTS", "ADM_LIST",
    }
)  # fmt: skip
"""The tables that a new fiscal year begins with as they stood in the year before."""


def objects_of(names: Names) -> Mapping[str, ObjectShape]:
    """The business objects by code. The object, tables and columns of sales invoices are named as the caller says."""
    invoice = ObjectShape(names.invoice_header, "REC_ID", names.invoice_line)
    return MappingProxyType({**_OBJECTS, names.invoice_object.upper(): invoice})
