"""What a customer becomes in a system: who may be the one, and how a debtor is made and changed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, RecordTarget
from mapping.problems import Problem

_DUTCH_POSTCODE = r"([0-9]{4}) ?([A-Z]{2})"


@dataclass(frozen=True, slots=True)
class CustomerMarks:
    """What a customer is looked for by; empty where it is not looked for.

    ``code`` is their number in the target as the source knows it, or as we linked them. ``email`` is in small letters,
    ``vat_number`` letters and digits in capitals. ``name``, ``postcode`` (as its country writes it, ``1017 GN``) and
    ``house`` (number and addition, ``12-A``) are looked for together; whoever has the postcode will do.
    """

    code: str = ""
    vat_number: str = ""
    email: str = ""
    name: str = ""
    postcode: str = ""
    house: str = ""

    def __repr__(self) -> str:
        return "CustomerMarks(...)"

    @property
    def postcodes(self) -> tuple[str, ...]:
        """The postcode as books may have it: a Dutch one with its blank and without; none where none is looked for.

        >>> CustomerMarks(postcode="1017gn").postcodes, CustomerMarks(postcode="40212").postcodes
        (('1017 GN', '1017GN'), ('40212',))
        """
        match = re.fullmatch(_DUTCH_POSTCODE, self.postcode, re.IGNORECASE)
        if match is None:
            return (self.postcode,) if self.postcode else ()
        return f"{match[1]} {match[2].upper()}", f"{match[1]}{match[2].upper()}"


@dataclass(frozen=True, slots=True)
class FoundDebtor:
    """A debtor as it stands in the target; ``fields`` holds what the preset maps, by the target's names.

    ``name``, ``postcode`` and ``house`` are as stored there; the caller compares them in a common form. ``closed`` are
    fields that must not be filled in though they stand empty: they belong with others that are filled, as a house
    number belongs with its street. ``foreign`` are fields that it has not at all, as another kind of debtor has them:
    they are never written. ``is_company`` tells a company from a person, where the target knows one from the other.
    """

    number: str
    email: str
    fields: Fields
    closed: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    vat_number: str = ""
    name: str = ""
    postcode: str = ""
    house: str = ""
    is_company: bool | None = None


class DebtorTarget(RecordTarget, Protocol):
    """Finds, makes and changes debtors."""

    @property
    def longest_email(self) -> int | None:
        """How long an e-mail address of a debtor may be there; None where there is no limit."""
        ...

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """``always``, ``create_only`` or ``if_empty`` for fields of a debtor whose mapping row says so."""
        ...

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors that may have one of the marks; the caller compares exactly.

        One call for all marks, as far as the target can.
        """
        ...

    def check_debtor(self, party: Party) -> Sequence[Problem]:
        """All that this target would refuse of a new debtor, without a call: lengths, forms, missing codes."""
        ...

    def debtor_fields(self, party: Party) -> Fields:
        """The debtor as this target wants it. Raises Hold where the mapping cannot fill it."""
        ...

    def shortened_debtor(self, party: Party) -> Sequence[str]:
        """The debtor's fields whose text is longer than they keep, and is cut, moved or left out as settings say."""
        ...

    async def create_debtor(self, fields: Fields) -> str | None:
        """Make a debtor; with a contact where it is a company with one."""
        ...

    async def update_debtor(self, number: str, fields: Fields, starting: date | None = None) -> None:
        """Set these fields, and no others; safe to repeat.

        Where the target keeps periods, another address holds from ``starting`` on, or from today where it is left out.
        """
        ...
