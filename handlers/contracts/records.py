"""What every record that is written once has in common, in any system."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

Fields = Mapping[str, Any]
"""Target fields by the target's own names, ready to send: ``{"ACCT_NAME": "Bakkerij Van Dam B.V."}``."""


class RecordTarget(Protocol):
    """A system into which records are written.

    Look-ups raise Transient or Permanent. Writes raise Transient when certainly nothing was sent, Hold when the target
    refused the data (its message in the reason), Permanent when it refuses the call for ever, and Unconfirmed when the
    answer is missing. A write returns the new number, or None where the target answered without one: look it up.
    """

    @property
    def connection(self) -> str:
        """The connection's name in relay.yaml: part of every link and intent key."""
        ...

    @property
    def horizon(self) -> timedelta:
        """How long after an unanswered write the target may still carry it out."""
        ...
