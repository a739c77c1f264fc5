"""Receivers that show nothing of what they have: one knows keys, one replaces at a place, one adds each time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.contracts.records import NotThere, Repeat
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import Carried, Part
from relay.model import Ticket
from tests.handlers.pipelines.common.shelf import HORIZON, Carrier, Standing
from tests.plain import as_told


@dataclass
class Receiver:
    """Keeps what it is sent. ``ends`` are raised by the next calls, each after it was carried out where that is True.

    ``late`` are calls that were sent and come later: :meth:`arrive` carries them out.
    """

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    ends: list[tuple[BaseException, bool]] = field(default_factory=list)
    sent: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    late: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    by_place: bool = False
    by_key: bool = False

    async def make(self, key: str, fields: Mapping[str, Any]) -> str:
        return await self._take("", key, fields)

    async def change(self, number: str, fields: Mapping[str, Any]) -> None:
        if number not in self.records:
            raise NotThere(as_told("none"))
        await self._take(number, "", fields)

    def arrive(self) -> None:
        for number, fields in self.late:
            self._store(number, "", fields)
        self.late.clear()

    async def _take(self, number: str, key: str, fields: Mapping[str, Any]) -> str:
        self.sent.append((number, fields))
        end, carried_out = self.ends.pop(0) if self.ends else (None, True)
        if not carried_out:
            self.late.append((number, fields))
        elif self.by_key and key in self.keys:
            number = self.keys[key]
        else:
            number = self._store(number, key, fields)
        if end is not None:
            raise end
        return number

    def _store(self, number: str, key: str, fields: Mapping[str, Any]) -> str:
        number = number or (str(fields["mark"]) if self.by_place else f"N{len(self.records) + 1}")
        self.records[number] = {**self.records.get(number, {}), **fields}
        if key:
            self.keys[key] = number
        return number


@dataclass
class BlindCarrier:
    """Carries one record, ``C1``, to a receiver by what may be repeated there."""

    carrier: Carrier
    receiver: Receiver
    repeat: Repeat
    pair: Pair | None = None

    def part(self, ticket: Ticket, quantity: int) -> Part[Standing]:
        fields = {"mark": "C1", "quantity": quantity}
        key = f"{fields} {ticket.event.ordinal}"
        return Part(
            role="record",
            name=self.name,
            fields=fields,
            horizon=HORIZON,
            make=lambda: self.receiver.make(key, fields),
            change=self.receiver.change,
            changes=lambda _: {},
            read_back=None,
            pair=self.pair,
            repeat=self.repeat,
        )

    async def ticket(self, ordinal: int = 1, not_there_ms: int = 0) -> Ticket:
        ticket = await self.carrier.ticket(ordinal=ordinal)
        return replace(ticket, event=replace(ticket.event, not_there_ms=not_there_ms))

    async def carry(self, quantity: int, ordinal: int = 1, *, ticket: Ticket | None = None) -> Carried:
        ticket = ticket or await self.ticket(ordinal)
        return await self.carrier.parts.carry(ticket, self.part(ticket, quantity))

    @property
    def name(self) -> str:
        return self.carrier.links.name("books", "part", "part") if self.pair is None else self.pair.name
