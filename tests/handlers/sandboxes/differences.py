"""Every difference between the sandboxes' rules and the client's: whose rule is right, and why."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["sandbox", "client", "both", "unknown"]


@dataclass(frozen=True)
class Difference:
    """What differs, whose rule is right, and why: ``unknown`` where nothing published decides."""

    where: str
    what: str
    right: Side
    why: str


_DEMONSTRATION = (
    "A code table that each customer fills: AFAS publishes what its demonstration environment has. The client takes any"
    " code, for it cannot know; the sandbox is an environment with these, and masters.own_codes has others."
)
_CUT_LIST = (
    "AFAS publishes the whole list. The client holds the first codes of it and takes any other, as a customer may have"
    " codes of their own; the sandbox has no more than what is published."
)

AFAS: tuple[Difference, ...] = (
    Difference("SaCh", "codes", "both", _DEMONSTRATION),
    Difference("Rout", "codes", "both", _DEMONSTRATION),
    Difference("PkTp", "codes", "both", _DEMONSTRATION),
    Difference("ViFu", "codes", "both", _DEMONSTRATION),
    Difference("VaTp", "codes", "both", _DEMONSTRATION),
    Difference("VaTa", "codes", "both", _CUT_LIST),
    Difference("ViLe", "codes", "both", _CUT_LIST),
    Difference("PsNa", "codes", "both", _CUT_LIST),
    Difference(
        "VaIt",
        "codes",
        "both",
        "Schemas of documents list numbers, and AFAS's examples write letters too. The client lists both; the sandbox"
        " takes the letters from the table of a dossier item's destination, where they are published.",
    ),
    Difference(
        "LaNm",
        "needed",
        "both",
        "No schema requires a person's last name. The client asks for it beforehand; the sandbox's books refuse a new"
        " person without one, as they refuse a new organisation without a name, and let one be who is there already.",
    ),
)

_AS_IN_CONTACT = (
    "Nothing public tells it. The client has what the column of this name has in CONTACT, and column_lengths of the"
    " connection says otherwise; the sandbox takes any text."
)

ACCOUNTVIEW: tuple[Difference, ...] = (
    Difference("SO_HDR.CNT_CODE", "length", "unknown", _AS_IN_CONTACT),
    Difference("SO_HDR.CNT_CODE", "upper", "unknown", _AS_IN_CONTACT),
    Difference("SO_HDR.EMP_NR", "length", "unknown", _AS_IN_CONTACT),
    Difference("SO_HDR.EMP_NR", "upper", "unknown", _AS_IN_CONTACT),
    Difference("SO_HDR.SHIP_MTH", "length", "unknown", _AS_IN_CONTACT),
    Difference("SO_HDR.SHIP_MTH", "upper", "unknown", _AS_IN_CONTACT),
    Difference("SO_HDR.APX_LIST", "length", "unknown", _AS_IN_CONTACT),
    Difference("SO_HDR.APX_LIST", "upper", "unknown", _AS_IN_CONTACT),
    Difference("DEL_ADDR.CNT_CODE", "length", "unknown", _AS_IN_CONTACT),
    Difference("DEL_ADDR.CNT_CODE", "upper", "unknown", _AS_IN_CONTACT),
    Difference("ARTICLE.AG_CODE", "upper", "unknown", "Nothing public tells whether it is kept in capitals."),
    Difference("SO_HDR.AIS_SOC", "length", "unknown", "A column of yes or no has no length that anything goes by."),
)

VALUES: tuple[Difference, ...] = (
    Difference(
        "int",
        repr(2**31),
        "unknown",
        "AFAS's XSD files have numbers of 64 bits, which the sandbox takes. The client stops at 32: what is larger is"
        " a telephone number or the like in the wrong field, and no number that AFAS has given.",
    ),
)
"""Types of field and values that one side takes and the other does not."""
