"""Where calls may go whose address another system gave, such as that of a picture: said once for each connection."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field

from relay.settings.types import FROZEN, Network
from words.mistake import Mistake
from words.told import Told

PRIVATE: Final = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7")
)
"""RFC 1918, 6598, 1122, 4291 and 4193; never link-local networks, where clouds keep the credentials of a machine."""


def check_private(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """Accept a network within the private ones. Raises Mistake."""
    inside = (each for each in PRIVATE if each.version == network.version)
    if not any(network.subnet_of(each) for each in inside):  # type: ignore[arg-type]  # the versions are equal
        raise Mistake(Told("settings.no_private_network", networks=[str(each) for each in PRIVATE]))
    return network


Port = Annotated[int, Field(ge=1, le=65535)]


class OutboundSettings(BaseModel):
    """Where calls may go whose address this connection's documents give: public addresses, and what is opened here."""

    model_config = FROZEN

    allow_private: tuple[Annotated[Network, AfterValidator(check_private)], ...] = Field(
        default=(),
        examples=[["192.168.10.0/24"]],
        description="Private networks that may be called: exactly these, such as that of a shop in the own network.",
    )
    ports: tuple[Port, ...] = Field(default=(443,), min_length=1, description="The ports that may be called.")
    plain_http: bool = Field(
        default=False, description="Whether `http://` may be called too, on port 80 and the `ports`."
    )
