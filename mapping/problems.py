"""One mistake in one field of a document, told so that a person can mend it and no personal value is repeated."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """``path`` is the field (``lines[2].sku``), ``rule`` what is wrong, ``remedy`` what to do.

    ``value`` is what was found: as it is, or through :func:`masked` when the field is personal, or None when absent.
    """

    path: str
    rule: str
    remedy: str
    value: str | None = None

    def __str__(self) -> str:
        found = f" (found {self.value})" if self.value is not None else ""
        return f"{self.path}: {self.rule}{found}; {self.remedy}"


class DocumentError(Exception):
    """A document cannot be read; ``problems`` is never empty and lists all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


def masked(value: object) -> str:
    """Show that something was there and how long it was, and nothing of it but the first letter.

    >>> masked("info@example.com")
    'i*** (16 characters)'
    >>> masked("")
    '(empty)'
    """
    text = str(value)
    return f"{text[0]}*** ({len(text)} characters)" if text else "(empty)"
