"""Which allow-list of relay.yaml holds for which flow, and the lists that could never let anyone in."""

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


def unreachable(settings: Settings) -> list[str]:
    """One line for each setting that would shut out everyone, though it was written to let someone in."""
    server = settings.server
    mistakes = [
        f"{listed.setting}: none of these addresses is on server.allow, and a sender must be on both lists; "
        "add them there, or leave server.allow out"
        for listed in dict.fromkeys(allow_lists(settings).values())
        if server.allow and listed.networks and not _share_an_address(listed.networks, server.allow)
    ]
    if server.require_https and not server.trusted_proxies:
        mistakes.append(
            "server.require_https: the relay itself speaks plain HTTP, so without a trusted proxy everyone would be "
            "refused; name the proxy that speaks HTTPS in server.trusted_proxies"
        )
    return mistakes


def _share_an_address(some: Networks, others: Networks) -> bool:
    return any(one.version == other.version and one.overlaps(other) for one in some for other in others)
