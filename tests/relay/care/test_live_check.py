"""The gate of a live check: it counts, ends the calls at a number or in time, and no failure of Redis gets out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from redis.exceptions import ConnectionError as RedisAway

from relay.care.live_check import BoundedGate, NoTokens, OneAtATime
from relay.errors import Barred, Parked, Transient
from relay.roles import TokenPair
from tests.stand_ins import OpenGate


class AwayGate:
    """A gate whose Redis has gone, once for all."""

    away = True

    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:
        assert about == ""
        if self.away:
            raise RedisAway("connection refused")
        yield


async def test_so_many_calls_are_let_through_and_no_more() -> None:
    gate = BoundedGate(OpenGate(), 2)
    for _ in range(2):
        async with gate.call():
            pass
    with pytest.raises(Parked, match="the 2 calls"):
        async with gate.call():
            pytest.fail("a call too many")
    assert gate.calls == 2


async def test_after_its_time_no_further_call_begins() -> None:
    gate = BoundedGate(OpenGate(), 10, timedelta(0))
    with pytest.raises(Parked, match="the 0 s"):
        async with gate.call():
            pytest.fail("a call too late")
    assert gate.calls == 0


async def test_a_redis_that_goes_away_meanwhile_ends_the_look_as_a_system_that_is_away_does() -> None:
    with pytest.raises(Transient, match="ConnectionError"):
        async with BoundedGate(AwayGate(), 10).call():
            pytest.fail("no call without a place")


async def test_without_redis_one_call_is_made_at_a_time() -> None:
    gate, running, most = OneAtATime(), 0, 0

    async def call() -> None:
        nonlocal running, most
        async with gate.call():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(call() for _ in range(5)))
    assert most == 1


async def test_without_redis_no_token_is_exchanged() -> None:
    tokens = NoTokens()
    for call in (tokens.read(), tokens.rotate(_never, None), tokens.seed("x")):
        with pytest.raises(Barred, match="Redis does not answer"):
            await call


async def _never(_refresh: str) -> TokenPair:
    pytest.fail("a token was exchanged")
