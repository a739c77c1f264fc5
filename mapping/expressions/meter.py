"""Stops an expression that runs away: it counts steps, what they produce, and how deep it all stands in each other.

Counting, unlike a clock alone, stops the same document at the same step on every machine. The clock is the second
bound, for the rare step that is slow by itself.
"""

from collections.abc import Callable
from typing import Any

from words.told import Told

MOST_MILLISECONDS = 250
"""After this an expression is stopped: half of what is promised, since one last step may still be under way."""

MOST_DEPTH = 60
"""How deep calls may stand in each other."""

MOST_WORK = 400_000
"""How much all steps together may produce: 1 for a step, 1 for an entry of a list, 1 for sixteen characters."""

MOST_WEIGHT = 100_000
"""How large one value may be, counted the same way; what stands in it twice counts twice."""

MOST_HEIGHT = 40
"""How deep lists and objects may stand in one value."""

_CHARACTERS = 16


class RunawayError(Exception):
    """An expression went beyond a bound; ``told`` says which, and holds nothing of the document."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.told = told


class Meter:
    """What one evaluation has used up. ``clock`` gives milliseconds."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._until = clock() + MOST_MILLISECONDS
        self._depth = 0
        self._work = 0
        self._weighed: dict[int, tuple[Any, int, int]] = {}

    def enter(self) -> None:
        """A step begins. Raises RunawayError."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise RunawayError(Told("expressions.calls_too_deep", most=MOST_DEPTH))
        self.spend(1)

    def leave(self, result: Any) -> None:
        """A step ends with a result. Raises RunawayError."""
        self._depth -= 1
        self.count_produced(result)

    def count_produced(self, result: Any) -> None:
        """Something was made. Raises RunawayError when it, or all that was made, is too large."""
        if isinstance(result, str):
            self.spend(len(result) // _CHARACTERS)
        elif isinstance(result, list | dict) and id(result) not in self._weighed:
            self.spend(len(result))
        self._weigh(result)

    def spend(self, work: int) -> None:
        """Count work that is done, or about to be. Raises RunawayError."""
        self._work += work
        if self._work > MOST_WORK:
            raise RunawayError(Told("expressions.makes_too_much"))
        if self._clock() > self._until:
            raise RunawayError(Told("expressions.not_done", milliseconds=MOST_MILLISECONDS))

    def spend_text(self, characters: int) -> None:
        """Count a text that is about to be made. Raises RunawayError."""
        if characters > MOST_WEIGHT * _CHARACTERS:
            raise RunawayError(Told("expressions.makes_too_long_a_text"))
        self.spend(characters // _CHARACTERS)

    def _weigh(self, value: Any) -> tuple[int, int]:
        """Weight and height of a value. Lists and objects are weighed once.

        They are held on to, so that no other object can get the id under which their weight is remembered.
        """
        if isinstance(value, str):
            weight, height = 1 + len(value) // _CHARACTERS, 0
        elif isinstance(value, list | dict):
            known = self._weighed.get(id(value))
            if known is not None:
                return known[1], known[2]
            weight, height = self._weigh_parts(value)
            self._weighed[id(value)] = (value, weight, height)
        else:
            return 1, 0
        if weight > MOST_WEIGHT:
            raise RunawayError(Told("expressions.makes_too_large_a_value"))
        if height > MOST_HEIGHT:
            raise RunawayError(Told("expressions.makes_too_deep_a_value", most=MOST_HEIGHT))
        return weight, height

    def _weigh_parts(self, value: list[Any] | dict[str, Any]) -> tuple[int, int]:
        parts = value if isinstance(value, list) else value.values()
        names = 0 if isinstance(value, list) else sum(len(str(name)) for name in value)
        weight, height = 1 + names // _CHARACTERS, 0
        for part in parts:
            heavier, higher = self._weigh(part)
            weight += heavier
            height = max(height, higher)
            if weight > MOST_WEIGHT:
                break
        return weight, height + 1
