"""Says whether a record may be sent again of whose earlier write nobody knows what came, by what its target can bear.

A target that shows its records is looked at. Of one that shows none, whoever set it up says what it can bear: it knows
keys, it replaces, or neither; and what neither bears, a person decides.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from handlers.contracts.records import Fields, Repeat
from handlers.pipelines.common.field_digests import digest_fields
from relay.errors import Hold
from relay.line.once.intents import OpenIntent, wait_or_hold
from relay.line.once.links import Links
from relay.model import Event
from words.told import Told

REPEATED: Final = frozenset({Repeat.KEY, Repeat.METHOD})
"""Where what got no answer is sent again by itself."""

_LEAST: Final = timedelta(seconds=10)
_MOST: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Repeating:
    """What may be done about a write of one record whose outcome is not known.

    ``sent`` names what would be sent now: what it says and of which state it is, so that it is the same for every try
    of one state and for nothing else. ``not_there_ms`` is when a person last looked for it in the target, and found
    nothing.
    """

    how: Repeat = Repeat.LOOK_UP
    sent: str = ""
    not_there_ms: int = 0

    def require(self, horizon: timedelta, note: OpenIntent) -> None:
        """Return where it may be sent now. Raises Unconfirmed where it must be waited, and Hold where a person decides.

        ``horizon`` is how long the target may still carry out what it did not answer; of one that knows keys, how long
        it knows them.
        """
        if self.how is Repeat.LOOK_UP:
            wait_or_hold(horizon, note)
            return
        if note.since_ms < self.not_there_ms:
            return
        if note.answered:
            raise Hold(Told("common.taken_unnumbered"))
        if self.how is Repeat.METHOD:
            return
        if self.how is Repeat.NONE:
            raise Hold(Told("common.outcome_unknown"))
        if note.first >= horizon:
            raise Hold(Told("common.key_no_longer_known", hours=round(horizon.total_seconds() / 3600)))
        if self.differs_from(note):
            raise Hold(Told("common.other_than_was_sent"))

    def differs_from(self, note: OpenIntent) -> bool:
        """Whether the write was of something else than would be sent now."""
        return bool(self.sent and note.sent and self.sent != note.sent)


LOOKED_AT: Final = Repeating()
"""Of a target that shows what it has."""


def repeating(how: Repeat, event: Event, links: Links, name: str, fields: Fields | None) -> Repeating:
    """What may be repeated of a record with these fields, which an event carries; None before they are known.

    Of a target that is looked at nothing is worked out.
    """
    if how is Repeat.LOOK_UP:
        return LOOKED_AT
    sent = f"{links.digest(digest_fields(links, name, fields).encode())} {event.ordinal}" if fields is not None else ""
    return Repeating(how, sent, event.not_there_ms)


def pause_before_repeating(note: OpenIntent | None) -> timedelta:
    """How long to wait before what got no answer is sent again: longer, the longer it goes on."""
    return _LEAST if note is None else min(max(note.first / 2, _LEAST), _MOST)
