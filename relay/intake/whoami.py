"""``GET /whoami``: tells an operator how the door sees a request, and why it lets it in or refuses it.

Proxies are set up wrong in ways that only show from outside. An operator makes a one-time code on the relay's machine,
sends it through the proxy in the header ``Relay-Code``, and reads which hop gave which address. To everyone else there
is no such path.
"""

from typing import Any, Final

import orjson
import structlog
from aiohttp import hdrs, web
from multidict import MultiMapping

from relay.http.address import Address, is_listed, peer_address
from relay.intake.admission import RULES
from relay.intake.door import DOOR
from relay.intake.explain import Verdict, explain, judge
from relay.intake.rules import AddressRules
from relay.intake.trail import trace

log = structlog.get_logger()

CODE_HEADER: Final = "Relay-Code"
"""In a header and not in the query: proxies write queries to their logs."""

SHOWN_HEADERS: Final = (hdrs.X_FORWARDED_FOR, hdrs.X_FORWARDED_PROTO, hdrs.FORWARDED)
"""What proxies add about the way of a request; nothing else of it is shown."""


async def tell_whoami(request: web.Request) -> web.Response:
    """Answer 200 with :func:`describe` to a trusted proxy, or to this machine itself, that brings a one-time code.

    Raises HTTPNotFound, as for any path that does not exist, to all others; and StorageError.
    """
    rules, peer = request.app[RULES], peer_address(request)
    if peer is None or not _may_ask(request, peer, rules) or not await _brings_code(request):
        raise web.HTTPNotFound
    log.info("whoami_answered")
    return web.Response(
        body=orjson.dumps(describe(rules, peer, request.headers)),
        headers={hdrs.CACHE_CONTROL: "no-store"},
        content_type="application/json",
    )


def describe(rules: AddressRules, peer: Address, headers: MultiMapping[str]) -> dict[str, Any]:
    """How a request is seen: its peer, its hops from the nearest on, its client, and the verdict for every flow.

    ``headers`` are the lines that proxies added, ``explanation`` says the same in sentences.
    """
    trail = trace(peer, headers, rules.server)
    lines = [f"{name}: {value}" for name in SHOWN_HEADERS for value in headers.getall(name, [])]
    verdicts = {name: judge(rules, trail, name) for name in rules.flows}
    return {
        "peer": str(peer),
        "headers": [line.encode("ascii", "backslashreplace").decode() for line in lines],
        "hops": [
            {
                "written": hop.written,
                "address": str(hop.address) if hop.address is not None else None,
                "trusted_by": str(hop.trusted_by) if hop.trusted_by is not None else None,
                "is_client": trail.fault is None and place == trail.taken,
            }
            for place, hop in enumerate(trail.hops)
        ],
        "client": str(trail.client) if trail.client is not None else None,
        "protocol": trail.protocol,
        "fault": str(trail.fault) if trail.fault is not None else None,
        "flows": {name: _shown(verdict) for name, verdict in verdicts.items()},
        "explanation": [str(told) for told in explain(rules, str(peer), lines)],
    }


def _shown(verdict: Verdict) -> dict[str, Any]:
    return {"allowed": verdict.allowed, "rule": str(verdict.rule), "code": verdict.rule.code}


def _may_ask(request: web.Request, peer: Address, rules: AddressRules) -> bool:
    return request.method == hdrs.METH_GET and (peer.is_loopback or is_listed(peer, rules.server.trusted_proxies))


async def _brings_code(request: web.Request) -> bool:
    codes, given = request.app[DOOR].codes, request.headers.getall(CODE_HEADER, [])
    return len(given) == 1 and await codes.redeem(given[0])
