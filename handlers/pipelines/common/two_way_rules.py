"""Judges whether the two flows that carry one entity both ways agree whose edit counts."""

from collections.abc import Collection, Iterator
from typing import Any

from pydantic import BaseModel

from handlers.pipelines.common.edited_units import Units
from handlers.pipelines.common.round_trips import find_lossy
from handlers.pipelines.common.two_way import NEWEST
from handlers.pipelines.common.two_way_settings import TwoWaySettings
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path, Severity
from relay.settings.model import FlowSettings
from words.told import Told


def check_two_ways(
    checked: Checked, path: Path, flow: FlowSettings, kind: type[BaseModel], units: Units[Any]
) -> Iterator[Finding]:
    """What `two_way` names is there, and both flows of a pair say the same of whose edit counts.

    ``kind`` is the settings model of the entity, ``units`` are what is edited as one. Two flows that both write and say
    nothing are refused: each would carry back what the other has written and the system there has cut. So is a row of
    one's own by which a unit does not come back as it goes, unless the unit is said to go one way.
    """
    if not isinstance(flow.settings, kind):
        return
    here, place = _two_way_of(flow), (*path, "settings", "two_way")
    back = {
        name: other
        for name, other in checked.settings.flows.items()
        if isinstance(other.settings, kind) and (other.source, other.target) == (flow.target, flow.source)
    }
    wrong = list(_unknown_names(here, place, (flow.source, flow.target), units.names)) if here is not None else []
    if wrong:
        yield from wrong
    elif here is None:
        for name, other in back.items():
            severity: Severity = "error" if flow.write and other.write else "warning"
            yield Finding(severity, (*path, "settings"), Told("common.no_word_on_both_ways", flow=name))
    elif back:
        yield from _list_lossy(path, flow, here, units)
    else:
        told = Told("common.nobody_carries_back", source=flow.source, target=flow.target)
        yield Finding("warning", place, told, rests_on=tuple((*place, name) for name in TwoWaySettings.model_fields))
    for name, other in back.items():
        theirs = _two_way_of(other)
        if here is not None and theirs is not None and theirs != here:
            yield Finding("error", place, Told("common.two_ways_differ", flow=name))


def _list_lossy(path: Path, flow: FlowSettings, two_way: TwoWaySettings, units: Units[Any]) -> Iterator[Finding]:
    for place, unit in find_lossy(flow.mapping, units):
        if unit not in two_way.one_way:
            told = Told("common.does_not_come_back", unit=unit, source=flow.source)
            yield Finding("error", (*path, "mapping", place), told)


def _two_way_of(flow: FlowSettings) -> TwoWaySettings | None:
    found: TwoWaySettings | None = getattr(flow.settings, "two_way", None)
    return found


def _unknown_names(
    two_way: TwoWaySettings, place: Path, ends: tuple[str, str], units: Collection[str]
) -> Iterator[Finding]:
    known = tuple(units)
    named: list[tuple[Path, str, tuple[str, ...]]] = [(("leader",), two_way.leader, ends)]
    named += [(("source_of_truth", unit), side, (*ends, NEWEST)) for unit, side in two_way.source_of_truth.items()]
    named += [(("one_way", unit), side, ends) for unit, side in two_way.one_way.items()]
    named += [(("source_of_truth", unit), unit, known) for unit in two_way.source_of_truth]
    named += [(("one_way", unit), unit, known) for unit in two_way.one_way]
    for at, word, allowed in named:
        if word not in allowed:
            yield Finding("error", (*place, *at), Told("common.none_of_these", allowed=list(allowed)), allowed=allowed)
