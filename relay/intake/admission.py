"""Which flow a request may use: decided by the address it comes from, before anything else of it is looked at."""

from typing import Final

from aiohttp import web

from relay.http.address import peer_address
from relay.http.answers import CLIENT, FLOW
from relay.http.problems import AddressRefused, FlowNotFound, ForwardingRefused, HttpsRequired
from relay.intake.door import DOOR, Door, DoorFlow
from relay.intake.rules import AddressRules, address_rules, find_missing_list
from relay.intake.trail import trace
from relay.settings.allow_lists import AllowList

RULES: Final = web.AppKey("rules", AddressRules)


def rules_of(door: Door) -> AddressRules:
    """The address rules of a door's flows."""
    return address_rules(
        door.server, {name: AllowList(flow.allow_setting, flow.allow) for name, flow in door.flows.items()}
    )


def admit(request: web.Request) -> DoorFlow:
    """The flow named in the path, which the client may use; its address is then ``request[CLIENT]``.

    Raises ForwardingRefused, AddressRefused, FlowNotFound or HttpsRequired. Who is on no flow's lists gets the same
    refusal for any name, so that strangers cannot find out which flows exist.
    """
    rules = request.app[RULES]
    is_https = _find_client(request, rules)
    name = request.match_info["flow"]
    found = request.app[DOOR].flows.get(name)
    if found is None:
        if all(find_missing_list(lists, request[CLIENT]) for lists in rules.flows.values()):
            raise AddressRefused
        raise FlowNotFound
    request[FLOW] = found.flow.name
    if find_missing_list(rules.flows[name], request[CLIENT]) is not None:
        raise AddressRefused
    if rules.server.require_https and not is_https:
        raise HttpsRequired
    return found


def _find_client(request: web.Request, rules: AddressRules) -> bool:
    """Set ``request[CLIENT]``, and tell whether it spoke HTTPS. Raises AddressRefused or ForwardingRefused."""
    peer = peer_address(request)
    if peer is None:
        raise AddressRefused
    trail = trace(peer, request.headers, rules.server)
    if trail.client is None:
        raise ForwardingRefused(trail.fault)
    request[CLIENT] = trail.client
    return trail.protocol == "https"
