"""A client of each vendor that calls a server of a test."""

import aiohttp

from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.afas.client import AfasClient
from tests.handlers.vendors.accountview.office import KnownTokens, some_settings
from tests.handlers.vendors.afas.support import connection
from tests.stand_ins import OpenGate


def accountview(base_url: str, session: aiohttp.ClientSession) -> AccountViewClient:
    settings = some_settings(base_url=base_url)
    client = AccountViewClient(
        "books", settings, session, AccessTokens("books", settings, session, KnownTokens("a")), OpenGate()
    )
    client._company_id = "7f3a9c52"
    return client


def afas(base_url: str, session: aiohttp.ClientSession) -> AfasClient:
    return AfasClient(connection(base_url), session, OpenGate())
