"""Events accepted, claimed and carried one at a time, and steps that show their document or end a run."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from relay.line.queue import Claim, Queue
from relay.line.run_event import EventRunner
from relay.model import new_token
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallRun, arrive, bound, make_runner
from tests.stand_ins import make_acceptor


async def show(run: SmallRun) -> SmallRun:
    """Writes, and tells the document."""
    return replace(run, number="7").tell(as_told(f"saw {run.ticket.document}"))


def ending(error: Exception) -> Callable[[SmallRun], Any]:
    async def end(run: SmallRun) -> SmallRun:
        raise error

    return end


class Desk:
    """Accepts events, claims them and carries them, one at a time."""

    def __init__(self, store: Store, vault: Vault, queue: Queue) -> None:
        self.store, self.vault, self.queue = store, vault, queue
        self.acceptor = make_acceptor(store, vault, queue)

    async def claim(self, body: bytes = b'{"number":"1001"}') -> Claim:
        await arrive(self.acceptor, body=body)
        claim = await self.queue.claim([FLOW.name], new_token())
        assert isinstance(claim, Claim)
        return claim

    def runner(self, step: Callable[..., Any] = show, **others: Any) -> EventRunner:
        return make_runner(self.store, self.vault, self.queue, bound(step), **others)

    async def lose_document(self, claim: Claim) -> None:
        await self.store.payload.delete(self.store.keys.payload(claim.lease.event_id))

    async def set_tries(self, claim: Claim, tries: int) -> None:
        await reply(self.store.state.hset(self.store.keys.event(claim.lease.event_id), "tries", str(tries)))
