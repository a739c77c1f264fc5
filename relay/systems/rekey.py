"""Guards the index key: a relay with another one finds nothing it ever linked, and would write it all again."""

from typing import Final

from relay.errors import StartError
from relay.model import State
from relay.store.store import Store, reply
from relay.store.vault import Vault
from relay.systems.register_store import dump_register, load_register
from relay.systems.system_register import forget_marks
from words.told import Told

_OPEN: Final = (State.WAITING, State.RUNNING, State.RETRYING, State.PARKED, State.UNCONFIRMED, State.HELD)
_AT_ONCE: Final = 500


async def check_index_key(store: Store, vault: Vault) -> None:
    """Remember a mark of the index key at the first start, and refuse another key ever after. Raises StartError."""
    mark = vault.keyed_hash("index-key")
    if await store.state.set(store.keys.index_mark, mark, nx=True):
        return
    found = await store.state.get(store.keys.index_mark)
    if found is not None and found.decode() != mark:
        raise StartError(Told("systems.other_index_key"))


async def rekey(store: Store, vault: Vault) -> int:
    """Start over under a new index key; returns how many keyed entries were dropped. Raises StartError.

    Keyed hashes cannot be turned back, so links and dedupe keys are dropped, not converted. What they stood for is
    found again: orders by their reference in the target, customers by their e-mail address. That needs every event to
    have ended and no write to be unconfirmed.
    """
    keys = store.keys
    open_events = sum([await store.state.zcard(store.keys.index(state=state)) for state in _OPEN])
    intents = [key async for key in store.state.scan_iter(match=store.keys.intent("*"), count=_AT_ONCE)]
    writes = len(intents) + int(await reply(store.state.scard(keys.differences)))
    if open_events or writes:
        raise StartError(Told("systems.too_early_to_rekey", events=open_events, writes=writes))
    dropped = 0
    hashed = (keys.delivery, keys.document, keys.link, keys.lane, keys.newest, keys.sent, keys.vat_number)
    for named in (*hashed, keys.difference, keys.difference_preview, keys.difference_moves):
        found = [key async for key in store.state.scan_iter(match=named("*"), count=_AT_ONCE)]
        for start in range(0, len(found), _AT_ONCE):
            dropped += int(await store.state.delete(*found[start : start + _AT_ONCE]))
    kept = await store.state.get(keys.systems)
    if kept is not None:
        await store.state.set(store.keys.systems, dump_register(forget_marks(load_register(kept))))
    await store.state.set(store.keys.index_mark, vault.keyed_hash("index-key"))
    return dropped
