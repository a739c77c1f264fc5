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


Key = tuple[str, str]
"""A flow and the reference of one of its documents."""


@dataclass(frozen=True, slots=True)
class Round:
    """What is posted and polled at one time. ``expected`` says how each event of it must end, once it has begun.

    Before it begins something ``happens`` at one of the systems. It is over when besides ``until`` says so, which looks
    into their books.
    """

    says: str
    polls: Sequence[str]
    posts: Sequence[Post]
    expected: Callable[[], Mapping[Key, str]]
    happens: Callable[[], object] = lambda: None
    until: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Scenario:
    """What the demo carries. ``settings`` are connections and flows of relay.yaml, ``environment`` their secrets.

    Each round begins when the one before has ended. ``shown`` gives what a document is called in the table: its system
    and its customer. ``created`` counts the customers that the books of both sides gained, ``pictures`` those that
    articles got, and ``levels`` the articles of which a marketplace was told what there is. ``recorded`` are the flows
    that keep a record of each document, and no event of one that was carried.
    """

    settings: Mapping[str, Any]
    environment: Mapping[str, str]
    rounds: Sequence[Round]
    shown: Callable[[], Mapping[Key, tuple[str, str]]]
    created: Callable[[], int]
    doubled: Callable[[], Sequence[str]]
    pictures: Callable[[], int]
    levels: Callable[[], int]
    recorded: Sequence[str] = ()

    @property
    def posts(self) -> list[Post]:
        """What is posted in all rounds."""
        return [post for one in self.rounds for post in one.posts]

    def expected(self) -> dict[Key, str]:
        """How every event must end."""
        return {key: state for one in self.rounds for key, state in one.expected().items()}


OpenScenario = Callable[[], AbstractAsyncContextManager[Scenario]]
