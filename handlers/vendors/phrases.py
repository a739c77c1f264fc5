"""Knows a phrase in a vendor's message, however the message writes it: capitals, quotes, line breaks, words between.

A phrase is words in their order. Between two of them may stand blanks, line breaks, quotes and other signs; ``*``
stands for anything at all, such as the year in "Boekjaar 2024 bestaat niet".
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Self

LONGEST = 2000
"""Characters of a message that are looked at."""


class Phrases:
    r"""Some phrases, of which one is enough.

    >>> some = Phrases.of(["boekjaar * bestaat niet"])
    >>> some.are_in("Boekjaar '2024' bestaat\r\nniet in onderneming DEMO."), some.are_in("Boekjaar 2024 bestaat.")
    (True, False)
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns

    @classmethod
    def of(cls, written: Iterable[str]) -> Self:
        """Phrases as settings write them; one without a word matches nothing."""
        return cls([pattern for one in written if (pattern := _pattern(one))])

    def are_in(self, message: str) -> bool:
        """Whether any of them stands in the message."""
        return bool(self._patterns) and self._any.search(message[:LONGEST].casefold()) is not None

    @cached_property
    def _any(self) -> re.Pattern[str]:
        """All phrases as one regular expression; compiled at the first message, since most processes never see one."""
        return re.compile("|".join(self._patterns), re.DOTALL)


def _pattern(written: str) -> str:
    """A phrase begins where a word begins, so that "locked" is not in "blocked"; its last word may go on."""
    parts = [re.findall(r"\w+", part) for part in written.casefold().split("*")]
    joined = [r"\W+".join(map(re.escape, words)) for words in parts if words]
    return r"(?<!\w)" + r"(?!\w).*?(?<!\w)".join(joined) if joined else ""
