"""A port for servers of a test that must be told theirs before they start."""

import socket


def pick_free_port() -> int:
    """A port on which nothing listened a moment ago, on this machine itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
