"""Finds what the settings of flows name and the system behind a connection lacks, and tells it to the doctor."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relay.care.doctor.observations import Level, Observation, at
from relay.errors import StartError
from relay.line.actions import CHECK_NAMES
from relay.line.flows import flow_of
from relay.line.pipeline import Pipeline
from relay.roles import Connection
from relay.settings import Settings
from words.told import Told


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that a setting gives and the target does not have: ``shipping_cost.item``, an article, ``SHIPING``."""

    setting: str
    kind: Told
    name: str


LookUp = Callable[[Settings, str, Connection], Awaitable[Mapping[str, Sequence[Missing]]]]
"""What is missing behind the connection of this name, by flow. Raises RunEnd where it cannot be asked."""


async def nothing_looked_up(_: Settings, __: str, ___: Connection) -> Mapping[str, Sequence[Missing]]:
    """For whoever examines a relay without its pipelines."""
    return {}


async def look_up(
    pipelines: Mapping[str, Pipeline[Any]], settings: Settings, name: str, connection: Connection
) -> Mapping[str, Sequence[Missing]]:
    """What the settings of each flow into this connection name and its system lacks. Raises RunEnd."""
    found: dict[str, Sequence[Missing]] = {}
    for flow_name, written in settings.flows.items():
        look = pipelines[written.entity].actions.get(CHECK_NAMES)
        if written.target != name or look is None:
            continue
        try:
            target = connection.target(flow_of(flow_name, written, settings))
        except StartError:
            continue  # `relay check` tells it
        found[flow_name] = await look(written.settings, target)
    return found


def on_settings(missing: Mapping[str, Sequence[Missing]], connection: str) -> Iterator[Observation]:
    """What an administrator is told of each: orders that need one of them are held."""
    for flow, names in missing.items():
        for one in names:
            told = Told("doctor.missing_in_books", connection=connection, kind=one.kind, name=one.name)
            mend = Told("doctor.make_it_in_books", kind=one.kind)
            yield Observation(Level.PROBLEM, at(f"flows.{flow}.settings.{one.setting}"), told, mend)
