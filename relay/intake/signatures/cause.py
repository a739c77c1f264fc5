"""Why a sender is not believed: told to the operator, never to the sender."""

from enum import StrEnum

from multidict import CIMultiDict, CIMultiDictProxy

Headers = CIMultiDict[str] | CIMultiDictProxy[str]


class Cause(StrEnum):
    """What was wrong with the proof."""

    MISSING = "missing"
    REPEATED = "repeated"
    MALFORMED = "malformed"
    STALE = "stale"
    WRONG = "wrong"


class Unproved(Exception):  # noqa: N818 - read in `raise Unproved(Cause.MISSING)`
    """The sender did not prove who it is."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


def only_value(headers: Headers, name: str) -> str:
    """The value of a header that may be sent once: of two, a proxy and we might believe different ones.

    Raises Unproved.
    """
    values = headers.getall(name, [])
    if not values:
        raise Unproved(Cause.MISSING)
    if len(values) > 1:
        raise Unproved(Cause.REPEATED)
    return str(values[0])
