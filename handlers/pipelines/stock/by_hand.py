"""What can be done with stock besides carrying it: linked by hand, taken to be gone, carried anew for settings."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.naming import Kind, Right
from handlers.contracts.records import Fields
from handlers.contracts.stock import Level, LevelKey, StockSource, StockTarget, TakesLevels
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.stock.names import hidden_name
from handlers.pipelines.stock.settings import StockSettings
from handlers.pipelines.stock.steps import night_of
from mapping.documents.stock import StockRecord
from mapping.parsing import dump_json
from mapping.problems import DocumentError
from relay.errors import Hold
from relay.line.absent import ABSENT
from relay.line.dues import Dues
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.model import Flow
from relay.roles import Named
from words.told import Told

_HIDDEN: Final = "hidden-"
"""How a story begins what stands for an unusual number."""


def shape(flow: Flow, target: StockTarget) -> Callable[[], str]:
    """Tells what shapes the levels of a flow besides the source's figures: its settings, mapping, and the night."""
    settings: StockSettings = flow.settings
    written = dump_json([settings.model_dump(mode="json"), repr(_sample(target))], sort_keys=True)
    digest = hashlib.blake2b(written, digest_size=8).hexdigest()
    if settings.compare == "never":
        return lambda: digest
    return lambda: f"{digest} {night_of(datetime.now(UTC))}"


def _sample(target: StockTarget) -> Fields:
    """What a target makes of some level: another where its mapping is another."""
    if not isinstance(target, TakesLevels):
        return {}
    try:
        return target.level_fields(Level(LevelKey("code", "warehouse"), Decimal(1), "unit", "number", "sku"))
    except Hold:
        return {}


def names_in(settings: StockSettings) -> Sequence[Named]:
    """The target's warehouses and unit, each with its place in the settings, and the right to move stock."""
    named: list[Named] = []
    if isinstance(settings.warehouses, dict):
        named += [Named(("warehouses", ours), Kind.WAREHOUSE, there) for ours, there in settings.warehouses.items()]
    if settings.unit:
        named.append(Named(("unit",), Kind.UNIT, settings.unit))
    return [*named, Named((), Kind.RIGHT, Right.MOVE_STOCK)]


async def conclude_absent(flow: Flow, numbers: Sequence[str], links: Links, dues: Dues) -> None:
    """Have articles asked for by their numbers that no complete reading found; one that is not there then is absent."""
    shown = [number for number in numbers if number.startswith(_HIDDEN)]
    found = await links.find_all([hidden_name(links, flow, number) for number in shown]) if shown else []
    real = {number: link.number for number, link in zip(shown, found, strict=True) if link is not None}
    at_once = datetime.now(UTC) - timedelta(seconds=1)  # also where the clock of Redis is a little behind ours
    for number in numbers:
        await dues.note(flow, real.get(number, number), at_once, ABSENT)


async def link_stock(
    flow: Flow, document: Any, number: str | None, source: StockSource, links: Links, locks: Locks
) -> Told:
    """Say which article in the target the stock of a document is, or forget what was sent of it where that is None.

    Raises Hold for a document that cannot be read; Contended while a run works on it.
    """
    record = _read(document, source)
    name = pair_of(links, flow, record.number).name
    async with locks.hold([name]):
        before = await links.find(name)
        await links.forget_whole([name])
        if number is None:
            return Told("common.pair_forgotten", number=record.number, was=before.number if before else "")
        await links.store(name, Link(number, manual=True))
    return Told("common.pair_linked", number=record.number, to=number)


async def relink_stock(
    flow: Flow,
    document: Any,
    create: bool,  # noqa: FBT001 - what the action is given
    source: StockSource,
    links: Links,
    locks: Locks,
) -> Told:
    """Have stock told again to a target that did not have its article. With ``create`` all that was sent is forgotten.

    Raises Hold where nothing keeps it from being told, and for a document that cannot be read.
    """
    record = _read(document, source)
    name = pair_of(links, flow, record.number).name
    async with locks.hold([name]):
        link = await links.find(name)
        if link is None or link.is_live:
            raise Hold(Told("common.nothing_to_relink", number=record.number))
        await links.forget_whole([name])
        if create:
            return Told("common.forgotten_whole", number=record.number, was=link.number)
        await links.store(name, Link(link.number))
    return Told("common.relinked", number=record.number, to=link.number)


def _read(document: Any, source: StockSource) -> StockRecord:
    try:
        return source.read(document)
    except DocumentError as error:
        raise Hold(Told("stock.unreadable", problem=first_of(error.problems)), problems=error.problems) from None
