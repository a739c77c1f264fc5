"""Where Sentinels are asked which server is the primary of each role, in place of two addresses."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from relay.settings.types import FROZEN, Secret
from words.mistake import Mistake
from words.told import Told

_LAST_PORT = 65_535
_HOST_AND_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})")


def check_host_and_port(value: str) -> str:
    """Accept ``host:port``, an IPv6 address in brackets. Raises Mistake."""
    match = _HOST_AND_PORT.fullmatch(value)
    if match is None or not 0 < int(match[1]) <= _LAST_PORT:
        raise Mistake(Told("settings.host_and_port"))
    return value


def host_and_port(value: str) -> tuple[str, int]:
    """The two parts of what :func:`check_host_and_port` accepts."""
    host, _, port = value.rpartition(":")
    return host.strip("[]"), int(port)


def check_some(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse an empty list. Raises Mistake."""
    if not hosts:
        raise Mistake(Told("settings.some_sentinel"))
    return hosts


HostAndPort = Annotated[
    str,
    AfterValidator(check_host_and_port),
    WithJsonSchema({"type": "string", "pattern": rf"^{_HOST_AND_PORT.pattern}$"}),
]
"""A host and its port, written ``sentinel-1:26379``."""


class SentinelSettings(BaseModel):
    """The Sentinels of both roles. Name at least three: a majority of them must live to see a failover through."""

    model_config = FROZEN

    hosts: Annotated[tuple[HostAndPort, ...], AfterValidator(check_some)] = Field(
        description="The Sentinels, each as host:port; one that is away is passed over."
    )
    payload: str = Field(min_length=1, description="The name under which they watch the payload role.")
    state: str = Field(min_length=1, description="The name under which they watch the state role.")
    username: str | None = Field(default=None, description="At the Redis servers, where they want one.")
    password: Secret | None = Field(default=None, description="Of the Redis servers, primaries and replicas alike.")
    sentinel_password: Secret | None = Field(default=None, description="Of the Sentinels themselves.")
    tls: bool = Field(default=False, description="Whether the Redis servers are reached over TLS.")
