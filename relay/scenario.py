"""What a demo carries: who posts what, what is polled, and how each document must end."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Post:
    """One request the demo makes to the intake, and the status it must get; ``told_as`` is its sender's name."""

    flow: str
    reference: str
    told_as: str
    body: bytes
    status: int
    delivery_key: str


@dataclass(frozen=True)
class Scenario:
    """What the demo carries. ``settings`` are connections and flows of relay.yaml, ``environment`` their secrets.

    ``expected`` says how each event must end, by reference; ``shown`` is what a reference is called in the table;
    ``created`` counts the customers the target's own books gained.
    """

    settings: Mapping[str, Any]
    environment: Mapping[str, str]
    polls: Sequence[str]
    posts: Sequence[Post]
    expected: Mapping[str, str]
    shown: Mapping[str, tuple[str, str]]
    created: Callable[[], int]
    doubled: Callable[[], Sequence[str]]


OpenScenario = Callable[[], AbstractAsyncContextManager[Scenario]]
