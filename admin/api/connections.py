"""``GET /api/connections``: to which system each connection leads, as it was proven last, and what bars it now.

No system is asked: `relay connection list` does that, and ``POST /api/connections/{name}/try``.
"""

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.bars import BarRow, bar_rows
from admin.api.resource import Resource, answer
from relay.line.once.breakers import read_breakers
from relay.store.store import storage_errors
from relay.systems.register_store import RegisterStore
from relay.systems.system_register import Register
from words.told import Told


class SystemPart(BaseModel):
    """One thing that a system told of itself, such as its company or its environment."""

    name: str
    value: str


class ConnectionRow(BaseModel):
    """One connection that a flow uses."""

    name: str
    system: str = Field(description="The lasting id of the system that its links belong to.")
    linked: list[SystemPart] = Field(description="What that system told of itself; empty before it was first asked.")
    refused: str | None = Field(description="Why nothing is read or written through it now, and what to do; or null.")
    code: str | None = Field(description="The code of `refused`, the same whatever systems it names; or null.")
    former_prefixes: list[str] = Field(description="Former reference prefixes that are looked for as well.")
    bars: list[BarRow] = Field(description="What is not called now at this connection, and why.")


class ConnectionList(BaseModel):
    """The connections that flows use, by name."""

    connections: list[ConnectionRow]


class ConnectionsResource(Resource):
    """All connections."""

    async def get(self) -> r200[ConnectionList]:
        """Every connection of a flow with the system that it leads to.

        Tags: flows
        """
        names = sorted({name for flow in self.shown.flows for name in (flow.source, flow.target)})
        kept = RegisterStore(self.shown.store, dict.fromkeys(names, ""))
        async with storage_errors():
            register, refused = await kept.read(), await kept.refused()
            breakers = await read_breakers(self.shown.store)
        rows = [_row(name, register, refused.get(name), bar_rows(breakers, connection=name)) for name in names]
        return answer(ConnectionList(connections=rows))


def _row(name: str, register: Register, refused: Told | None, bars: list[BarRow]) -> ConnectionRow:
    system = register.system_of(name)
    known = register.systems.get(system)
    shown = known.shown if known is not None else {}
    return ConnectionRow(
        name=name,
        system=system,
        linked=[SystemPart(name=part, value=value) for part, value in shown.items()],
        refused=str(refused) if refused else None,
        code=refused.code if refused else None,
        former_prefixes=list(register.prefixes_of(name)[1:]),
        bars=bars,
    )
