"""Runs a vendor's sandbox as a program of its own, on loopback, until it is interrupted."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

Opener = Callable[[int], AbstractAsyncContextManager[Mapping[str, str]]]
"""Serves on a port for as long as the block lasts, and gives what a caller must know, by name."""


def run(module: str, open_sandbox: Opener) -> None:
    """Read the command line of ``python -m module``, serve, and say first how the sandbox is reached."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port on loopback; 0 takes a free one")
    try:
        asyncio.run(_serve(open_sandbox, parser.parse_args().port))
    except KeyboardInterrupt:
        sys.stdout.write("stopped\n")


async def _serve(open_sandbox: Opener, port: int) -> None:
    async with open_sandbox(port) as told:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in told.items())
        sys.stdout.flush()
        await asyncio.Event().wait()
