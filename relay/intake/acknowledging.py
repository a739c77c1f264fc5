"""Words the answers to a document that was taken in: which event it became, or which events, or why none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson
from aiohttp import web

from relay.http.problems import DeliveryKeyReused, DocumentCancelled
from relay.intake.delivery import WINDOW_HEADER
from relay.intake.door import Door
from relay.line.arrivals import Accepted
from words.told import Told

REPLAYED: Final = {"replayed": "true", "restored": "restored"}
"""The header ``Idempotent-Replayed`` of an answer, by what became of the delivery."""

_NEW: Final = frozenset({"new", "superseded"})


@dataclass(frozen=True, slots=True)
class Taken:
    """One document of a post, by its number as it may be shown, and what became of it; or why nothing does."""

    number: str
    accepted: Accepted | None = None
    passed_over: Told | None = None

    @property
    def kind(self) -> str:
        """What became of it, in a word."""
        return "passed_over" if self.accepted is None else self.accepted.kind

    @property
    def event_id(self) -> str | None:
        """Its event, where there is one."""
        return self.accepted.event_id or None if self.accepted is not None else None

    @property
    def is_repeat(self) -> bool:
        """Whether it was there before."""
        return self.kind not in _NEW and self.accepted is not None

    def describe(self) -> dict[str, Any]:
        """It as one of the events of an answer."""
        told: dict[str, Any] = {"number": self.number, "event": self.event_id, "duplicate": self.is_repeat}
        return told if self.passed_over is None else told | {"passed_over": str(self.passed_over)}


def pass_over(why: Told) -> web.Response:
    """The answer to a document of which nothing comes."""
    return _answer({"event": None, "duplicate": False, "passed_over": str(why)}, {})


def acknowledge(accepted: Accepted, door: Door) -> web.Response:
    """The answer to one document. Raises DeliveryKeyReused and DocumentCancelled."""
    headers = _headers(door)
    _refuse(accepted, headers)
    if accepted.kind in REPLAYED:
        headers["Idempotent-Replayed"] = REPLAYED[accepted.kind]
    return _answer({"event": accepted.event_id, "duplicate": accepted.kind not in _NEW}, headers)


def acknowledge_all(taken: Sequence[Taken], door: Door) -> web.Response:
    """The answer to a post that was several documents: its events in order. Raises DeliveryKeyReused.

    On top stand the first of them, and whether all were there before.
    """
    headers, kinds = _headers(door), {one.kind for one in taken}
    for one in taken:
        if one.accepted is not None and one.kind == "conflict":
            _refuse(one.accepted, headers)
    if kinds <= REPLAYED.keys():
        headers["Idempotent-Replayed"] = REPLAYED["restored" if "restored" in kinds else "replayed"]
    events = [one.describe() for one in taken]
    repeated = any(one.is_repeat for one in taken) and all(one.is_repeat or one.passed_over for one in taken)
    return _answer({"event": events[0]["event"], "duplicate": repeated, "events": events}, headers)


def _headers(door: Door) -> dict[str, str]:
    return {WINDOW_HEADER: str(int(door.delivery_window.total_seconds()))}


def _refuse(accepted: Accepted, headers: dict[str, str]) -> None:
    """Raise for a delivery that is not taken in, with what the sender may rely on all the same."""
    if accepted.kind == "conflict":
        members: dict[str, Any] = {"event": accepted.event_id} if accepted.event_id else {}
        conflict = DeliveryKeyReused(**members)
        conflict.headers = headers
        raise conflict
    if accepted.kind == "cancelled":
        cancelled = DocumentCancelled(accepted.event_id)
        cancelled.headers = headers
        raise cancelled


def _answer(members: Mapping[str, Any], headers: Mapping[str, str]) -> web.Response:
    return web.Response(
        body=orjson.dumps(members), status=HTTPStatus.ACCEPTED, headers=headers, content_type="application/json"
    )
