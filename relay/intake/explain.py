"""Says in words why a request is let in or refused: which hop gave which address, and which list has it or lacks it.

The same text answers ``relay explain-address`` on the command line and ``/whoami`` at the door. It is made from what
:mod:`relay.intake.admission` decides by, so that it cannot say another thing than what happens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from multidict import CIMultiDict, MultiMapping

from relay.errors import StartError
from relay.http.address import find_network, parse_address
from relay.intake.forwarded import READERS
from relay.intake.rules import AddressRules, find_missing_list
from relay.intake.trail import Hop, Trail, trace
from relay.settings.names import FLOW, require_known
from words.told import Told


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a request for one flow, and the rule that says so."""

    allowed: bool
    rule: Told


def judge(rules: AddressRules, trail: Trail, flow: str) -> Verdict:
    """Whether the client at the end of a trail may use one of the flows."""
    if trail.fault is not None:
        return Verdict(allowed=False, rule=trail.fault)
    client, lists = trail.client, rules.flows[flow]
    missing = find_missing_list(lists, client)
    if missing is not None and missing.networks:
        return Verdict(allowed=False, rule=Told("intake.not_listed", setting=missing.setting, client=str(client)))
    if missing is not None:
        return Verdict(allowed=False, rule=Told("intake.list_empty", setting=missing.setting))
    if rules.server.require_https and trail.protocol != "https":
        return Verdict(allowed=False, rule=Told("intake.https_not_known"))
    found = [
        Told("intake.listed", setting=each.setting, network=str(find_network(client, each.networks))) for each in lists
    ]
    return Verdict(allowed=True, rule=Told("intake.all_listed", lists=found))


def explain(rules: AddressRules, peer: str, header_lines: Sequence[str], flow: str | None = None) -> list[Told]:
    """Sentences about a request from the address ``peer`` with headers such as ``X-Forwarded-For: 203.0.113.7``.

    They end with what becomes of it for the flow, or for every flow. Raises StartError where an argument is none.
    """
    address = parse_address(peer)
    if address is None:
        raise StartError(Told("intake.peer_no_address", peer=repr(peer)))
    if flow is not None:
        require_known(FLOW, flow, rules.flows)
    headers = _headers(header_lines)
    trail = trace(address, headers, rules.server)
    return [
        *_about_hops(trail, headers, rules),
        *_about_protocol(trail, rules),
        *(_about_flow(name, rules, trail) for name in ([flow] if flow is not None else rules.flows)),
    ]


def _headers(lines: Sequence[str]) -> CIMultiDict[str]:
    headers = CIMultiDict[str]()
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise StartError(Told("intake.no_header_line", line=repr(line)))
        headers.add(name.strip(), value.strip())
    return headers


def _about_hops(trail: Trail, headers: MultiMapping[str], rules: AddressRules) -> Iterator[Told]:
    name, peer = rules.server.forwarded_header, trail.hops[0]
    yield Told("intake.connection_from", hop=_about_hop(trail, 0))
    for other in READERS.keys() - {name}:
        if other in headers:
            yield Told("intake.other_header", header=other, name=name)
    if name not in headers and peer.trusted_by is not None:
        yield Told("intake.header_should_be_there", header=name)
    elif name not in headers:
        yield Told("intake.header_not_there", header=name)
    elif peer.trusted_by is None and trail.fault is None:
        yield Told("intake.header_ignored", header=name)
    for place in range(1, len(trail.hops)):
        yield Told("intake.hop", header=name, place=place, hop=_about_hop(trail, place))
    if trail.fault is not None:
        yield Told("intake.no_client", why=trail.fault)
    else:
        yield Told("intake.client", client=str(trail.client))


def _about_hop(trail: Trail, place: int) -> Told:
    hop = trail.hops[place]
    if place > trail.taken:
        return Told("intake.hop_not_used", address=_address_of(hop))
    if hop.trusted_by is not None:
        return Told("intake.hop_trusted", address=_address_of(hop), network=str(hop.trusted_by))
    return Told("intake.hop_not_trusted", address=_address_of(hop))


def _address_of(hop: Hop) -> Told:
    if not hop.written and hop.address is None:
        return Told("intake.hop_without_address")
    if hop.address is None or str(hop.address) == hop.written:
        return Told("intake.hop_address", written=hop.written)
    return Told("intake.hop_address_read", written=hop.written, address=str(hop.address))


def _about_protocol(trail: Trail, rules: AddressRules) -> Iterator[Told]:
    if not rules.server.require_https or trail.fault is not None:
        return
    if trail.protocol:
        yield Told("intake.protocol_told", protocol=trail.protocol)
    else:
        yield Told("intake.protocol_not_told")


def _about_flow(name: str, rules: AddressRules, trail: Trail) -> Told:
    verdict = judge(rules, trail, name)
    if verdict.allowed:
        return Told("intake.flow_allowed", flow=name, rule=verdict.rule)
    if trail.fault is not None:
        return Told("intake.flow_without_client", flow=name, why=trail.fault)
    return Told("intake.flow_refused", flow=name, rule=verdict.rule)
