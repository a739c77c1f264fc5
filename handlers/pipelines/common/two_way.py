"""Keeps two records in step where both are edited: field by field, and never by comparing one with the other.

A field changed on a side where it differs from what that side held when both were last in step. Only what changed here
and not there is written there. What is read back afterwards and is only the target's own form of what was sent becomes
its side of the base; anything else is somebody's edit, and stays one. Where both sides changed one field, the settings
say whose counts, and it is told, without values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final, Literal

from handlers.pipelines.common.field_digests import digest_field, normalise
from handlers.pipelines.common.forms import ANY, Form, is_form_of
from mapping.problems import Problem
from relay.line.once.in_step import Base
from relay.line.once.links import Links
from words.told import Told

NEWEST: Final = "newest"

_OWED: Final = "owed"
"""Stands in the place of a digest where a side has still to give what it holds: no value is equal to it."""

First = Literal["link_only", "if_empty", "update"]
"""What may be written of fields that were never in step: nothing, what is empty there, or all."""


@dataclass(frozen=True, slots=True)
class Side:
    """A record as one system holds it: ``values`` by canonical field, where what it does not give is left out.

    ``stamp`` is when it says that it was changed last, and ``zone`` is in what time it says so. ``forms`` are what it
    makes of values.
    """

    system: str
    values: Mapping[str, Any]
    stamp: datetime | None = None
    zone: tzinfo = UTC
    forms: Mapping[str, Form] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """Whose edit counts where both sides changed one field.

    ``leader`` is a system, ``source_of_truth`` another one, or ``newest``, for single fields. ``one_way`` are the
    fields that would not come back as they went: only edits of the system named there are carried.
    """

    leader: str
    source_of_truth: Mapping[str, str] = field(default_factory=dict)
    one_way: Mapping[str, str] = field(default_factory=dict)
    clock_tolerance: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both sides changed since they were in step, and whose edit counts; ``kinds`` tell no value."""

    field: str
    winner: str
    kinds: tuple[Told, Told]

    def problem(self) -> Problem:
        """The conflict as a person is told of it, without a value."""
        here, there = self.kinds
        wrong = Told("common.conflict", here=here, there=there, winner=self.winner)
        return Problem(self.field, wrong, Told("common.look_at_both"))


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be done: ``write`` are fields to send, ``settled`` what is in step as it is.

    ``kept_here`` are fields that changed here and are not carried, since only edits of the other side are.
    """

    write: tuple[str, ...] = ()
    settled: Mapping[tuple[str, str], str] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    kept_here: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """What is found while fields are judged one after another."""

    write: list[str]
    settled: dict[tuple[str, str], str]
    conflicts: list[Conflict]
    kept_here: list[str]


class TwoWay:
    """Judges one record of ``here``, the source of a flow, and its counterpart ``there``, by their base.

    ``name`` is under what the pair is kept (:meth:`relay.line.once.in_step.InStep.name`).
    """

    def __init__(self, links: Links, name: str, base: Base, rules: Rules) -> None:
        self._links = links
        self._name = name
        self._base = base
        self._rules = rules

    def list_changed(self, here: Side) -> list[str]:
        """The fields that changed here since both were in step, or never were: if none, nobody need be asked."""
        digests = self._base.digests
        return [name for name in here.values if digests.get((here.system, name)) != self._digest(here, name)]

    def judge(self, here: Side, there: Side, first: First = "if_empty") -> Judged:
        """What to write of ``here`` to ``there``, and what is in step without a write."""
        found = _Found([], {}, [], [])
        for name in sorted(here.values.keys() & there.values.keys()):
            self._judge(name, here, there, first, found)
        found.settled |= self._given_by_one(here, there)
        return Judged(tuple(found.write), found.settled, tuple(found.conflicts), tuple(found.kept_here))

    def _judge(self, name: str, here: Side, there: Side, first: First, found: "_Found") -> None:
        was_here, was_there = self._was(name, here, there)
        now_here, now_there = self._digest(here, name), self._digest(there, name)
        in_step = {(here.system, name): now_here, (there.system, name): now_there}
        if was_here is None or was_there is None:
            if self._may_fill(name, here, there, first):
                found.write.append(name)
            else:
                found.settled |= in_step
        elif now_here == was_here:
            return  # what changed there alone is carried by the flow out of there
        elif now_there != was_there and self._same(name, here, there):
            found.settled |= in_step
        elif self._counts_here(name, here, there, changed_there=now_there != was_there, found=found):
            found.write.append(name)
        else:  # told once: from now on only another edit here is a change
            found.settled[here.system, name] = now_here
            if name not in found.kept_here:
                found.settled[there.system, name] = _OWED

    def _was(self, name: str, here: Side, there: Side) -> tuple[str | None, str | None]:
        """What each side held when both were in step; one that did not give the field was empty then. None: never."""
        was_here, was_there = (self._base.digests.get((side.system, name)) for side in (here, there))
        if was_here is None and was_there is None:
            return None, None
        empty_here, empty_there = (self._digest_of(side.system, name, None) for side in (here, there))
        return was_here or empty_here, was_there or empty_there

    def _given_by_one(self, here: Side, there: Side) -> dict[tuple[str, str], str]:
        """Of fields that only one side gives, what it held first: once the other gives one too, that is an edit."""
        return {
            (side.system, name): self._digest(side, name)
            for side, other in ((here, there), (there, here))
            for name in side.values.keys() - other.values
            if (side.system, name) not in self._base.digests
        }

    def _counts_here(self, name: str, here: Side, there: Side, *, changed_there: bool, found: "_Found") -> bool:
        """Whether an edit here is carried; it is told where it is not, and where there was one on either side."""
        leads = self._rules.one_way.get(name)
        if leads is not None and leads != here.system:
            found.kept_here.append(name)
            return False
        if not changed_there:
            return True
        winner = leads or self._winner(name, here, there)
        kinds = _kind(here.values[name]), _kind(there.values[name])
        found.conflicts.append(Conflict(name, winner, kinds))
        return winner == here.system

    def settle(self, judged: Judged, here: Side, after: Side, written: Sequence[str], ordinal: int) -> Base:
        """The base after a write: ``after`` is the other side as it was read back.

        ``written`` are the fields that were sent: what a policy kept from being sent counts as seen, and is no change
        any more. ``ordinal`` was drawn after the other side was read; 0 where nothing new became known of it.
        """
        digests = dict(judged.settled)
        for name in judged.write:
            digests[here.system, name] = self._digest(here, name)
            if name in written:
                held = after.values.get(name)
                came = is_form_of(here.values[name], held, after.forms.get(name, ANY))
                digests[after.system, name] = self._digest_of(after.system, name, held if came else here.values[name])
            elif (after.system, name) not in self._base.digests:
                digests[after.system, name] = self._digest(after, name)
        return Base(digests, {after.system: ordinal} if ordinal else {})

    def adopt(self, here: Side, there: Side, ordinal: int) -> Base:
        """The base of a record that was just made there: all that both hold now is in step, defaults included."""
        digests = {(side.system, name): self._digest(side, name) for side in (here, there) for name in side.values}
        return Base(digests, {there.system: ordinal})

    def _may_fill(self, name: str, here: Side, there: Side, first: First) -> bool:
        """Whether a field that was never in step is written."""
        if _is_empty(here.values[name]) or self._same(name, here, there):
            return False
        if self._rules.one_way.get(name, here.system) != here.system:
            return False
        return first == "update" or (first == "if_empty" and _is_empty(there.values.get(name)))

    def _same(self, name: str, here: Side, there: Side) -> bool:
        """Whether the two sides hold one value, each in a form of its own."""
        one, other = here.values[name], there.values.get(name)
        return is_form_of(one, other, there.forms.get(name, ANY)) or is_form_of(other, one, here.forms.get(name, ANY))

    def _winner(self, name: str, here: Side, there: Side) -> str:
        truth = self._rules.source_of_truth.get(name, self._rules.leader)
        return truth if truth != NEWEST else self._newest(here, there) or self._rules.leader

    def _newest(self, here: Side, there: Side) -> str | None:
        """The side that was changed last, where the clocks can tell."""
        if here.stamp is None or there.stamp is None or is_doubled(here.stamp, here.zone):
            return None
        if is_doubled(there.stamp, there.zone) or abs(here.stamp - there.stamp) <= self._rules.clock_tolerance:
            return None
        return here.system if here.stamp > there.stamp else there.system

    def _digest(self, side: Side, name: str) -> str:
        return self._digest_of(side.system, name, side.values.get(name))

    def _digest_of(self, system: str, name: str, value: Any) -> str:
        return digest_field(self._links, self._name, f"{system} {name}", value)


def is_doubled(moment: datetime, zone: tzinfo) -> bool:
    """Whether a moment lies in the hour that a zone has twice when its clocks are set back.

    >>> from zoneinfo import ZoneInfo
    >>> zone = ZoneInfo("Europe/Amsterdam")
    >>> [is_doubled(datetime.fromisoformat(f"2026-10-25T{time}Z"), zone) for time in ("00:30", "01:30", "02:00")]
    [True, True, False]
    """
    local = moment.astimezone(zone)
    first, second = (local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return first > second


def _is_empty(value: Any) -> bool:
    return normalise(value) == b""


def _kind(value: Any) -> Told:
    """What a value is like, without what it is."""
    if _is_empty(value):
        return Told("common.nothing")
    if isinstance(value, str):
        return Told("common.text_of", length=len(value))
    return Told("common.some_value")
