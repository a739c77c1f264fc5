"""Lets a person give this relay access to AccountView, once and in the browser, and seeds the store of tokens."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

from handlers.exchange.send import Session
from handlers.vendors.accountview.auth.token_endpoint import authorize_url, exchange_code
from handlers.vendors.accountview.settings import AccountViewConnection
from relay.errors import Permanent
from relay.roles import TokenStore
from words.told import Told

PATIENCE = timedelta(minutes=5)
"""How long the browser's return is waited for."""


async def authorize_interactively(
    settings: AccountViewConnection,
    session: Session,
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
        from handlers.vendors.accountview.auth.redirect_listener import code_from_redirect  # noqa: PLC0415 - nothing else needs a web server

        code = await code_from_redirect(settings.redirect_uri, state, lambda: open_url(url), patience)
    else:
        open_url(url)
        code = code_from_pasted(await asyncio.to_thread(ask_code), state)
    tokens = await exchange_code(settings, session, code)
    if tokens.refresh is None:
        raise Permanent(Told("accountview.refresh_token_missing"))
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
            raise Permanent(Told("accountview.no_code_pasted"))
        return unquote(text)
    return code_in(urlsplit(text).query or text.lstrip("?"), state)


def code_in(query: str, state: str) -> str:
    """The code in a returned query. A plus sign in it is a plus sign, never a blank."""
    returned = dict(parse_qsl(query.replace("+", "%2B"), keep_blank_values=True))
    if not secrets.compare_digest(returned.get("state", "").encode(), state.encode()):
        raise Permanent(Told("accountview.other_state_came_back"))
    if returned.get("error"):
        raise Permanent(Told("accountview.consent_refused"))
    if not returned.get("code"):
        raise Permanent(Told("accountview.no_code_came_back"))
    return returned["code"]
