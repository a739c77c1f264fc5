"""A door at which every sender must prove itself, each by its own scheme."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from relay.intake.door import Door
from relay.line.accept import Acceptor
from relay.settings.connections import RateLimit
from relay.settings.signatures import BasicPasswords, BearerTokens, StandardWebhooks
from relay.store.store import Store
from tests.relay.doors import make_door, make_flow, open_door
from tests.relay.intake.callers import Caller
from tests.relay.intake.signatures.messages import (
    AFAS,
    GITHUB,
    NEW_TOKEN,
    OLD_TOKEN,
    PASSWORD,
    SHOPIFY,
    STANDARD_SECRET,
    WOOCOMMERCE,
)


def make_proving_door(store: Store, acceptor: Acceptor) -> Door:
    """A flow for each scheme under its name; `limited` may send twice, and then once a minute."""
    bearer = BearerTokens(tokens=(SecretStr(OLD_TOKEN), SecretStr(NEW_TOKEN)))
    flows = [
        make_flow("standard", signature=StandardWebhooks(secrets=(SecretStr(STANDARD_SECRET),))),
        make_flow("afas", signature=AFAS),
        make_flow("github", signature=GITHUB),
        make_flow("shopify", signature=SHOPIFY),
        make_flow("woocommerce", signature=WOOCOMMERCE),
        make_flow("bearer", signature=bearer),
        make_flow("basic", signature=BasicPasswords(user="shop", passwords=(SecretStr(PASSWORD),))),
        make_flow("polled", takes=False, polls=True, signature=bearer),
        make_flow("limited", allow="127.0.0.0/30", signature=bearer, rate_limit=RateLimit(per_minute=1, burst=2)),
    ]
    return replace(make_door(store, acceptor), flows={each.flow.name: each for each in flows})


@pytest.fixture
def proving_door(store: Store, acceptor: Acceptor) -> Door:
    return make_proving_door(store, acceptor)


@pytest.fixture
async def prover(proving_door: Door) -> AsyncIterator[Caller]:
    """A sender whose address is on every list, and who has yet to prove itself."""
    async with open_door(proving_door) as caller:
        yield caller


@pytest.fixture
def mortal_proving_door(mortal_store: Store, mortal_acceptor: Acceptor) -> Door:
    """The same over a Redis that nobody else uses."""
    return make_proving_door(mortal_store, mortal_acceptor)


@pytest.fixture
async def lone_prover(mortal_proving_door: Door) -> AsyncIterator[Caller]:
    async with open_door(mortal_proving_door) as caller:
        yield caller
