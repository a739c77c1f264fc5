"""Which columns of a record's own row the filter of a flow asks for, so that a source reads them too."""

from collections.abc import Collection, Mapping

from mapping.filters import NO_FILTER
from relay.model import Flow


def columns_asked(flow: Flow, words: Mapping[str, str | None], besides: Collection[str] = ()) -> tuple[str, ...]:
    """The columns by their own names, each once; ``words`` are the settings' words for some of them.

    A path with dots, or one of the names ``besides``, leads to other rows of a document, which are read in any case.
    """
    asked = (test.own_column for test in (flow.wanted or NO_FILTER).field_tests)
    own = (column for column in asked if column is not None and column not in besides)
    return tuple(dict.fromkeys(words.get(column) or column for column in own))
