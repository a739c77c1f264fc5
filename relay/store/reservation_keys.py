"""Names the keys of what orders have sold and levels may not show yet: a part of :class:`relay.store.keys.Keys`.

An article's name is the keyed hash of a system and of a code there; an order's is the name of its link.
"""

from dataclasses import dataclass

from relay.store.reading_keys import ReadingKeys


@dataclass(frozen=True, slots=True)
class ReservationKeys(ReadingKeys):
    """Keys of reservations, by their instance's prefix."""

    def reservations(self, article: str) -> str:
        """What was sold of an article by orders that were taken in: a hash of entries by the order's event."""
        return f"{self.prefix}reservations:{article}"

    def reserving(self, order: str) -> str:
        """The newest event of an order that reserves, and what of it was delivered: a hash."""
        return f"{self.prefix}reserving:{order}"

    def reservation_watchers(self, article: str) -> str:
        """Which levels are worked out with an article's reservations: dues of flows, a hash with sealed numbers."""
        return f"{self.prefix}reservation-watchers:{article}"

    def made_of(self, article: str) -> str:
        """Of a composition without a stock of its own: its parts, and how many of each: a hash."""
        return f"{self.prefix}made-of:{article}"

    def made_into(self, article: str) -> str:
        """The compositions of which an article is a part, and how many each takes: a hash."""
        return f"{self.prefix}made-into:{article}"
