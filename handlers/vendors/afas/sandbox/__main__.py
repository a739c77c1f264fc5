"""Runs the sandbox with the demo's orders until it is interrupted: ``python -m handlers.vendors.afas.sandbox``."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from handlers.vendors.afas.demo_books import demo_orders
from handlers.vendors.afas.sandbox import AfasSandbox, OrderBooks


async def serve(port: int) -> None:
    """Serve on loopback until cancelled, after saying how to reach it."""
    async with AfasSandbox(OrderBooks(demo_orders(datetime.now(UTC))), port=port) as sandbox:
        sys.stdout.write(
            f"base_url: {sandbox.base_url}\nenvironment: 12345\ntoken: {sandbox.access.token}\n"
            f"client_id: {sandbox.access.client_id}\nclient_secret: {sandbox.access.client_secret}\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m handlers.vendors.afas.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port on loopback; 0 takes a free one")
    try:
        asyncio.run(serve(parser.parse_args().port))
    except KeyboardInterrupt:
        sys.stdout.write("stopped\n")


if __name__ == "__main__":
    main()
