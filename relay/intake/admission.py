"""Which flow a request may use: decided by the address it comes from, before anything else of it is looked at."""

from aiohttp import web

from relay.intake.address import require_listed
from relay.intake.door import DOOR, FLOW, DoorFlow
from relay.intake.problems import FlowNotFound


def admit(request: web.Request) -> DoorFlow:
    """The flow named in the path. Raises AddressRefused or FlowNotFound.

    Who is on no flow's list gets the same refusal for any name, so that strangers cannot find out which flows exist.
    """
    flows = request.app[DOOR].flows
    require_listed(request, tuple(network for each in flows.values() for network in each.allow))
    found = flows.get(request.match_info["flow"])
    if found is None:
        raise FlowNotFound
    request[FLOW] = found.flow.name
    require_listed(request, found.allow)
    return found
