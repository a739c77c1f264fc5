"""A rule of `relay check`: each flow is put together without a call, so that rows and what vendors refuse are told."""

from collections.abc import Iterator

from handlers.pipelines import PIPELINES
from relay.bootstrap.connections import connect
from relay.bootstrap.flows import SERVICES
from relay.errors import StartError
from relay.line.flows import open_flows
from relay.settings import Settings
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path, findings_of


def flows_that_cannot_be_put_together(checked: Checked) -> Iterator[Finding]:
    """What the source and the target of each flow refuse, with every mistake in rows.

    Of a flow with mistakes elsewhere, or between connections with some, only what its rows have wrong is told.
    """
    for name, flow in checked.settings.flows.items():
        parts: tuple[Path, ...] = (("flows", name), ("connections", flow.source), ("connections", flow.target))
        is_sound = all(checked.is_sound(part) for part in parts)
        for finding in _found(name, checked.settings, is_sound=is_sound):
            if is_sound or "mapping" in finding.path:
                yield finding


def _found(name: str, settings: Settings, *, is_sound: bool) -> list[Finding]:
    flow = settings.flows[name]
    ends = {one: settings.connections[one] for one in (flow.source, flow.target)}
    alone = settings.model_copy(update={"flows": {name: flow}, "connections": ends})
    try:
        open_flows(alone, PIPELINES, connect(alone, None, {}, {}), dict.fromkeys(SERVICES))
    except StartError as error:
        return findings_of(error)
    except Exception:  # what stands in the place of a mistake may be anything
        if is_sound:
            raise
        return []
    return []
