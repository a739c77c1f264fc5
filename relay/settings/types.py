"""The kinds of value that settings are written in: durations, names, networks and secrets."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    ValidationInfo,
    WithJsonSchema,
)

from relay.settings.secret_sources import FROM_OUTSIDE, fill_in
from words.mistake import Mistake
from words.told import Told

FROZEN = ConfigDict(frozen=True, defer_build=True, extra="forbid", hide_input_in_errors=True)
"""Every settings model: it cannot change after load, a misspelt name is a mistake, and errors never quote the input."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST = timedelta(days=3650)
NAME = "^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"
"""How a flow or connection may be called."""

_LENGTH = r"\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_IPV4_IN_IPV6 = IPv6Network("::ffff:0:0/96")


def parse_duration(value: Any) -> timedelta:
    """Read ``"250ms"``, ``"10s"``, ``"5m"``, ``"2h"`` or ``"14d"``. Raises Mistake."""
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)", value) if isinstance(value, str) else None
    if match is None:
        bare = str(value) if isinstance(value, int | Decimal | str) and not isinstance(value, bool) else ""
        if _NUMBER.fullmatch(bare):
            raise Mistake(Told("settings.duration_without_unit", minutes=f"{bare}m", seconds=f"{bare}s"))
        raise Mistake(Told("settings.write", what=Told("settings.a_length_of_time")))
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds > _LONGEST.total_seconds():
        raise Mistake(Told("settings.at_most_long", most=f"{_LONGEST.days}d"))
    return timedelta(seconds=seconds)


def above_zero(value: timedelta) -> timedelta:
    """Refuse a length of nothing, where it would mean to do something without a pause. Raises Mistake."""
    if value <= timedelta():
        raise Mistake(Told("settings.above_nothing"))
    return value


def format_duration(value: timedelta) -> str:
    """Write a duration the way :func:`parse_duration` reads it, in the largest unit that fits without a fraction."""
    seconds = value.total_seconds()
    for unit in ("d", "h", "m", "s"):
        if seconds >= _UNITS[unit] and seconds % _UNITS[unit] == 0:
            return f"{int(seconds // _UNITS[unit])}{unit}"
    return f"{round(seconds * 1000)}ms"


def parse_network(value: Any) -> IPv4Network | IPv6Network:
    """Read a network or a bare address (then /32 or /128). Raises Mistake.

    IPv4 inside IPv6 and zones are refused: callers are compared as plain addresses, so such an entry matches nobody.
    """
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    try:
        network = ip_network(value if isinstance(value, str) else "")
    except ValueError:
        raise Mistake(_no_network(value)) from None
    if isinstance(network, IPv6Network) and network.network_address.scope_id is not None:
        raise Mistake(Told("settings.network_without_zone"))
    if isinstance(network, IPv6Network) and network.subnet_of(_IPV4_IN_IPV6):
        raise Mistake(Told("settings.network_of_ipv4"))
    return network


def _no_network(value: Any) -> Told:
    if isinstance(value, str):  # a number would count as an address
        with suppress(ValueError):
            return Told("settings.host_bits", network=str(ip_network(value, strict=False)))
    return Told("settings.write", what=Told("settings.a_network"))


def check_name(value: str) -> str:
    """Accept a name that can stand in an address and in a key of Redis. Raises Mistake."""
    if not re.fullmatch(NAME, value) or value.endswith("\n"):
        raise Mistake(Told("settings.name_form"))
    return value


def check_host(value: str) -> str:
    """Accept the name or address of a machine, with nothing before or behind it. Raises Mistake with the remedy."""
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", value):
        try:
            ip_address(value)
        except ValueError:
            raise Mistake(Told("settings.host_form")) from None
    return value


Host = Annotated[str, AfterValidator(check_host), WithJsonSchema({"type": "string", "pattern": r"^[^\s/]+$"})]
"""Where a listener listens: an address of this machine, such as ``127.0.0.1`` or ``::``, or a name of it."""


@dataclass(frozen=True, slots=True)
class WhenMissing:
    """Stands beside the type of a setting that must be said, and tells what to say; plain words are told without it."""

    told: Told


Name = Annotated[str, AfterValidator(check_name), WithJsonSchema({"type": "string", "pattern": NAME})]
"""What a flow or connection is called."""

LENGTH_FORM: dict[str, Any] = {"type": "string", "pattern": f"^{_LENGTH}$", "examples": ["5m", "14d"]}
"""How a length of time is written, as JSON Schema has it."""

_LENGTH_OF_SOMETHING = {**LENGTH_FORM, "not": {"pattern": r"^[0.]+\s*[a-z]"}}

Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration), WithJsonSchema(LENGTH_FORM)
]
"""A length of time, written ``5m``."""

PositiveDuration = Annotated[Duration, AfterValidator(above_zero), WithJsonSchema(_LENGTH_OF_SOMETHING)]
"""A length of time above zero."""

Horizon = Annotated[PositiveDuration, Field(le=timedelta(hours=24))]
"""How long a write without an answer may still be carried out: never nothing, since no network promises that."""

Network = Annotated[
    IPv4Network | IPv6Network,
    BeforeValidator(parse_network),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9A-Fa-f:./]+$"}),
]
"""An address range, written ``203.0.113.0/24``."""


def _from_outside(value: Any, info: ValidationInfo) -> Any:
    return fill_in(value, info.context)


_SECRET_FORM = {
    "type": "string",
    "pattern": r"\$\{|^(?:rediss?|unix)://",
    "examples": ["${NAME}", "${file:/run/secrets/name}"],
}

Secret = Annotated[SecretStr, BeforeValidator(_from_outside), WithJsonSchema(_SECRET_FORM)]
"""A value that its repr, dumps and errors never show; written ``${NAME}`` or ``${file:/run/secrets/name}``.

Only here and in :data:`ClientId` such a text is filled in, from the sources in the validation context.
"""

ClientId = Annotated[str, BeforeValidator(_from_outside), FROM_OUTSIDE, WithJsonSchema({"type": "string"})]
"""The id that a vendor gave together with a secret: none itself, and often kept where that is."""
