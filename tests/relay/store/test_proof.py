"""The two roles as a pair: one server for both, and each in the place of the other, by what servers say they are."""

from pathlib import Path

from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.store.proof import prove_payload
from relay.store.store import open_store
from tests.relay.store.redis_servers import LASTS, SAVES_NOTHING, mistakes_of, running, settings_of


async def test_two_databases_of_one_server_are_one_server_by_whatever_addresses(tmp_path: Path) -> None:
    with running(tmp_path / "one", *LASTS) as port:
        [mistake] = await mistakes_of(settings_of(f"redis://127.0.0.1:{port}/0", f"redis://localhost:{port}/1"))
    assert mistake.startswith(
        f"redis.payload_url (127.0.0.1:{port}/0) and redis.state_url (localhost:{port}/1) lead to one server, "
        "and a server saves all of its databases or none"
    )
    assert "give each role a server of its own" in mistake


async def test_one_server_that_saves_nothing_is_told_in_the_same_words(tmp_path: Path) -> None:
    with running(tmp_path / "one", *SAVES_NOTHING) as port:
        [mistake] = await mistakes_of(settings_of(f"redis://127.0.0.1:{port}/0", f"redis://127.0.0.1:{port}/1"))
    assert "lead to one server" in mistake


async def test_one_server_will_do_where_the_loss_is_accepted_and_it_saves_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "one", *SAVES_NOTHING) as port:
        settings = settings_of(f"redis://127.0.0.1:{port}/0", f"redis://127.0.0.1:{port}/1", volatile_state=True)
        async with open_store(settings, "relay") as store:
            assert await store.state.get(store.keys.layout)


async def test_one_server_that_saves_is_refused_though_the_loss_of_the_state_is_accepted(tmp_path: Path) -> None:
    with running(tmp_path / "one", *LASTS) as port:
        address = f"redis://127.0.0.1:{port}/0"
        mistakes = await mistakes_of(settings_of(address, address, volatile_state=True))
    assert any("appendonly is 'yes' and documents would reach a disk" in mistake for mistake in mistakes)


async def test_roles_in_each_others_place_are_told_in_one_sentence_with_both_addresses(tmp_path: Path) -> None:
    with running(tmp_path / "lasts", *LASTS) as lasts, running(tmp_path / "forgets", *SAVES_NOTHING) as forgets:
        right = settings_of(f"redis://127.0.0.1:{forgets}/0", f"redis://127.0.0.1:{lasts}/0")
        async with open_store(right, "relay") as store:
            assert not store.one_role
        [mistake] = await mistakes_of(settings_of(f"redis://127.0.0.1:{lasts}/0", f"redis://127.0.0.1:{forgets}/0"))
    assert mistake == (
        f"redis.payload_url (127.0.0.1:{lasts}/0) leads to a server that saves to its disk, and redis.state_url "
        f"(127.0.0.1:{forgets}/0) to one that saves nothing: the two look exchanged; write each in place of the other"
    )


async def test_two_servers_with_redis_own_settings_are_no_exchange(tmp_path: Path) -> None:
    limits = ("maxmemory 32mb", "maxmemory-policy noeviction", "save 3600 1")
    with running(tmp_path / "one", *limits) as one, running(tmp_path / "two", *limits) as two:
        mistakes = await mistakes_of(settings_of(f"redis://127.0.0.1:{one}/0", f"redis://127.0.0.1:{two}/0"))
    assert not [mistake for mistake in mistakes if "exchanged" in mistake]
    assert [mistake for mistake in mistakes if "save is '3600 1'" in mistake]
    assert [
        mistake for mistake in mistakes if mistake.startswith("redis.state_url") and "appendonly is 'no'" in mistake
    ]


async def test_nothing_is_written_to_a_server_that_is_refused(tmp_path: Path) -> None:
    with running(tmp_path / "lasts", *LASTS) as lasts, running(tmp_path / "forgets", *SAVES_NOTHING) as forgets:
        await mistakes_of(settings_of(f"redis://127.0.0.1:{lasts}/0", f"redis://127.0.0.1:{forgets}/0"))
        for port in (lasts, forgets):
            async with Redis(port=port) as redis:
                assert await redis.dbsize() == 0


class TestTheOwnersWord:
    async def test_it_is_asked_for_where_config_is_no_command_and_all_else_answers(
        self, tmp_path: Path, redis_server: EmbeddedRedis
    ) -> None:
        with running(tmp_path / "managed", 'rename-command CONFIG ""', *SAVES_NOTHING) as port:
            address = f"redis://127.0.0.1:{port}/0"
            [mistake] = await mistakes_of(settings_of(address, redis_server.url, volatile_state=True))
            assert "the server refuses CONFIG (it says \"unknown command 'CONFIG'\" (ResponseError)) and ans" in mistake
            assert "set redis.operator_confirms_no_disk: true if its owner states" in mistake
            stated = settings_of(address, redis_server.url, volatile_state=True, operator_confirms_no_disk=True)
            async with open_store(stated, "relay") as store:
                assert await store.payload.ping()

    async def test_it_does_not_stand_against_what_the_server_says_of_itself(
        self, tmp_path: Path, redis_server: EmbeddedRedis
    ) -> None:
        with running(tmp_path / "managed", 'rename-command CONFIG ""', *LASTS) as port:
            address = f"redis://127.0.0.1:{port}/0"
            stated = settings_of(address, redis_server.url, volatile_state=True, operator_confirms_no_disk=True)
            [mistake] = await mistakes_of(stated)
        assert "its INFO says that it keeps an append-only file (aof_enabled is 1)" in mistake

    async def test_a_policy_that_throws_away_is_seen_though_config_is_refused(
        self, tmp_path: Path, redis_server: EmbeddedRedis
    ) -> None:
        options = (*SAVES_NOTHING, 'rename-command CONFIG ""', "maxmemory-policy volatile-lru")
        with running(tmp_path / "managed", *options) as port:
            address = f"redis://127.0.0.1:{port}/0"
            [mistake] = await mistakes_of(settings_of(redis_server.url, address, volatile_state=True))
        assert (
            mistake
            == f"redis.state_url: at 127.0.0.1:{port}/0: maxmemory-policy is 'volatile-lru'; set it to 'noeviction'"
        )


async def test_a_server_that_begins_to_save_is_told_by_setting_and_address(tmp_path: Path) -> None:
    with running(tmp_path / "one", *SAVES_NOTHING) as port:
        settings = settings_of(f"redis://127.0.0.1:{port}/0", f"redis://127.0.0.1:{port}/0", volatile_state=True)
        async with open_store(settings, "relay") as store:
            assert await prove_payload(store.payload, settings, "relay:") == []
            await store.payload.config_set("save", "60 1")
            [mistake] = await prove_payload(store.payload, settings, "relay:")
    assert str(mistake).startswith(f"redis.payload_url: at 127.0.0.1:{port}/0: save is '60 1'")
