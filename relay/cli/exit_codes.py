"""How a command ends: the statuses, what each means for which command, and the lines of `--help` that say so."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final


class Status(IntEnum):
    """The exit status of a command, the same for all: a script may go by it."""

    DONE = 0
    NOT_DONE = 1
    MEND_FIRST = 2


_MEANINGS: Final[Mapping[Status, str]] = {
    Status.DONE: "it did what was asked.",
    Status.NOT_DONE: "it did not: a system refused or did not answer, or nothing came of it.",
    Status.MEND_FIRST: "something must be put right first, such as an option, a setting or Redis; it says what.",
}
_OF_PROCESSES: Final[Mapping[Status, str]] = {
    Status.DONE: "it was asked to end, and has put everything away.",
    Status.NOT_DONE: "it ended by itself; its log says why.",
    Status.MEND_FIRST: "it could not start; standard error says what to put right.",
}
_OF: Final[Mapping[str, Mapping[Status, str]]] = {
    "serve": _OF_PROCESSES,
    "work": _OF_PROCESSES,
    "up": _OF_PROCESSES,
    "demo": {
        Status.DONE: "every order ended as the demonstration says.",
        Status.NOT_DONE: "one did not; the report says which.",
    },
    "check": {
        Status.DONE: "the relay starts with the file.",
        Status.NOT_DONE: "the file has mistakes (with --strict: warnings), or a system lacks what it names (--live).",
        Status.MEND_FIRST: "the command cannot be run as it was typed.",
    },
    "doctor": {
        Status.DONE: "nothing needs a person.",
        Status.NOT_DONE: "something does.",
        Status.MEND_FIRST: "the relay does not run, or cannot be judged.",
    },
    "replay": {Status.NOT_DONE: "nothing could go again."},
    "cancel": {Status.NOT_DONE: "it cannot be cancelled; nothing is changed."},
    "show": {Status.NOT_DONE: "there is no such event."},
    "trial": {Status.NOT_DONE: "it would not be written, or there is nothing to show."},
    "link": {Status.NOT_DONE: "nothing is linked."},
    "mutations": {Status.NOT_DONE: "nothing is changed, or something is not known to be booked."},
    "relink": {Status.NOT_DONE: "nothing is changed."},
    "move-events": {Status.NOT_DONE: "some events stayed where they are."},
    "connection try": {Status.NOT_DONE: "it still does not let the relay work."},
    "mapping try": {Status.NOT_DONE: "the document has problems, or its source did not answer."},
}


def meanings_of(command: str) -> Mapping[Status, str]:
    """What each status says of a command, such as ``replay`` or ``mapping try``."""
    return {**_MEANINGS, **_OF.get(command, {})}


def write_epilog(command: str) -> str:
    """The end of a command's help.

    >>> print(write_epilog("replay").partition("2:")[0].strip())
    Exit status:
    <BLANKLINE>
    0: it did what was asked.
    <BLANKLINE>
    1: nothing could go again.
    """
    lines = [f"{status.value}: {meaning}" for status, meaning in meanings_of(command).items()]
    return "\n\n".join(["Exit status:", *lines])
