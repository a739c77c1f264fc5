"""What every record that is written once has in common, in any system."""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum, StrEnum
from typing import Any, Final, Protocol

from relay.errors import Hold

Fields = Mapping[str, Any]
"""Target fields by the target's own names, ready to send: ``{"ACCT_NAME": "Bakkerij Van Dam B.V."}``."""


class Unseen(Enum):
    """What stands in a field of a record that its target does not show: neither empty, nor like any value."""

    FIELD = "not shown"


NOT_SHOWN: Final = Unseen.FIELD


class Shown(Protocol):
    """A record as a target shows it: its number, and its fields by the target's names."""

    @property
    def number(self) -> str:
        """Its number in the target."""
        ...

    @property
    def fields(self) -> Fields:
        """What stands in it."""
        ...


class Repeat(StrEnum):
    """What may be done about a write whose outcome is not known, by what its target can tell or bear."""

    LOOK_UP = "look_up"
    """It is looked for, and sent anew only where it is not there once the horizon is over."""

    KEY = "idempotent_key"
    """It is sent again at once, with the same bytes under the same key, by which the target knows it."""

    METHOD = "idempotent_method"
    """It is sent again, since it replaces what stands there: told twice it is the same."""

    NONE = "none"
    """A person must look: it is held, and never sent again by itself."""


class AlreadyThere(Hold):
    """A target refuses to make a record because it has one under this key: whoever sent it may look and change that."""


class NotThere(Hold):
    """A target refuses to change a record because it has none under this key: whoever sent it may look and make it."""


class TakenUnnumbered(Hold):
    """A target took a record, and no number that can be kept came with that: a person must look which it is.

    Unlike after any other refusal it is written: nothing may be sent again.
    """


class RecordTarget(Protocol):
    """A system into which records are written.

    Look-ups raise Transient or Permanent. Writes raise Transient when certainly nothing was sent, Hold when the target
    refused the data (its message in the reason), of that AlreadyThere and NotThere, Permanent when it refuses the call
    for ever, and Unconfirmed when the answer is missing. A write returns the new number, or None where the target
    answered without one: look it up.
    """

    @property
    def connection(self) -> str:
        """The connection's name in relay.yaml: part of every link and intent key."""
        ...

    @property
    def horizon(self) -> timedelta:
        """How long after an unanswered write the target may still carry it out."""
        ...

    @property
    def repeat(self) -> Repeat:
        """What may be done about a write whose outcome is not known."""
        ...
