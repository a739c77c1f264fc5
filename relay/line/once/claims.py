"""Knows which records of a source claim one and the same name in a target, such as two products one article's code."""

from relay.line.once.links import Links
from relay.model import Flow
from relay.store.scripts import script
from relay.store.store import Store, reply


class Claims:
    """What records claim, kept in the state role beside their links: each claims one name at a time.

    A claim is no link: it says what the source says, whether or not anything of the record was carried.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claim = script(store.state, "claim_name")

    @staticmethod
    def name(links: Links, flow: Flow, kind: str, claimed: str) -> str:
        """The keyed hash of something that records of the flow's source claim in its target.

        Raises Parked where it is not proven which systems are behind the flow's connections.
        """
        return links.name(flow.target, f"claimed {kind}", f"{links.system(flow.source)} {claimed}")

    async def claim(self, link: str, number: str, name: str, ordinal: int) -> frozenset[str]:
        """Claim a name for the record with this number, and give the numbers of all who claim it.

        ``link`` is the name of the record's link. What was read before the claim that stands (a lower ``ordinal``, or 0
        where nothing is to be changed) only looks.
        """
        found = await self._claim(args=[self._store.keys.prefix, link, number, name, str(ordinal)])
        return frozenset(one.decode() for one in found)

    async def release(self, link: str, number: str, ordinal: int) -> None:
        """Give up whatever the record claims; what was read before its claim changes nothing."""
        await self._claim(args=[self._store.keys.prefix, link, number, "", str(ordinal)])

    async def claimants(self, name: str) -> frozenset[str]:
        """The numbers of all who claim a name."""
        found = await reply(self._store.state.smembers(self._store.keys.claims(name)))
        return frozenset(one.decode() for one in found)
