"""Guesses what a misspelt name was meant to be, so that a mistake comes with its remedy."""

from collections.abc import Iterable
from difflib import get_close_matches

from words.mistake import Mistake
from words.told import Told

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


def tell_unknown(kind: Told, name: str, known: Iterable[str], at: tuple[str | int, ...] = ()) -> Mistake:
    """The mistake of a name that does not exist, with the suggestion in it. ``kind``: what the name would be of.

    >>> str(tell_unknown(Told("names.function"), "tirm", ["cut", "trim"]))
    'no function "tirm"; did you mean "trim"?'
    >>> str(tell_unknown(Told("names.function"), "zzz", ["trim", "cut"]))
    'no function "zzz"; there are cut, trim'
    """
    names = sorted(known)
    guess = did_you_mean(name, names)
    remedy = Told("names.did_you_mean", name=f'"{guess}"') if guess else Told("names.there_are", names=names)
    told = Told("names.no_such", kind=kind, name=f'"{name[:_LONGEST]}"', remedy=remedy)
    return Mistake(told, allowed=names, nearest=guess, at=at)
