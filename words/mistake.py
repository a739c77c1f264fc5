"""What a validator raises of a value in a settings file or a document: a sentence, and what to write instead."""

from collections.abc import Iterable

from words.told import Told


class Mistake(ValueError):  # noqa: N818 - it is read in `raise Mistake`, and pydantic collects ValueErrors
    """A value is wrong: ``told`` says what to do about it, and of settings what is wrong, without quoting the value.

    ``allowed`` are the words that may stand there, ``nearest`` the one that was probably meant. ``at`` is where below
    the value that is validated the mistake is: names and positions, none for the value itself. ``beside`` are further
    mistakes in the same value.
    """

    def __init__(
        self, told: Told, *, allowed: Iterable[str] = (), nearest: str | None = None, at: tuple[str | int, ...] = ()
    ) -> None:
        super().__init__(told)
        self.told, self.nearest, self.at = told, nearest, at
        self.allowed = tuple(allowed)
        self.beside: tuple[Mistake, ...] = ()

    def __str__(self) -> str:
        return str(self.told)


def refuse_all(mistakes: Iterable[Mistake]) -> None:
    """Raise the first of these with the others beside it; nothing is raised where there are none."""
    found = list(mistakes)
    if found:
        first, *others = found
        first.beside = tuple(others)
        raise first
