"""Opens the connections of relay.yaml with the vendor that each of them names; none of it makes a call."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial

from handlers.exchange.outbound import Outbound
from handlers.exchange.own_places import OwnPlaces
from handlers.exchange.send import Session
from handlers.vendors import VENDORS
from handlers.vendors.opening import Outgoing
from relay.errors import StartError
from relay.line.once.tokens import SealedTokens
from relay.roles import Connection, Gate
from relay.settings import Settings
from relay.settings.names import CONNECTION, require_known
from relay.settings.redis_address import read_redis_address
from relay.settings.sentinel import host_and_port
from relay.store.vault import open_vault
from words.told import Told


def connect(
    settings: Settings,
    session: "Session | None",
    tokens: Mapping[str, SealedTokens],
    gates: Mapping[str, Gate],
    outgoing: Outgoing | None = None,
) -> dict[str, Connection]:
    """Every connection by name. Opening one makes no call; without a session none can be made.

    Without ``outgoing`` nothing can be posted.
    """
    opened = {}
    for name, connection in settings.connections.items():
        vendor = VENDORS[connection.vendor]
        more = {"outgoing": outgoing} if vendor.is_posted_to else {}
        opened[name] = vendor.open(name, connection, session, tokens.get(name), gates.get(name), **more)
    return opened


@asynccontextmanager
async def connecting(settings: Settings) -> AsyncIterator[Callable[..., dict[str, Connection]]]:
    """``connect`` with a client for what is posted, which is closed in the end. Raises StartError."""
    async with Outbound(OwnPlaces(list_own_places(settings))) as client:
        yield partial(connect, outgoing=Outgoing(client, open_vault(settings.keys).keyed_hash))


def list_own_places(settings: Settings) -> list[tuple[str, int]]:
    """Where the relay and its Redis listen, as settings say: nothing from outside may have these called.

    Host and port of both listeners, and of the servers of Redis, or of the Sentinels that know where these are.
    """
    places = [(settings.server.host, settings.server.port), (settings.admin.host, settings.admin.port)]
    redis = settings.redis
    if redis.sentinel is not None:
        return [*places, *map(host_and_port, redis.sentinel.hosts)]
    servers = [read_redis_address(url.get_secret_value()) for url in (redis.payload_url, redis.state_url) if url]
    return [*places, *(host_and_port(server.server) for server in servers if not server.is_socket)]


async def authorise(
    settings: Settings,
    name: str,
    session: Session,
    tokens: Mapping[str, SealedTokens],
    show: Callable[[str], None],
    ask: Callable[[], str] | None,
) -> None:
    """Let a person give the relay access to a connection. Raises StartError and what the vendor raises.

    ``show`` is given the address of the vendor's page; ``ask`` asks the person for the code that they see there.
    """
    require_known(CONNECTION, name, settings.connections)
    connection = settings.connections[name]
    letting_in = VENDORS[connection.vendor].authorise
    if letting_in is None:
        raise StartError(Told("line.no_authorisation_needed", connection=name, vendor=connection.vendor))
    await letting_in(connection, session, tokens[name], open_url=show, ask_code=ask)
