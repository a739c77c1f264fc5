"""Compares a proof with what it should be, so that the time it takes tells nothing about a secret."""

import hmac
from collections.abc import Iterable


def is_any(given: bytes, expected: Iterable[bytes]) -> bool:
    """Whether the bytes are one of the expected ones, which are digests of one length.

    All are compared, also after a match: else the time would tell which of several secrets is in use.
    """
    return any([hmac.compare_digest(given, each) for each in expected])  # noqa: C419 - a generator would stop at a match
