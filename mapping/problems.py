"""What a person is told of a document and of the rows that map it: its mistakes, without personal values, and rows."""

from dataclasses import dataclass

from words.told import Told

MOST_PROBLEMS = 50
"""How many problems of one document are told one by one; a hostile document could have a hundred thousand."""

WHOLE = "(document)"
"""The path of a problem with the document as a whole."""

EITHER = " | "
"""Stands between fields of a path of which the first that holds something counts."""

FIXED = "(mapping)"
"""The path of a problem with a value that the mapping itself gives."""


class WrongAndMend:
    """Something that is ``wrong`` and what to do to ``mend`` it, with the English for both."""

    __slots__ = ()
    wrong: Told
    mend: Told

    @property
    def rule(self) -> str:
        """What is wrong, in English."""
        return str(self.wrong)

    @property
    def remedy(self) -> str:
        """What to do, in English."""
        return str(self.mend)


@dataclass(frozen=True, slots=True, eq=False)
class Problem(WrongAndMend):
    """``path`` is the field (``lines[2].sku``, ``a | b``), ``wrong`` says what is wrong with it, ``mend`` what to do.

    ``value`` is what was found: as it is, or through :func:`words.masking.mask_value` when the field is personal, or
    None when absent. Two problems are equal where they read alike.
    """

    path: str
    wrong: Told
    mend: Told
    value: str | None = None

    def __str__(self) -> str:
        found = f" (found {self.value})" if self.value is not None else ""
        return f"{self.path}: {self.rule}{found}; {self.remedy}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and self._reads() == other._reads()

    def __hash__(self) -> int:
        return hash(self._reads())

    def told(self) -> Told:
        """The problem as a sentence of its own, to be part of another."""
        if self.value is None:
            return Told("problems.one", path=self.path, rule=self.wrong, remedy=self.mend)
        return Told("problems.one_found", path=self.path, rule=self.wrong, found=self.value, remedy=self.mend)

    def _reads(self) -> tuple[str, str, str, str | None]:
        return self.path, self.rule, self.remedy, self.value


def more_problems(count: int) -> list[Problem]:
    """What is said of so many problems that are not told one by one."""
    if count <= 0:
        return []
    return [Problem(WHOLE, Told("problems.more", count=count), Told("problems.mend_first"))]


class DocumentError(Exception):
    """A document cannot be read; ``problems`` is never empty and lists all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One row of a mapping, for a person: the field that it fills, and in ``text`` from where and how.

    ``origin`` is ``preset 1`` with its version, ``overlay``, or ``removed`` for a row that the overlay takes away.
    ``was`` is the text of the preset's row that this one replaces; None where it replaces none.
    """

    target: str
    text: str
    origin: str
    was: str | None = None


class UnworkableError(WrongAndMend, ValueError):
    """Something cannot be worked out: ``wrong`` says why, ``mend`` what to do; neither quotes a value."""

    def __init__(self, wrong: Told, mend: Told) -> None:
        super().__init__(wrong, mend)
        self.wrong = wrong
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.rule}; {self.remedy}"
