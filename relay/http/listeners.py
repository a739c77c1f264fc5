"""Binds listening sockets once, for processes that inherit them: connections wait with the socket, not the process."""

import socket
from typing import Final

from relay.errors import StartError
from words.told import Told

BACKLOG: Final = 1024
"""Connections that may wait to be taken, so that a crowd at once is not turned away by the kernel."""


def listen(part: str, host: str, port: int) -> socket.socket:
    """A socket that listens; ``part`` is the section of the settings that names it. Raises StartError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        told = Told("http.part_cannot_listen", part=part, host=host, port=port, error=str(error.strerror))
        raise StartError(told) from None
    return listener
