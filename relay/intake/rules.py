"""Which allow-lists an address must be on to use a flow, each with the setting in which it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relay.intake.address import Address, Networks, is_listed
from relay.settings.model import ServerSettings, Settings


@dataclass(frozen=True, slots=True)
class AllowList:
    """The networks of one setting; empty means nobody. ``setting`` is its path, such as ``connections.shop.allow``."""

    setting: str
    networks: Networks


@dataclass(frozen=True, slots=True)
class AddressRules:
    """All that decides over an address: how it is found, and for each flow the lists it must be on, every one."""

    server: ServerSettings
    flows: Mapping[str, Sequence[AllowList]]


def address_rules(server: ServerSettings, lists: Mapping[str, AllowList]) -> AddressRules:
    """The rules, given each flow's own list: ``server.allow`` is asked as well wherever it is set."""
    general = [] if server.allow is None else [AllowList("server.allow", server.allow)]
    return AddressRules(server, {name: (*general, own) for name, own in lists.items()})


def allow_lists(settings: Settings) -> dict[str, AllowList]:
    """Each flow's own list by its name: that of the flow where it has one, else that of its source connection."""
    return {
        name: AllowList(f"connections.{flow.source}.allow", settings.connections[flow.source].allow)
        if flow.allow is None
        else AllowList(f"flows.{name}.allow", flow.allow)
        for name, flow in settings.flows.items()
    }


def missing_list(lists: Sequence[AllowList], address: Address | None) -> AllowList | None:
    """The first of the lists that an address is not on. None: it is on all of them, and may come in."""
    return next((each for each in lists if not is_listed(address, each.networks)), None)
