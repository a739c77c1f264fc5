"""Tells the first of several problems in a sentence, and how many there are besides."""

from collections.abc import Sequence

from mapping.problems import Problem
from words.told import Told


def first_of(problems: Sequence[Problem]) -> Told:
    """The first problem in full, and how many there are besides."""
    first, besides = problems[0].told(), len(problems) - 1
    return Told("common.first_of", problem=first, count=besides) if besides else first
