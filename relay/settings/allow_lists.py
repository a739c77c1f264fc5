"""Which allow-list of relay.yaml holds for which flow."""

from dataclasses import dataclass

from relay.settings.model import Settings
from relay.settings.networks import Networks


@dataclass(frozen=True, slots=True)
class AllowList:
    """The networks of one setting; empty means nobody. ``setting`` is its path, such as ``connections.shop.allow``."""

    setting: str
    networks: Networks


def allow_lists(settings: Settings) -> dict[str, AllowList]:
    """Each flow's own list by its name: that of the flow where it has one, else that of its source connection."""
    return {
        name: AllowList(f"connections.{flow.source}.allow", settings.connections[flow.source].allow)
        if flow.allow is None
        else AllowList(f"flows.{name}.allow", flow.allow)
        for name, flow in settings.flows.items()
    }
