"""Puts flows together as far as that goes without a call and without Redis: to check, to look at and to examine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from handlers.pipelines import PIPELINES
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.records import Records
from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.products.price_brake import PriceBrake
from handlers.pipelines.stock.mutation_limits import MutationLimits
from handlers.pipelines.stock.mutations import Mutations
from handlers.services.images import ImageFetcher
from handlers.services.vies import VatNumberChecks
from mapping.parsing import parse_json
from mapping.problems import ToldRow
from relay.bootstrap.connections import connect, connecting
from relay.care.doctor.settings_in_books import look_up
from relay.care.forgetting import Forgetting
from relay.errors import StartError
from relay.line.actions import TRY
from relay.line.dues import Dues
from relay.line.flows import notices_of, open_flows
from relay.line.once.claims import Claims
from relay.line.once.differences import Differences
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.line.once.reservations import Reservations
from relay.line.opposites import Opposites
from relay.line.run_event import OpenFlow
from relay.roles import Json, Mapped, MappedApart, Trial
from relay.settings import Settings
from relay.settings.names import FLOW, require_known
from words.told import Told

if TYPE_CHECKING:
    from relay.care.live_check import LiveReport

SERVICES = (
    Links,
    Claims,
    Locks,
    Intents,
    Ordinals,
    Dues,
    Reservations,
    Records,
    Parts,
    TwoWayCarrier,
    Opposites,
    KnownRecords,
    PriceBrake,
    Differences,
    MutationLimits,
    Mutations,
    VatNumberChecks,
    ImageFetcher,
    Forgetting,
)
"""What the steps of pipelines may ask for besides their source and target."""

LOOK_UP = partial(look_up, PIPELINES)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A flow, opened far enough to look at its mapping. ``sides`` are its source and its target, in this order."""

    flow: str
    sides: Mapping[str, Any]
    parse: Callable[[bytes], Json]
    trial: Callable[[Json], Trial]

    def rows(self) -> Iterator[tuple[str, Sequence[ToldRow], Sequence[Told]]]:
        """The rows and notices of each side; none where it has no mapping."""
        for name, side in self.sides.items():
            yield (name, side.mapping_rows, side.mapping_notices) if isinstance(side, Mapped) else (name, (), ())

    def setting(self, name: str) -> str:
        """Where the settings file has the user's own rows for a side."""
        if name != next(iter(self.sides)):
            return f"flows.{self.flow}.mapping"
        source = self.sides[name]
        return f"connections.{name}.{source.mapping_at if isinstance(source, MappedApart) else 'mapping'}"


async def ask_live(settings: Settings) -> Sequence["LiveReport"]:
    """Ask the systems behind the connections which of the names in the settings exist. Raises StartError."""
    from relay.care import live_check  # noqa: PLC0415 - a check that asks nobody loads nothing that calls

    async with connecting(settings) as connect:
        return await live_check.ask_live(PIPELINES, settings, connect)


def rehearse(settings: Settings) -> list[Told]:
    """Put every flow together without a call, and give the notices of their mappings. Raises StartError."""
    return notices_of(settings, _unopened(settings))


def look_at(settings: Settings, name: str) -> LookedAt:
    """A flow as far as its mapping goes, without opening a connection or Redis. Raises StartError."""
    return looked_at(name, _unopened(settings))


def _unopened(settings: Settings) -> dict[str, OpenFlow]:
    return open_flows(settings, PIPELINES, connect(settings, None, {}, {}), dict.fromkeys(SERVICES))


def looked_at(name: str, flows: Mapping[str, OpenFlow]) -> LookedAt:
    """A flow of these as far as its mapping goes. Raises StartError."""
    require_known(FLOW, name, flows)
    flow, source, target = flows[name].flow, flows[name].source, flows[name].target
    try_document = flows[name].pipeline.actions.get(TRY)
    if try_document is None:
        raise StartError(Told("line.mapping_not_shown", flow=name, entity=flow.entity))
    sides = {flow.source: source, flow.target: target}
    return LookedAt(name, sides, parse_json, partial(try_document, flow))
