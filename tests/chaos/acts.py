"""What is done to the relay in a chaos run, and in which order: a deck of acts, shuffled by the seed."""

from enum import StrEnum
from random import Random
from typing import Final


class Act(StrEnum):
    """One blow."""

    KILL_WORKER = "a worker is killed"
    FREEZE_WORKER = "a worker is frozen for longer than its lease"
    DRAIN_WORKER = "a worker is replaced by a deploy"
    KILL_ONE_SERVER = "one server process is killed"
    KILL_SERVERS = "all server processes are killed"
    RENEW = "the server processes and a worker are renewed by SIGHUP"
    INTERRUPT_STATE = "the state Redis restarts"
    LOSE_PAYLOADS = "the payload Redis restarts and has lost everything"
    CUT_OFF_ACCOUNTVIEW = "AccountView is cut off"
    CUT_OFF_AFAS = "AFAS is cut off"


SHORT_DECK: Final = (*Act, *[Act.KILL_WORKER] * 2)
"""Each act once, and two more kills."""

LONG_DECK: Final = (*Act, Act.FREEZE_WORKER, Act.INTERRUPT_STATE, *[Act.KILL_WORKER] * 8)
"""Twenty acts, of which nearly half kill a worker."""

FAILOVER_DECK: Final = (Act.INTERRUPT_STATE, Act.KILL_WORKER, Act.LOSE_PAYLOADS)
"""Where interrupting the state Redis is a failover."""


def dealt(deck: tuple[Act, ...], random: Random, *, count: int) -> list[Act]:
    """So many acts: the whole deck, shuffled, as often as it takes."""
    acts: list[Act] = []
    while len(acts) < count:
        acts += random.sample(deck, len(deck))
    return acts[:count]
