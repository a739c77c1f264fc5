"""Guesses what a misspelt name was meant to be, so that a mistake comes with its remedy."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 100  # a longer name is no slip of the keyboard, and comparing it would cost time


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The known name that is closest to a misspelt one, whatever its case; None when nothing comes near.

    >>> did_you_mean("tirm", ["cut", "trim"])
    'trim'
    >>> did_you_mean("zzz", ["cut", "trim"]) is None
    True
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name[:_LONGEST].casefold(), by_folded, n=1)
    return by_folded[close[0]] if close else None


def tell_unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """A sentence for a name that does not exist, with the suggestion in it.

    >>> tell_unknown("function", "tirm", ["cut", "trim"])
    'no function "tirm"; did you mean "trim"?'
    >>> tell_unknown("function", "zzz", ["trim", "cut"])
    'no function "zzz"; there are cut, trim'
    """
    names = sorted(known)
    guess = did_you_mean(name, names)
    remedy = f'did you mean "{guess}"?' if guess else f"there are {', '.join(names)}"
    return f'no {kind} "{name[:_LONGEST]}"; {remedy}'
