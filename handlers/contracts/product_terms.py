"""What a flow of products wants of its target before anything is carried, and how targets differ from books."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

from relay.errors import Hold
from words.told import Told


class ProductSettingsView(Protocol):
    """What a target asks of the settings of a flow of products: which rights the flow needs there, and which list."""

    @property
    def product(self) -> Any:
        """``on_none`` is ``create`` where an article is made, ``on_existing`` is ``update`` where one is changed."""
        ...

    @property
    def price_list(self) -> str:
        """The target's list that prices are written to; empty: its base list, whatever code that has."""
        ...


CODE_GIVEN: Final = "(code)"
"""Stands among the fields of an article that is posted for its code, which its path may need; it is no field itself."""


@dataclass(frozen=True, slots=True)
class ProductHabits:
    """In what a target of products may differ from books, which show what they hold by its code.

    ``numbers_are_codes``: an article's number is its code; else it has one of its own, which stays when its code is
    another. ``shows_articles``: what an article holds can be asked; else it is there as it was sent, until the target
    refuses a change of it. ``updates_whole``: an update gives all that may be changed, and not only what did.
    ``keeps_offers``: an article has an offer beside its usual price. ``pictures_by_address``: it fetches pictures
    itself, by the addresses that stand in its fields. ``keys_last``: how long it knows the key of an article that was
    posted, where it does.
    """

    numbers_are_codes: bool = True
    shows_articles: bool = True
    updates_whole: bool = False
    keeps_offers: bool = False
    pictures_by_address: bool = False
    keys_last: timedelta | None = None


BOOKS: Final = ProductHabits()


class KeptOtherwiseError(Hold):
    """A target made an article and gave it another code than was sent: whoever sent it may look whose code that is."""

    def __init__(self, told: Told, number: str, code: str) -> None:
        super().__init__(told)
        self.number = number
        self.code = code
