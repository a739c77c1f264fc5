"""Runs the sandbox until interrupted, with orders sold: ``python -m handlers.vendors.accountview.sandbox``."""

import argparse
import asyncio
import sys

from handlers.vendors.accountview.demo_sales import sales_books
from handlers.vendors.accountview.sandbox import AccountViewSandbox


async def serve(port: int) -> None:
    """Serve on loopback until cancelled, after saying how to reach it."""
    async with AccountViewSandbox(sales_books(), port=port) as sandbox:
        sys.stdout.write(
            f"base_url: {sandbox.base_url}\ncompany: {sandbox.company_code}\nclient_id: {sandbox.client_id}\n"
            f"client_secret: {sandbox.client_secret}\nrefresh_token: {sandbox.refresh_token}\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m handlers.vendors.accountview.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port on loopback; 0 takes a free one")
    try:
        asyncio.run(serve(parser.parse_args().port))
    except KeyboardInterrupt:
        sys.stdout.write("stopped\n")


if __name__ == "__main__":
    main()
