"""A code opens once, for a while, and only where its relay's keys are; a guess never reaches Redis."""

import secrets
from dataclasses import replace

import pytest
from arq.connections import ArqRedis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StorageError
from relay.intake.codes import LIFETIME, OneTimeCodes
from relay.store.store import Store, reply
from relay.store.vault import Vault


@pytest.fixture
def codes(store: Store, vault: Vault) -> OneTimeCodes:
    return OneTimeCodes(store, vault)


async def remembered(store: Store) -> list[bytes]:
    return [bytes(key) async for key in store.state.scan_iter(match=store.keys.code("*"))]


async def test_a_code_opens_once(codes: OneTimeCodes) -> None:
    code = await codes.make()
    assert await codes.redeem(code)
    assert not await codes.redeem(code)


async def test_another_process_with_the_same_keys_takes_the_code(
    codes: OneTimeCodes, second_store: Store, vault: Vault
) -> None:
    assert await OneTimeCodes(second_store, vault).redeem(await codes.make())


async def test_each_code_is_new_and_opens_by_itself(codes: OneTimeCodes) -> None:
    first, second = await codes.make(), await codes.make()
    assert first != second
    assert await codes.redeem(second)
    assert await codes.redeem(first)


async def test_redis_keeps_no_code_and_forgets_its_mark_in_time(codes: OneTimeCodes, store: Store) -> None:
    code = await codes.make()
    [mark] = await remembered(store)
    assert code[:24] not in mark.decode()
    assert code[24:] not in mark.decode()
    left = await reply(store.state.pttl(mark))
    assert LIFETIME.total_seconds() * 1000 - 5000 < left <= LIFETIME.total_seconds() * 1000


async def test_a_code_whose_time_is_over_opens_nothing(codes: OneTimeCodes, store: Store) -> None:
    code = await codes.make()
    [mark] = await remembered(store)
    await reply(store.state.pexpireat(mark, 1))
    assert not await codes.redeem(code)


async def test_a_code_of_a_relay_with_other_keys_opens_nothing(codes: OneTimeCodes, store: Store) -> None:
    other = OneTimeCodes(store, Vault([secrets.token_bytes(32)], secrets.token_bytes(32)))
    assert not await codes.redeem(await other.make())


async def test_a_guess_never_reaches_redis(codes: OneTimeCodes, store: Store, vault: Vault) -> None:
    code = await codes.make()
    nobody = ArqRedis(host="127.0.0.1", port=1)
    unreachable = OneTimeCodes(replace(store, state=nobody), vault)
    changed = ("0" if code[0] != "0" else "1") + code[1:]
    for guess in (
        "",
        code[:24],
        code[24:],
        code[:-1],
        code + "0",
        code.upper() + "x",
        changed,
        "é" * 56,
        "\udcff" * 56,
    ):
        assert not await unreachable.redeem(guess)
    with pytest.raises(StorageError):
        await unreachable.redeem(code)
    await nobody.aclose()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(guess=st.text(max_size=80) | st.text("0123456789abcdef", min_size=56, max_size=56))
async def test_no_text_is_a_code(codes: OneTimeCodes, guess: str) -> None:
    assert not await codes.redeem(guess)


async def test_without_redis_a_true_code_is_a_storage_error(
    mortal_store: Store, mortal_redis: EmbeddedRedis, vault: Vault
) -> None:
    codes = OneTimeCodes(mortal_store, vault)
    code = await codes.make()
    mortal_redis.kill()
    with pytest.raises(StorageError):
        await codes.redeem(code)
    with pytest.raises(StorageError):
        await codes.make()
