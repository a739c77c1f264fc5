"""What every request goes through between its address and its content: the checks in their order, written once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from relay.http.answers import CLIENT
from relay.http.body import read_body, require_json, require_length
from relay.http.problems import SenderNotProved
from relay.intake.door import DOOR, Door, DoorFlow
from relay.intake.limits import Allowance
from relay.intake.signatures.cause import Unproved
from relay.intake.signatures.scheme import Proof, make_proof


@dataclass(frozen=True, slots=True)
class Sender:
    """Who may post for a connection: what it must prove, and how much it may send."""

    proof: Proof
    allowance: Allowance


SENDERS: Final = web.AppKey("senders", Mapping[str, Sender])


def make_senders(door: Door) -> dict[str, Sender]:
    """The sender of each connection by the connection's name: its flows share one allowance."""
    connections = {entry.flow.source: entry.connection for entry in door.flows.values()}
    return {
        name: Sender(make_proof(settings.signature), Allowance(settings.rate_limit))
        for name, settings in connections.items()
    }


async def read_proved_body(request: web.Request, entry: DoorFlow, limit: int) -> bytes:
    """The body as it came, of at most ``limit`` bytes and from the sender it should come from; nothing asks Redis.

    What costs least is checked first, and a secret that a header shows before the sender's allowance is spent, so that
    nobody spends another's. Raises EncodingRefused, MediaTypeRefused, BodyTooLarge, SenderNotProved, RateExceeded,
    BodyTimeout or BodyNotRead.
    """
    door, sender = request.app[DOOR], request.app[SENDERS][entry.flow.source]
    if request.body_exists:
        require_json(request)
    require_length(request, limit)
    with _count_refusals(door, entry.flow.source, sender.proof):
        sender.proof.check_headers(request.headers)
    sender.allowance.spend(request[CLIENT])
    body = await read_body(request, limit, door.server.body_timeout)
    with _count_refusals(door, entry.flow.source, sender.proof):
        sender.proof.check_body(request.headers, body)
    return body


@contextmanager
def _count_refusals(door: Door, connection: str, proof: Proof) -> Iterator[None]:
    """Count why a proof failed, and answer the same for every reason."""
    try:
        yield
    except Unproved as error:
        door.unproved[connection, error.cause] += 1
        door.metrics.count("unproved", connection, error.cause)
        raise SenderNotProved(error.cause, proof.challenge) from None
