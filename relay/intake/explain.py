"""Says in words why a request is let in or refused: which hop gave which address, and which list has it or lacks it.

The same text answers ``relay explain-address`` on the command line and ``/whoami`` at the door. It is made from what
:mod:`relay.intake.admission` decides by, so that it cannot say another thing than what happens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from multidict import CIMultiDict, MultiMapping

from relay.errors import StartError
from relay.http.address import find_network, parse_address
from relay.intake.forwarded import READERS
from relay.intake.rules import AddressRules, find_missing_list
from relay.intake.trail import Hop, Trail, trace
from relay.settings.names import require_known

_UNTOLD: Final = "no trusted proxy tells what the client spoke"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a request for one flow, and the rule that says so."""

    allowed: bool
    rule: str


def judge(rules: AddressRules, trail: Trail, flow: str) -> Verdict:
    """Whether the client at the end of a trail may use one of the flows."""
    if trail.fault is not None:
        return Verdict(allowed=False, rule=str(trail.fault).rstrip("."))
    client, lists = trail.client, rules.flows[flow]
    missing = find_missing_list(lists, client)
    if missing is not None:
        wanting = f"does not have {client}" if missing.networks else "is empty, which means nobody"
        return Verdict(allowed=False, rule=f"{missing.setting} {wanting}")
    if rules.server.require_https and trail.protocol != "https":
        rule = "server.require_https is set and the client is not known to have spoken https"
        return Verdict(allowed=False, rule=rule)
    found = [f"{each.setting} has {find_network(client, each.networks)}" for each in lists]
    return Verdict(allowed=True, rule=" and ".join(found))


def explain(rules: AddressRules, peer: str, header_lines: Sequence[str], flow: str | None = None) -> list[str]:
    """Lines of text about a request from the address ``peer`` with headers such as ``X-Forwarded-For: 203.0.113.7``.

    They end with what becomes of it for the flow, or for every flow. Raises StartError where an argument is none.
    """
    address = parse_address(peer)
    if address is None:
        raise StartError(f"{peer!r} is no address; give the one the connection comes from, such as 203.0.113.7")
    if flow is not None:
        require_known("flow", flow, rules.flows)
    headers = _headers(header_lines)
    trail = trace(address, headers, rules.server)
    return [
        *_about_hops(trail, headers, rules),
        *_about_protocol(trail, rules),
        *(_about_flow(name, judge(rules, trail, name)) for name in ([flow] if flow is not None else rules.flows)),
    ]


def _headers(lines: Sequence[str]) -> CIMultiDict[str]:
    headers = CIMultiDict[str]()
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise StartError(f"{line!r} is no header line; write it as X-Forwarded-For: 203.0.113.7")
        headers.add(name.strip(), value.strip())
    return headers


def _about_hops(trail: Trail, headers: MultiMapping[str], rules: AddressRules) -> Iterator[str]:
    name, peer = rules.server.forwarded_header, trail.hops[0]
    yield f"The connection comes from {_about_hop(trail, 0)}."
    for other in READERS.keys() - {name}:
        if other in headers:
            yield f"{other} is not looked at, because server.forwarded_header is {name}."
    if name not in headers:
        yield f"There is no {name}" + (", which a trusted proxy should add." if peer.trusted_by is not None else ".")
    elif peer.trusted_by is None and trail.fault is None:
        yield f"{name} is not looked at, because server.untrusted_forwarding is ignore."
    for place in range(1, len(trail.hops)):
        yield f"{name}, hop {place}: {_about_hop(trail, place)}."
    yield f"No client: {trail.fault}" if trail.fault is not None else f"The client is {trail.client}."


def _about_hop(trail: Trail, place: int) -> str:
    hop = trail.hops[place]
    if place > trail.taken:
        return f"{_name(hop)}, the client's own word, which is not used"
    if hop.trusted_by is not None:
        return f"{_name(hop)}, a trusted proxy: server.trusted_proxies has {hop.trusted_by}"
    return f"{_name(hop)}, no trusted proxy"


def _name(hop: Hop) -> str:
    written = hop.written or "no address"
    return written if hop.address is None or str(hop.address) == written else f"{written} ({hop.address})"


def _about_protocol(trail: Trail, rules: AddressRules) -> Iterator[str]:
    if rules.server.require_https and trail.fault is None:
        told = f"by its proxies the client spoke {trail.protocol}" if trail.protocol else _UNTOLD
        yield f"server.require_https is set, and {told}."


def _about_flow(name: str, verdict: Verdict) -> str:
    return f"Flow {name}: {'allowed' if verdict.allowed else 'refused'}, {verdict.rule}."
