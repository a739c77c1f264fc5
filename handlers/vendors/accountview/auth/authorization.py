"""Lets a person give this relay access to AccountView, once and in the browser, and seeds the store of tokens."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

import aiohttp
from aiohttp import web

from handlers.exchange.server_address import is_loopback
from handlers.vendors.accountview.auth.token_endpoint import authorize_url, exchange_code
from handlers.vendors.accountview.settings import AccountViewConnection
from relay.errors import Permanent, StartError
from relay.roles import TokenStore

PATIENCE = timedelta(minutes=5)
"""How long the browser's return is waited for."""


async def authorize_interactively(
    settings: AccountViewConnection,
    session: aiohttp.ClientSession,
    store: TokenStore,
    *,
    open_url: Callable[[str], None],
    ask_code: Callable[[], str] | None,
    patience: timedelta = PATIENCE,
) -> None:
    """Show the consent page, take the code that comes back, and seed the store with the refresh token it gives.

    Without ``ask_code`` the browser returns to ``redirect_uri``, on which this program listens meanwhile. With it, a
    person pastes the address the browser ended at, or the code in it; it is called in a thread, so it may block.

    Raises StartError when redirect_uri cannot be listened on, Permanent when consent is refused, late or not for this
    request, and Transient when the hub does not work.
    """
    state = secrets.token_urlsafe(24)
    url = authorize_url(settings, state)
    if ask_code is None:
        code = await _code_from_redirect(settings.redirect_uri, state, lambda: open_url(url), patience)
    else:
        open_url(url)
        code = code_from_pasted(await asyncio.to_thread(ask_code), state)
    tokens = await exchange_code(settings, session, code)
    if tokens.refresh is None:
        raise Permanent("the hub gave no refresh token; ask its support whether the application may stay signed in")
    await store.seed(tokens.refresh)


def code_from_pasted(pasted: str, state: str) -> str:
    """The code in what a person pasted: the whole address, whose state must be ours, or the bare code.

    The code stands URL-encoded in the address and is decoded once. Raises Permanent.

    >>> code_from_pasted("http://127.0.0.1/?state=s&code=a%2Fb", "s")
    'a/b'
    """
    text = pasted.strip()
    if "://" not in text and "code=" not in text:
        if not text:
            raise Permanent("no code was pasted; run the command again")
        return unquote(text)
    return _code_in(urlsplit(text).query or text.lstrip("?"), state)


def _code_in(query: str, state: str) -> str:
    """The code in a returned query. A plus sign in it is a plus sign, never a blank."""
    returned = dict(parse_qsl(query.replace("+", "%2B"), keep_blank_values=True))
    if not secrets.compare_digest(returned.get("state", "").encode(), state.encode()):
        raise Permanent("the state that came back is not the one that was sent; run the command again")
    if returned.get("error"):
        raise Permanent("consent was refused; sign in as a user who may use the application, and allow it")
    if not returned.get("code"):
        raise Permanent("no code came back; run the command again")
    return returned["code"]


async def _code_from_redirect(redirect_uri: str, state: str, listening: Callable[[], None], patience: timedelta) -> str:
    """Listen on the redirect address until the browser comes back with our state. Raises StartError or Permanent."""
    address = urlsplit(redirect_uri)
    if address.scheme != "http" or not is_loopback(address.hostname) or not address.port:
        raise StartError(
            "redirect_uri does not lead to this machine; paste the code instead, or register an address such as "
            "http://127.0.0.1:8765/accountview with the application"
        )
    returned: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def receive(request: web.BaseRequest) -> web.Response:
        if request.path != (address.path or "/"):
            return web.Response(status=404, text="Nothing is here.")
        try:
            code = _code_in(request.rel_url.raw_query_string, state)
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
        raise Permanent("nobody gave consent in time; run the command again") from None
    finally:
        await runner.cleanup()


async def _listen(runner: web.ServerRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        raise StartError(f"port {port} of redirect_uri is taken; free it, or paste the code instead") from None
