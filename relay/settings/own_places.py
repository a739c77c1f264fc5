"""Lists where the relay and its Redis listen, as the settings say, so that nothing from outside has these called."""

from collections.abc import Iterator

from relay.settings.model import Settings
from relay.settings.redis_address import read_redis_address
from relay.settings.sentinel import host_and_port
from relay.settings.types import Secret


def list_own_places(settings: Settings) -> list[tuple[str, int]]:
    """Host and port of both listeners, and of the servers of Redis, or of the Sentinels that know where these are."""
    listeners = [(settings.server.host, settings.server.port), (settings.admin.host, settings.admin.port)]
    if settings.redis.sentinel is not None:
        return [*listeners, *map(host_and_port, settings.redis.sentinel.hosts)]
    return [*listeners, *_servers(settings.redis.payload_url, settings.redis.state_url)]


def _servers(*addresses: Secret | None) -> Iterator[tuple[str, int]]:
    for address in addresses:
        read = read_redis_address(address.get_secret_value()) if address is not None else None
        if read is not None and not read.is_socket:
            yield host_and_port(read.server)
