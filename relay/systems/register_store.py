"""Keeps the register of systems in the state role: read, changed in one piece, and with what is refused at present."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from relay.store.scripts import script
from relay.store.store import Store, reply
from relay.systems.system_register import KnownSystem, Pointer, Register, adopt
from words.told import Told, pack, unpack


class RegisterStore:
    """The register of one relay. ``names`` are the connections of the settings with their vendors.

    Every method raises the failures of Redis.
    """

    def __init__(self, store: Store, names: Mapping[str, str]) -> None:
        self._store = store
        self._names = names
        self._change = script(store.state, "change_register")

    async def read(self) -> Register:
        """The register as it stands; that of an earlier version's state keeps all that stands under the names."""
        return (await self._read())[0]

    async def change(self, change: Callable[[Register], Register]) -> Register:
        """Change what stands there, in one piece: a change that another process made meanwhile is seen first.

        Raises what ``change`` raises; then nothing is changed.
        """
        while True:
            register, kept = await self._read()
            changed = change(register)
            if dump_register(changed) == kept:
                return changed
            if await self._change(args=[self._store.keys.prefix, kept, dump_register(changed)]):
                return changed

    async def refuse(self, connection: str, told: Told) -> None:
        """Note why a connection is not used, for the doctor and the API, which run in other processes."""
        await reply(self._store.state.hset(self._store.keys.systems_refused, connection, pack(told)))

    async def let_in(self, connection: str) -> None:
        """Note that a connection is used again."""
        await reply(self._store.state.hdel(self._store.keys.systems_refused, connection))

    async def refused(self) -> Mapping[str, Told]:
        """The connections that are not used at present, and why; one that is in the settings no more is left out."""
        found = await reply(self._store.state.hgetall(self._store.keys.systems_refused))
        told = {name.decode(): unpack(reason.decode()) for name, reason in found.items()}
        return {name: reason for name, reason in told.items() if name in self._names}

    async def _read(self) -> tuple[Register, bytes]:
        kept = await self._store.state.get(self._store.keys.systems)
        if kept is not None:
            return load_register(kept), bytes(kept)
        return (adopt(self._names) if await self._is_used() else Register()), b""

    async def _is_used(self) -> bool:
        """Whether this state was filled before there was a register."""
        if await self._store.state.exists(self._store.keys.index()):
            return True
        async for _ in self._store.state.scan_iter(match=self._store.keys.link("*"), count=1000):
            return True
        return False


def dump_register(register: Register) -> bytes:
    """The register as it is kept, equal for equal ones."""
    return orjson.dumps(
        {
            "systems": {
                name: {
                    "vendor": known.vendor,
                    "mark": known.mark,
                    "books": sorted(known.books),
                    "shown": list(known.shown.items()),  # in order, for a person
                    "can_be_asked": known.can_be_asked,
                }
                for name, known in register.systems.items()
            },
            "connections": {
                name: {"system": one.system, "prefixes": {key: list(value) for key, value in one.prefixes.items()}}
                for name, one in register.connections.items()
            },
            "references": dict(register.references),
        },
        option=orjson.OPT_SORT_KEYS,
    )


def load_register(kept: bytes) -> Register:
    """The register that :func:`dump_register` made."""
    found: Mapping[str, Any] = orjson.loads(kept)
    return Register(
        systems={
            name: KnownSystem(**{**known, "books": frozenset(known["books"]), "shown": dict(known["shown"])})
            for name, known in found["systems"].items()
        },
        connections={
            name: Pointer(one["system"], {key: tuple(value) for key, value in one["prefixes"].items()})
            for name, one in found["connections"].items()
        },
        references=found["references"],
    )
