"""Which allow-lists an address must be on to use a flow: every one that is set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relay.http.address import Address, is_listed
from relay.settings.allow_lists import AllowList, allow_lists
from relay.settings.model import ServerSettings, Settings


@dataclass(frozen=True, slots=True)
class AddressRules:
    """All that decides over an address: how it is found, and for each flow the lists it must be on."""

    server: ServerSettings
    flows: Mapping[str, Sequence[AllowList]]


def address_rules(server: ServerSettings, lists: Mapping[str, AllowList]) -> AddressRules:
    """The rules, given each flow's own list: ``server.allow`` is asked as well wherever it is set."""
    general = [] if server.allow is None else [AllowList("server.allow", server.allow)]
    return AddressRules(server, {name: (*general, own) for name, own in lists.items()})


def settings_rules(settings: Settings) -> AddressRules:
    """The rules of a whole relay.yaml."""
    return address_rules(settings.server, allow_lists(settings))


def find_missing_list(lists: Sequence[AllowList], address: Address | None) -> AllowList | None:
    """The first of the lists that an address is not on. None: it is on all of them, and may come in."""
    return next((each for each in lists if not is_listed(address, each.networks)), None)
