"""Waits on the redirect address of this machine until the browser comes back with a code."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from aiohttp import web

from handlers.exchange.server_address import is_loopback
from handlers.vendors.accountview.auth.authorization import code_in
from relay.errors import Permanent, StartError
from words.told import Told


async def code_from_redirect(redirect_uri: str, state: str, listening: Callable[[], None], patience: timedelta) -> str:
    """Listen on the redirect address until the browser comes back with our state. Raises StartError or Permanent."""
    address = urlsplit(redirect_uri)
    if address.scheme != "http" or not is_loopback(address.hostname) or not address.port:
        raise StartError(Told("accountview.redirect_elsewhere"))
    returned: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def receive(request: web.BaseRequest) -> web.Response:
        if request.path != (address.path or "/"):
            return web.Response(status=404, text="Nothing is here.")
        try:
            code = code_in(request.rel_url.raw_query_string, state)
        except Permanent as error:
            if request.query.get("state") == state and not returned.done():
                returned.set_exception(error)
            return web.Response(status=400, text=f"Not accepted: {error.reason}.")
        if not returned.done():
            returned.set_result(code)
        return web.Response(text="AccountView is connected to the relay. You may close this window.")

    runner = web.ServerRunner(web.Server(receive), shutdown_timeout=1.0)
    await runner.setup()
    try:
        await _listen(runner, str(address.hostname), address.port)
        listening()
        return await asyncio.wait_for(returned, patience.total_seconds())
    except TimeoutError:
        raise Permanent(Told("accountview.consent_late")) from None
    finally:
        await runner.cleanup()


async def _listen(runner: web.ServerRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        raise StartError(Told("accountview.redirect_port_taken", port=port)) from None
