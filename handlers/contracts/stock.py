"""What carrying stock asks of the system it comes from and of the one it goes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from handlers.contracts.records import Fields, RecordTarget
from mapping.documents.stock import StockRecord
from mapping.problems import Problem


class StockSource(Protocol):
    """Reads this source's documents as canonical stock records; one that is polled is a PolledSource besides."""

    def read(self, document: Any) -> StockRecord:
        """The canonical record. Raises :class:`mapping.problems.DocumentError` with every problem."""
        ...


@dataclass(frozen=True, slots=True)
class LevelKey:
    """Which level of a target: of an article, by its code there, in a warehouse; empty where it keeps one for all."""

    code: str
    warehouse: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level as the target is to have it, decided whole: rounded to the target's decimals, in ``unit``.

    ``number`` is the article's own number in the target, where a link knows one besides its code; ``sku`` the code at
    the source. Rows read of it ``level``: ``code``, ``warehouse``, ``quantity``, ``unit``, ``number``, ``sku``.
    """

    key: LevelKey
    quantity: Decimal
    unit: str = ""
    number: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class FoundLevel:
    """A level as it stands in the target, in its base unit.

    ``quantity`` is None where the target has the article and shows no figure; ``tracked`` is False where it keeps no
    stock of it, which nobody changes. ``cost`` is what one unit stands in the books for, where that is shown.
    """

    key: LevelKey
    quantity: Decimal | None
    unit: str = ""
    tracked: bool = True
    fields: Fields | None = None
    cost: Decimal | None = None


class StockTarget(RecordTarget, Protocol):
    """A system that holds levels. How one is changed there, one of the two protocols below says."""

    @property
    def stock_decimals(self) -> int:
        """How many decimals of a quantity it keeps; the flow's settings may say fewer."""
        ...

    @property
    def is_ledger(self) -> bool:
        """Whether its levels are those of books, which only counted goods may move: no buffer, no reservation."""
        ...

    def check_level(self, level: Level) -> Sequence[Problem]:
        """All that this target would refuse of a level, without a call."""
        ...

    async def find_levels(self, keys: Sequence[LevelKey]) -> Mapping[LevelKey, FoundLevel] | None:
        """What stands there now, by what was asked, in as few calls as it can; None where this target shows none.

        A key that is missing in the answer is an article that it does not have.
        """
        ...


@runtime_checkable
class DeductsOpenOrders(Protocol):
    """A target of stock that may take orders off a number that it is told, such as a shop told what is on the shelf."""

    @property
    def deducts_open_orders(self) -> bool:
        """Whether it takes its own open orders off again."""
        ...


@runtime_checkable
class TakesLevels(StockTarget, Protocol):
    """A target that is told what a level is, such as a shop: told twice it is the same."""

    def level_fields(self, level: Level) -> Fields:
        """The level as this target wants it. Raises Hold where the mapping cannot fill it."""
        ...

    async def set_level(self, level: Level, fields: Fields) -> str | None:
        """Say what a level is; safe to repeat as long as nothing newer was said.

        The article's number there, where the answer tells. Raises NotThere where there is no such article.
        """
        ...


@dataclass(frozen=True, slots=True)
class Mutation:
    """A difference that is booked once: everything in it is frozen before it is sent, and never worked out anew.

    ``mark`` is what it is known by in the target's own list of mutations. ``base`` is the level that it was worked out
    from. ``booked_on`` is an ISO day.
    """

    key: LevelKey
    quantity: Decimal
    unit: str
    base: Decimal
    mark: str
    booked_on: str


@runtime_checkable
class TakesMutations(StockTarget, Protocol):
    """A target that is told differences: told twice it moves twice."""

    @property
    def mutation_list(self) -> str:
        """What its mutations are read from by their mark, in one text that no other list has.

        Empty where they cannot be read: then an unknown outcome is held, and nothing but a person settles it.
        """
        ...

    def today(self) -> date:
        """Today in the books."""
        ...

    async def find_mutation(self, mutation: Mutation) -> Decimal | None:
        """How much is booked under this mark, all entries together; None where none is. Raises Transient or Permanent.

        Only called where there is a list.
        """
        ...

    async def book(self, mutation: Mutation) -> None:
        """Book one difference, as one element of one call. Raises as every write does."""
        ...
