"""Stands for a document that is in no complete reading of its source, and that the source does not give by its number.

It is carried as any document is, so that what a pipeline does about it keeps its place among the record's states. Only
a pipeline that has such a document carried sees it, by :func:`absent_reference`.
"""

from typing import Any, Final

ABSENT: Final = "absent"
"""The reason of what is due because no reading found it: asked for by its number, and else carried as absent."""

_MARK: Final = "relay:absent"


def absent_document(reference: str) -> dict[str, str]:
    """The document that says that the one of this number is not there."""
    return {_MARK: reference}


def absent_reference(document: Any) -> str | None:
    """The number of what is not there; None of a source's own document."""
    if isinstance(document, dict) and document.keys() == {_MARK}:
        return str(document[_MARK])
    return None
