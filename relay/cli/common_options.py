"""The options that every command has, wherever in the line they stand."""

from collections.abc import Sequence
from typing import Final

VERBOSE: Final = "RELAY_VERBOSE"
"""The variable that, when it is set, has a command also tell what it does, on standard error."""

_WITHOUT_VALUE: Final = frozenset({"--verbose", "-v"})
_WITH_VALUE: Final = "--env-file"


def common_first(words: Sequence[str]) -> list[str]:
    """The words of a command line with these options in front of the command, where typer wants them.

    >>> common_first(["check", "relay.yaml", "--env-file", ".env", "-v"])
    ['--env-file', '.env', '-v', 'check', 'relay.yaml']
    """
    common: list[str] = []
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            return [*common, *rest, word, *left]
        if word == _WITH_VALUE:
            common += [word, *(value for value in [next(left, None)] if value is not None)]
        elif word in _WITHOUT_VALUE or word.startswith(f"{_WITH_VALUE}="):
            common.append(word)
        else:
            rest.append(word)
    return [*common, *rest]
