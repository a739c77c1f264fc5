"""How a receiver behaves: whether it knows keys and older states, and what goes wrong with its next calls."""

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Fault:
    """What becomes of one call: whether it is carried out, and how it is answered.

    ``carried_out``: before the answer; else not at all, but for ``commit_after``, when it is carried out in the end.
    ``hangs_up``: the connection is closed instead of an answer. ``answer_after`` is how long the answer takes; the
    caller may have given up by then.
    """

    carried_out: bool = False
    status: int = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    hangs_up: bool = False
    answer_after: timedelta = timedelta()
    commit_after: timedelta | None = None


def late(after: timedelta) -> Fault:
    """It is carried out, and answered after this long."""
    return Fault(carried_out=True, answer_after=after, status=HTTPStatus.CREATED)


def lost(*, carried_out: bool) -> Fault:
    """Its answer never comes."""
    return Fault(carried_out=carried_out, hangs_up=True)


@dataclass(slots=True)
class Behaviour:
    """``knows_keys``: a key that was seen gets its first answer again, and nothing is done a second time.

    ``refuses_older``: a state is answered 409 where a later one of this record was taken. ``checks_signatures``: a post
    without one that verifies is answered 401. ``makes_at_a_place``: a PUT to a record that is not there makes it, else
    it is answered 404. ``shows``: what it has can be asked for. ``rewrites`` are codes (``sku``) that it keeps in
    another form, which it tells. ``faults`` are those of the next calls that write.
    """

    knows_keys: bool = False
    refuses_older: bool = False
    checks_signatures: bool = True
    makes_at_a_place: bool = True
    shows: bool = True
    rewrites: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
