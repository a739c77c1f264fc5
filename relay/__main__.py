"""The ``relay`` command, and what ``python -m relay`` does."""

import signal
import sys

from relay.processes.loading import begin_loading


def main() -> None:
    """Run the command. A SIGHUP that comes while a process of the relay loads waits until there is a handler for it."""
    if {"serve", "work"} & set(sys.argv[1:]):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    begin_loading()
    from relay.cli.app import main as run  # noqa: PLC0415 - a SIGHUP must wait first

    run()


if __name__ == "__main__":
    main()
