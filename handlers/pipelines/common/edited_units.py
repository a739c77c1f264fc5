"""Knows what is edited as one in a record that two systems edit, and reads either side of it in these units.

Compared are units, such as a whole address, in the form in which people compare them. Each entity says which it has.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from handlers.pipelines.common.forms import Form
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.two_way import Side
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from relay.errors import Hold, Transient
from relay.line.once.links import Link, Links
from relay.line.once.ordinals import Ordinals
from relay.model import Event
from relay.roles import PolledSource
from words.told import Told

ZONE: Final = ZoneInfo("Europe/Amsterdam")
"""Where the offices are whose books these are, and so which day it is there."""


class Stamped(Protocol):
    """A document of a record, with the moment at which its system says that it was changed last."""

    @property
    def updated_at(self) -> datetime | None:
        """None where the system does not say."""
        ...


DocumentT = TypeVar("DocumentT", bound=Stamped)

Sources = Mapping[str, frozenset[str]]
"""By field of the target: the paths that its mapping rows read."""


@dataclass(frozen=True)
class Units(Generic[DocumentT]):
    """What an entity's records are compared by. Never rename a unit: what was in step would be lost.

    ``values_of`` gives the units that a document gives, each in the form in which it is compared; ``unit_of`` the unit
    that a path of a mapping row belongs to. ``forms`` are what either system makes of values.
    """

    names: tuple[str, ...]
    values_of: Callable[[DocumentT], dict[str, Any]]
    unit_of: Callable[[str], str | None]
    forms: Mapping[str, Form] = field(default_factory=dict)

    def of_field(self, name: str, sources: Sources) -> set[str]:
        """The units that a field of the target is filled from."""
        return {unit for path in sources.get(name, ()) if (unit := self.unit_of(path)) is not None}

    def fields_of(self, units: Collection[str], sources: Sources) -> set[str]:
        """The fields of the target that are filled from these units."""
        return {name for name in sources if self.of_field(name, sources) & {*units}}

    def side(self, system: str, document: DocumentT) -> Side:
        """A document as the side of its system."""
        return Side(system, self.values_of(document), document.updated_at, ZONE, self.forms)

    def reading(self, source: Any, system: str, cut: Collection[str]) -> Callable[[str], Awaitable[Side]]:
        """How the other side is read: as the flow out of there does it. What is too long there is held as it was cut.

        The reading raises Hold where that flow is not shown the record.
        """

        async def read_there(number: str) -> Side:
            document = await source.fetch(number)
            if document is None:
                raise Hold(Told("common.not_shown_to_flow_back", number=number))
            record = source.read(document)
            forms = {**self.forms, **dict.fromkeys(cut, Form(is_short=True))}
            return Side(system, self.values_of(record), record.updated_at, ZONE, forms)

        return read_there


@dataclass(frozen=True, slots=True)
class Anew:
    """A record that was read again, in whatever its source's form, and the ordinal drawn before."""

    record: Any
    ordinal: int


async def read_anew(
    pair: Pair, link: Link, event: Event, source: Any, links: Links, carrier: TwoWayCarrier, ordinals: Ordinals
) -> Anew | None:
    """The record again where the opposite flow wrote on it since it was read: what was read is no news any more.

    None where it need not be read. Raises Transient where it cannot be.
    """
    if not await carrier.is_stale(pair, link.number, links.system(pair.flow.source), event.ordinal):
        return None
    ordinal = await ordinals.draw()
    document = await source.fetch(pair.number) if isinstance(source, PolledSource) else None
    if document is None:
        raise Transient(Told("common.read_before_written"), burns_try=False)
    return Anew(source.read(document), ordinal)
