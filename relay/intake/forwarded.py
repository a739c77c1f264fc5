"""Reads what proxies write about the hops of a request: ``X-Forwarded-For``, ``X-Forwarded-Proto`` and ``Forwarded``.

Sources: RFC 7239 for ``Forwarded``; for the two older headers there is no standard, and the forms here are those that
nginx, Caddy, Traefik, HAProxy and Azure's gateway send. Whatever is not understood to the last character is refused:
half of a header of which an address depends is worth nothing. Nothing here decides whom to believe; that is for
:mod:`relay.intake.trail`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from relay.http.address import Address, parse_address
from words.told import Told

MOST_BYTES: Final = 4096
"""Of all lines of one header together."""

MOST_HOPS: Final = 32
"""More proxies than any request passes."""

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"(?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t \x21-\x7e])*"'
_PAIR: Final = re.compile(rf"[ \t]*(?:({_WORD})=({_WORD}|{_QUOTED})[ \t]*)?([;,]|\Z)")
"""One parameter, or none, up to what ends it. Spaces around ``;`` are not in the RFC, but they are sent."""

_NODE: Final = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<four>[0-9.]+)|(?:(?i:unknown)|_[0-9A-Za-z._-]+))"
    r"(?::(?:(?P<port>[0-9]{1,5})|_[0-9A-Za-z._-]+))?"
)
_HIGHEST_PORT: Final = 65535


_Item = TypeVar("_Item")


class ForwardingUnreadable(ValueError):  # noqa: N818 - named by what is so, read in `except ForwardingUnreadable`
    """The header is malformed or too long. ``told`` quotes nothing of it."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.told = told


@dataclass(frozen=True, slots=True)
class Element:
    """What one proxy says of who called it. ``address`` is None where it hides it or says nothing.

    ``written`` is the address as it stands in the header, empty where there is none; ``protocol`` is what the caller
    spoke, in small letters.
    """

    written: str
    address: Address | None
    protocol: str | None = None


def read_forwarded_for(lines: Sequence[str]) -> list[Element]:
    """The elements of all lines of X-Forwarded-For, farthest hop first. Raises ForwardingUnreadable.

    >>> [element.address for element in read_forwarded_for(["203.0.113.7:52044, [2001:db8::1]:80"])]
    [IPv4Address('203.0.113.7'), IPv6Address('2001:db8::1')]
    """
    written = _split(_join(lines))
    return [Element(text, parse_address(text) or _read_node(text)) for text in written]


def read_forwarded(lines: Sequence[str]) -> list[Element]:
    """The elements of all lines of Forwarded, farthest hop first. Raises ForwardingUnreadable.

    >>> read_forwarded(['for="[2001:db8:cafe::17]:4711";proto=https'])[0].address
    IPv6Address('2001:db8:cafe::17')
    """
    text = _join(lines)
    elements: list[Element] = []
    parameters: dict[str, str] = {}
    position = 0
    while match := _PAIR.match(text, position):
        name, value, ending = match.groups()
        if name is not None:
            if name.lower() in parameters:
                raise ForwardingUnreadable(Told("intake.parameter_twice"))
            parameters[name.lower()] = value
        if ending != ";":
            elements.append(_read_element(parameters))
            parameters = {}
        if not ending:
            return _bound(elements)
        position = match.end()
    raise ForwardingUnreadable(Told("intake.no_forwarded"))


def read_protocols(lines: Sequence[str]) -> list[str]:
    """The values of all lines of X-Forwarded-Proto: ``http`` or ``https`` each. Raises ForwardingUnreadable."""
    protocols = [text.lower() for text in _split(_join(lines))]
    if not {"http", "https"}.issuperset(protocols):
        raise ForwardingUnreadable(Told("intake.no_protocol"))
    return protocols


READERS: Final[Mapping[str, Callable[[Sequence[str]], list[Element]]]] = {
    "X-Forwarded-For": read_forwarded_for,
    "Forwarded": read_forwarded,
}
"""How to read each header that may be set as ``server.forwarded_header``."""


def _join(lines: Sequence[str]) -> str:
    """All lines of a header as one value, as RFC 9110 section 5.3 joins them."""
    text = ", ".join(lines)
    if len(text) > MOST_BYTES:
        raise ForwardingUnreadable(Told("intake.header_too_long", most=MOST_BYTES))
    if not text.isascii():
        raise ForwardingUnreadable(Told("intake.header_not_ascii"))
    return text


def _split(text: str) -> list[str]:
    """The items of a list without quotes. RFC 9110 would pass over empty ones; here they are a fault as any other."""
    return _bound([item.strip(" \t") for item in text.split(",")])


def _bound(items: list[_Item]) -> list[_Item]:
    if len(items) > MOST_HOPS:
        raise ForwardingUnreadable(Told("intake.too_many_hops", most=MOST_HOPS))
    return items


def _read_element(parameters: Mapping[str, str]) -> Element:
    if not parameters:
        raise ForwardingUnreadable(Told("intake.empty_element"))
    protocol = _unquote(parameters["proto"]).lower() if "proto" in parameters else None
    if "for" not in parameters:
        return Element("", None, protocol)
    node = _unquote(parameters["for"])
    return Element(node, _read_node(node), protocol)


def _unquote(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _read_node(text: str) -> Address | None:
    """The address in a node of RFC 7239 section 6; None for ``unknown`` and for names such as ``_hidden``."""
    match = _NODE.fullmatch(text)
    if match is None or int(match["port"] or 0) > _HIGHEST_PORT:
        raise ForwardingUnreadable(Told("intake.no_address"))
    six, four = match["six"], match["four"]
    written = six or four
    if written is None:
        return None
    address = parse_address(written)
    if address is None or (six is not None and ":" not in six):
        raise ForwardingUnreadable(Told("intake.no_address"))
    return address
