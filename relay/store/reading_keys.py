"""Names the keys of how each source is read: a part of :class:`relay.store.keys.Keys`, which is long without."""

from dataclasses import dataclass

from relay.store.gate_keys import GateKeys


@dataclass(frozen=True, slots=True)
class ReadingKeys(GateKeys):
    """Keys of where a flow stands in its source, and of what is to be read again, by their instance's prefix."""

    def cursor(self, flow: str) -> str:
        """How far relays before had read a source."""
        return f"{self.prefix}cursor:{flow}"

    def cursors(self, flow: str) -> str:
        """How far each part of a source has been read: a hash."""
        return f"{self.prefix}cursors:{flow}"

    def reading(self, flow: str) -> str:
        """Since when a source has been read, and how far its clock was ahead of ours: a hash."""
        return f"{self.prefix}reading:{flow}"

    def start(self, flow: str) -> str:
        """Where a source was begun to be read: nothing before it is carried."""
        return f"{self.prefix}start:{flow}"

    def full(self, flow: str) -> str:
        """The reading of all that a flow's source has: how far one is, and how the last one ended: a hash."""
        return f"{self.prefix}full:{flow}"

    def known(self, flow: str) -> str:
        """The documents of a flow's source by when each was read last: a sorted set of shown numbers."""
        return f"{self.prefix}known:{flow}"

    def gaps(self, flow: str, hour: str) -> str:
        """How old polled changes were when they came, in an hour since the epoch: a hash of counts by length."""
        return f"{self.prefix}gaps:{flow}:{hour}"

    def poll(self, flow: str) -> str:
        """The hash of a flow's last and next poll."""
        return f"{self.prefix}poll:{flow}"

    @property
    def triggers(self) -> str:
        """The set of flows someone asked to poll now; many hints for one flow are one member."""
        return f"{self.prefix}triggers"

    def cursors_aside(self, flow: str) -> str:
        """Where a flow stood in sources that its connection does not lead to now: a hash."""
        return f"{self.prefix}cursors-aside:{flow}"

    def dues(self, flow: str, work: str) -> str:
        """Which documents of a flow are to be carried again, by the moment: a sorted set for each kind of work."""
        return f"{self.prefix}dues:{flow}:{work}"

    def dues_taken(self, flow: str, work: str) -> str:
        """Those of them that are carried just now, by when their carrier is given up: a sorted set."""
        return f"{self.prefix}dues-taken:{flow}:{work}"

    def dues_hidden(self, flow: str, work: str) -> str:
        """The sealed numbers of those whose number may not be shown: a hash."""
        return f"{self.prefix}dues-hidden:{flow}:{work}"
