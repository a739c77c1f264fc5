"""An access token is renewed before it ends, once for all who wait, and a rotated refresh token is never used twice."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from relay.errors import Permanent
from tests.handlers.vendors.accountview.office import MemoryTokens, Office, office


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def tokens_of(o: Office, store: MemoryTokens, clock: Clock | None = None) -> AccessTokens:
    return AccessTokens("books", o.settings, o.session, store, clock=clock or Clock())


async def test_many_callers_share_one_exchange() -> None:
    async with office() as o:
        tokens = tokens_of(o, o.tokens)
        found = await asyncio.gather(*(tokens.current() for _ in range(10)))
        assert len(set(found)) == 1
        assert o.sandbox.authority.tokens_issued == 1


async def test_a_token_is_renewed_with_a_margin_before_its_end() -> None:
    async with office(refresh_margin="60s") as o:
        clock = Clock()
        tokens = tokens_of(o, o.tokens, clock)
        first = await tokens.current()
        clock.seconds = timedelta(hours=1).total_seconds() - 61
        assert await tokens.current() == first
        clock.seconds += 2
        assert await tokens.current() != first


async def test_a_life_shorter_than_the_margin_is_still_used_by_half() -> None:
    async with office(refresh_margin="2h") as o:
        clock = Clock()
        tokens = tokens_of(o, o.tokens, clock)
        first = await tokens.current()
        clock.seconds = 1700
        assert await tokens.current() == first


async def test_an_untold_life_is_that_of_the_settings() -> None:
    async with office(access_token_life="5m", refresh_margin="1m") as o:
        o.sandbox.authority.tells_life = False
        clock = Clock()
        tokens = tokens_of(o, o.tokens, clock)
        first = await tokens.current()
        clock.seconds = 239
        assert await tokens.current() == first
        clock.seconds = 241
        assert await tokens.current() != first


async def test_a_token_another_process_fetched_is_used_instead_of_a_new_one() -> None:
    async with office() as o:
        one, other = tokens_of(o, o.tokens), tokens_of(o, o.tokens)
        assert await one.current() == await other.current()
        assert o.tokens.exchanges == 1


async def test_several_callers_whose_token_is_refused_renew_it_once() -> None:
    async with office() as o:
        tokens = tokens_of(o, o.tokens)
        refused = await tokens.current()
        found = await asyncio.gather(*(tokens.renew(refused) for _ in range(5)))
        assert len(set(found)) == 1
        assert found[0] != refused
        assert o.tokens.exchanges == 2


async def test_the_first_refresh_token_comes_from_the_settings_once() -> None:
    async with office() as o:
        settings = o.settings.model_copy(
            update={"refresh_token": type(o.settings.client_secret)(o.sandbox.refresh_token)}
        )
        store = MemoryTokens()
        tokens = AccessTokens("books", settings, o.session, store)
        await tokens.renew(await tokens.current())
        assert store.exchanges == 2
        assert store.refresh != o.sandbox.refresh_token


class LateStore(MemoryTokens):
    """Answers that it is empty although, by the time it is seeded, another process has rotated."""

    async def read(self) -> None:
        return None


async def test_a_seed_never_undoes_what_another_process_rotated_meanwhile() -> None:
    async with office(refresh_token="spent-long-ago") as o:
        store: Any = LateStore(o.sandbox.refresh_token)
        assert await tokens_of(o, store).current()


async def test_without_any_refresh_token_the_command_is_named() -> None:
    async with office() as o:
        with pytest.raises(Permanent, match="relay connect books"):
            await tokens_of(o, MemoryTokens()).current()


async def test_no_token_is_in_a_repr() -> None:
    async with office() as o:
        tokens = tokens_of(o, o.tokens)
        access = await tokens.current()
        assert access not in repr(tokens)
        assert repr(tokens) == "AccessTokens('books')"
