"""The forms a chaos run comes in: how many orders, which blows, and on which Redis servers."""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.chaos.acts import FAILOVER_DECK, LONG_DECK, SHORT_DECK, Act
from tests.chaos.sentinels import watched_storage
from tests.chaos.storage import Storage, plain_storage

OpenStorage = Callable[[Path, Random], AbstractContextManager[Storage]]


@dataclass(frozen=True, slots=True)
class Form:
    """How much a run is. ``orders`` are those of the shop and of both systems together; ``within`` is in seconds."""

    orders: int
    acts: int
    deck: tuple[Act, ...]
    workers: int = 3
    within: float = 1200.0
    open_storage: OpenStorage = plain_storage

    @property
    def has_failovers(self) -> bool:
        """Whether an interruption of the state Redis is a failover."""
        return self.open_storage is watched_storage


def short_form() -> Form:
    """Every act once or more: some 40 seconds on two idle cores; the limit is for busy ones."""
    return Form(orders=150, acts=len(SHORT_DECK), deck=SHORT_DECK, workers=2, within=120.0)


def failover_form() -> Form:
    """Two failovers, and what must not meet them unprepared."""
    return Form(
        orders=60,
        acts=2 * len(FAILOVER_DECK),
        deck=FAILOVER_DECK,
        workers=2,
        within=150.0,
        open_storage=watched_storage,
    )


def long_form(orders: int) -> Form:
    """An act for every 25 orders."""
    return Form(orders=orders, acts=math.ceil(orders / 25), deck=LONG_DECK)
