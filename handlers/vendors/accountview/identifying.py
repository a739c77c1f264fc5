"""Tells which books a connection is let into: the company by its id at the hub, and its administrations.

A company has one administration for each fiscal year, so that these come and go while the company stays. Sources:
github.com/omniboost/go-accountview.net (companies, system data of object ADL).
"""

from typing import Final

from handlers.exchange.reply import Reply
from handlers.vendors.accountview.protocol import Answer, Call, Company, Rules, decipher, text_of
from relay.errors import RunEnd, Transient
from relay.roles import SystemIdentity

LIST_TABLE: Final = "ADM_LIST"
CODE_COLUMN: Final = "ADM_CODE"


def decipher_administrations(call: Call, reply: Reply, rules: Rules) -> frozenset[str]:
    """The codes of the administrations; none where AccountView does not show them to this user.

    The list only sharpens the proof, so that a refusal of it bars nothing. Raises Transient where nothing is known.
    """
    try:
        answer = decipher(call, reply, rules)
    except RunEnd as end:
        if isinstance(end, Transient) and not (end.said is not None and end.said.works):
            raise
        return frozenset()
    return codes_in(answer)


def codes_in(answer: Answer) -> frozenset[str]:
    """The codes in an answer; AccountView writes them in capitals."""
    rows = answer.rows(LIST_TABLE) or ()
    return frozenset(code.upper() for row in rows if (code := text_of(row, CODE_COLUMN)))


def identity_of(company: Company, administrations: frozenset[str]) -> SystemIdentity:
    """The identity of a company. Its description is left out: that of a one-man business is a person's name."""
    shown = {"company": company.code or company.id, "company id": company.id}
    if administrations:
        shown["administrations"] = ", ".join(sorted(administrations))
    return SystemIdentity(key=(company.id,), shown=shown, books=administrations)
