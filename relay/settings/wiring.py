"""Refuses flows whose connections are not there, or do not offer what is carried; rules judge the others."""

from collections.abc import Mapping
from typing import Any

from mapping.suggestions import did_you_mean
from relay.settings.checked import VendorShape
from relay.settings.findings import Finding
from relay.settings.model import FlowSettings, Settings
from relay.settings.names import listed
from words.told import Told

_ENDS = (("from", "source"), ("to", "target"))


def wired(
    settings: Settings, raw: Mapping[str, Any], vendors: Mapping[str, VendorShape]
) -> tuple[Settings, list[Finding]]:
    """The settings with the flows that can work, and a finding for each end of the others.

    A misspelt end is taken for the nearest connection. One that stands in the file (``raw``) with mistakes of its own
    is told there; so is it where there are no connections at all.
    """
    findings: list[Finding] = []
    flows: dict[str, FlowSettings] = {}
    there = raw.get("connections")
    written = list(there) if isinstance(there, dict) else []
    if not written:
        told = Told("settings.no_connections", known=sorted(vendors))
        is_wanted = isinstance(there, dict) and bool(raw.get("flows"))  # a relay that nobody has set up yet may start
        nothing = [Finding("error", ("connections",), told)] if is_wanted else []
        return settings.model_copy(update={"flows": {}}), nothing
    for name, flow in settings.flows.items():
        meant = {field: _meant(getattr(flow, field), settings) for _, field in _ENDS}
        found = [
            _no_connection(("flows", name, word), meant[field], written)
            for word, field in _ENDS
            if getattr(flow, field) not in {*settings.connections, *written}
        ]
        if all(meant.values()):
            wanting = _not_offered(
                name, flow.entity, {word: str(meant[field]) for word, field in _ENDS}, settings, vendors
            )
            found += wanting
            if not wanting:
                flows[name] = flow.model_copy(update=meant)
        findings += found
    if flows == settings.flows:
        return settings, findings
    return settings.model_copy(update={"flows": flows}), findings


def _meant(name: str, settings: Settings) -> str | None:
    return name if name in settings.connections else did_you_mean(name, settings.connections)


def _no_connection(path: tuple[str, ...], nearest: str | None, known: list[str]) -> Finding:
    told = Told("settings.no_connection", known=listed(known))
    if nearest is not None:
        told = Told("settings.no_connection_near", nearest=repr(nearest), known=listed(known))
    return Finding("error", path, told, allowed=tuple(known), nearest=nearest)


def _not_offered(
    flow: str, entity: str, ends: Mapping[str, str], settings: Settings, vendors: Mapping[str, VendorShape]
) -> list[Finding]:
    """A finding for each end of a flow whose vendor does not offer the entity."""
    findings = []
    for word, connection in ends.items():
        vendor = settings.connections[connection].vendor
        offered = sorted(vendors[vendor].sources if word == "from" else vendors[vendor].targets)
        if entity not in offered:
            there = offered or "none"
            told = Told("settings.no_source", vendor=vendor, entity=entity, offered=there)
            if word == "to":
                no_target = Told("settings.no_target", vendor=vendor, entity=entity, offered=there)
                told = vendors[vendor].no_targets.get(entity, no_target)
            findings.append(Finding("error", ("flows", flow, word), told))
    return findings
