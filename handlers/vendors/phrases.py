"""Knows a phrase in a vendor's message, however the message writes it: capitals, quotes, line breaks, words between.

A phrase is words in their order. Between two of them may stand blanks, line breaks, quotes and other signs; ``*``
stands for anything at all, such as the year in "Boekjaar 2024 bestaat niet".
"""

import re
from collections.abc import Iterable
from typing import Self

LONGEST = 2000
"""Characters of a message that are looked at."""


class Phrases:
    r"""Some phrases, of which one is enough.

    >>> some = Phrases.of(["boekjaar * bestaat niet"])
    >>> some.are_in("Boekjaar '2024' bestaat\r\nniet in onderneming DEMO."), some.are_in("Boekjaar 2024 bestaat.")
    (True, False)
    """

    def __init__(self, pattern: re.Pattern[str] | None) -> None:
        self._pattern = pattern

    @classmethod
    def of(cls, written: Iterable[str]) -> Self:
        """Phrases as settings write them; one without a word matches nothing."""
        patterns = [pattern for one in written if (pattern := _pattern(one))]
        return cls(re.compile("|".join(patterns), re.DOTALL) if patterns else None)

    def are_in(self, message: str) -> bool:
        """Whether any of them stands in the message."""
        return self._pattern is not None and self._pattern.search(message[:LONGEST].casefold()) is not None


def _pattern(written: str) -> str:
    """A phrase begins where a word begins, so that "locked" is not in "blocked"; its last word may go on."""
    parts = [re.findall(r"\w+", part) for part in written.casefold().split("*")]
    joined = [r"\W+".join(map(re.escape, words)) for words in parts if words]
    return r"(?<!\w)" + r"(?!\w).*?(?<!\w)".join(joined) if joined else ""
