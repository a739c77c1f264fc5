"""Holds an order that the target would refuse, as far as that can be told without asking the target."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.contracts.orders import OrderTarget
from handlers.pipelines.orders.run import OrderRun
from mapping.problems import Problem
from relay.errors import Hold
from words.told import Told

_SOMEBODY = "0"
"""Stands for the number of a debtor who is not known yet, where the rest of an order is looked at."""


async def fits(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Hold an order that the target would refuse, before anything is asked or written for it."""
    refuse_unfit(run, target)
    return run


def refuse_unfit(run: OrderRun, target: OrderTarget, missing: Sequence[str] = ()) -> None:
    """Raise Hold with all that the target would refuse of the draft as it is now.

    ``missing`` are the articles for which it has others. From an order that lacks what a debtor is made of, none is
    made: one is found, or another stands in.
    """
    draft = run.known
    if draft.lacks and draft.debtor is None:
        draft = replace(draft, debtor=_SOMEBODY)
    problems = target.check(draft)
    if problems:
        told = Told("orders.would_be_refused", problem=first_of(problems))
        if missing:
            told = Told("orders.replacement_refused", articles=missing, problem=first_of(problems))
        raise Hold(told, problems=problems)


def first_of(problems: Sequence[Problem]) -> Told:
    """The first problem in full, and how many there are besides."""
    first, besides = problems[0].told(), len(problems) - 1
    return Told("orders.first_of", problem=first, count=besides) if besides else first
