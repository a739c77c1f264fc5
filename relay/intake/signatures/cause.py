"""What all schemes of proof share: why a sender is not believed, told to the operator only, and how secrets compare."""

import hmac
from collections.abc import Iterable
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


def require_one_value(headers: Headers, name: str) -> str:
    """The value of a header that may be sent once: of two, a proxy and we might believe different ones.

    Raises Unproved.
    """
    values = headers.getall(name, [])
    if not values:
        raise Unproved(Cause.MISSING)
    if len(values) > 1:
        raise Unproved(Cause.REPEATED)
    return str(values[0])


def is_any(given: bytes, expected: Iterable[bytes]) -> bool:
    """Whether the bytes are one of the expected ones, which are digests of one length; the time taken tells nothing.

    All are compared, also after a match: else the time would tell which of several secrets is in use.
    """
    return any([hmac.compare_digest(given, each) for each in expected])  # noqa: C419 - a generator would stop at a match
