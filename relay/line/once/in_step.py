"""Remembers what two records that are one held when they were last in step: a digest for each field of each side.

Both flows of a pair share it, so that what one of them wrote is no change to the other. Values are never kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from relay.store.store import Store, reply

_AS_OF: Final = "as-of "


@dataclass(frozen=True, slots=True)
class Base:
    """What was in step: ``digests`` by system and field, and ``as_of`` which ordinal they were known by system.

    What was read of a system before that ordinal was drawn may be older than the digests of that system: it was read
    again, or the relay has written there since, perhaps by a run that was killed and whose write the next one found.
    """

    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    as_of: Mapping[str, int] = field(default_factory=dict)

    def is_stale(self, system: str, ordinal: int) -> bool:
        """Whether what was read under this ordinal may be older than what is known of that system since."""
        return 0 < ordinal < self.as_of.get(system, 0)


class InStep:
    """The bases of all pairs, kept in the state role for good, and forgotten with their links."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @staticmethod
    def name(one: str, mirror: str) -> str:
        """Under what a pair is kept: one of the names of its two links, the same for both flows."""
        return min(one, mirror)

    async def load(self, name: str) -> Base:
        """What was in step; an empty base where nothing ever was."""
        found = await reply(self._store.state.hgetall(self._store.keys.in_step(name)))
        digests: dict[tuple[str, str], str] = {}
        as_of: dict[str, int] = {}
        for key, value in ((key.decode(), value.decode()) for key, value in found.items()):
            if key.startswith(_AS_OF):
                as_of[key.removeprefix(_AS_OF)] = int(value)
            else:
                system, _, path = key.partition(" ")
                digests[system, path] = value
        return Base(digests, as_of)

    async def store(self, name: str, base: Base) -> None:
        """Remember what is in step now, in one piece; of fields and systems not in ``base`` what was known stays."""
        kept = {f"{system} {path}": digest for (system, path), digest in base.digests.items()}
        kept |= {f"{_AS_OF}{system}": str(ordinal) for system, ordinal in base.as_of.items()}
        if kept:
            await reply(self._store.state.hset(self._store.keys.in_step(name), mapping=kept))
