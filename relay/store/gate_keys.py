"""Names the keys of the gates before other systems: a part of :class:`relay.store.keys.Keys`, which is long without."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GateKeys:
    """Keys of breakers, of places for calls, and of who waits for them, by their instance's prefix."""

    instance: str

    @property
    def prefix(self) -> str:
        """What every key of ours begins with."""
        return f"{self.instance}:"

    def gate(self, name: str) -> str:
        """A breaker by its :class:`~relay.store.gate_names.GateName`: a hash."""
        return f"{self.prefix}gate:{name}"

    @property
    def gates_open(self) -> str:
        """The names of breakers that were opened and not closed since: a set."""
        return f"{self.prefix}gates-open"

    def gates_looked_at(self, version: str) -> str:
        """Says that someone with these settings has lifted lately what others left."""
        return f"{self.prefix}gates-looked-at:{version}"

    def gate_places(self, connection: str) -> str:
        """The calls that run at this moment, by when their places end: a sorted set."""
        return f"{self.prefix}gate:{connection}:places"

    def gate_line(self, connection: str) -> str:
        """The calls that wait for a place, by class and then by when they came: a sorted set."""
        return f"{self.prefix}gate:{connection}:line"

    def gate_line_seen(self, connection: str) -> str:
        """Until when each of them is believed to wait: a sorted set."""
        return f"{self.prefix}gate:{connection}:line:seen"

    def gate_turns(self, connection: str) -> str:
        """How many calls went before each class since its last one, and until when a place is kept: a hash."""
        return f"{self.prefix}gate:{connection}:turns"

    def gate_minute(self, connection: str, minute: str) -> str:
        """How many calls were let through in one minute since the epoch."""
        return f"{self.prefix}gate:{connection}:minute:{minute}"

    def gate_waiting(self, name: str) -> str:
        """Events that go as soon as a breaker closes, by time of acceptance: a sorted set."""
        return f"{self.prefix}gate:{name}:waiting"

    def gate_answer(self, name: str, digest: str) -> str:
        """The records that got an answer which explains nothing, by the moment: a sorted set."""
        return f"{self.prefix}gate:{name}:said:{digest}"
