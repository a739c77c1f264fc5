"""What a target of products shows of articles and their prices when it is asked for them."""

from dataclasses import dataclass
from decimal import Decimal

from handlers.contracts.records import Fields


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """An article as it stands in the target: its number, and its fields by the target's names.

    The number is its code exactly as stored; where that is none, ``other_code`` is its code. ``closed`` and
    ``foreign`` are as in :class:`handlers.contracts.debtors.FoundDebtor`. ``kind`` is what the target takes it for,
    where it tells: ``article``, ``service``, ``composition``.
    """

    number: str
    fields: Fields
    closed: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    kind: str = ""
    barcode: str = ""
    other_code: str = ""

    @property
    def code(self) -> str:
        """Its code exactly as stored."""
        return self.other_code or self.number


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """A price of an article as it stands in the target: ``number`` is its key, as :attr:`PriceRow.key` has it.

    ``amount`` is None where the target shows of a price only that it is there.
    """

    number: str
    fields: Fields
    amount: Decimal | None = None
