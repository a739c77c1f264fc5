"""One article, its shelf, its orders and the reads of its books, as a judge of the guard knows them."""

from dataclasses import dataclass, field

from relay.line.queue import Claim


@dataclass
class Sold:
    """One order of the shop, as the world sees it."""

    number: str
    quantity: int
    event: str = ""
    is_booked: bool = False
    is_confirmed: bool = False
    is_off: bool = False
    has_left: bool = False
    left_is_told: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody is to get these goods, and has not got them yet."""
        return not self.is_off and not self.has_left


@dataclass
class Shown:
    """A read of the books on its way: what they showed, and what the relay had not been told by then."""

    ordinal: int
    begun_with: frozenset[str]
    figure: int | None = None
    truth: int = 0
    booked: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


@dataclass
class World:
    """The shelf, the orders, and reads of the books that have not come to an end."""

    shelf: int = 20
    orders: dict[str, Sold] = field(default_factory=dict)
    reads: list[Shown] = field(default_factory=list)
    carried: list[Claim] = field(default_factory=list)

    def all(self, **wanted: object) -> list[Sold]:
        return [
            one for one in self.orders.values() if all(getattr(one, name) == is_so for name, is_so in wanted.items())
        ]

    @property
    def truth(self) -> int:
        """What may still be sold, by what everybody knows together."""
        return self.shelf - sum(one.quantity for one in self.all(is_open=True))

    @property
    def available(self) -> int:
        """What the books show: they know only what was booked."""
        return self.shelf - sum(one.quantity for one in self.all(is_open=True, is_booked=True))
