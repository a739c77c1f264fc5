"""Both roles are reached through a real Sentinel, and through none the start says so."""

from pathlib import Path

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StartError
from relay.settings.model import RedisSettings
from relay.store.store import open_store
from tests.chaos.sentinels import running_sentinel
from tests.ports import pick_free_port
from tests.relay.store.redis_servers import mistakes_of, settings_of
from tests.waiting import eventually


def watched_by(port: int, **names: str) -> RedisSettings:
    roles = {"payload": "documents", "state": "documents", **names}
    hosts = [f"127.0.0.1:{pick_free_port()}", f"127.0.0.1:{port}"]  # the first one is away, and passed over
    return RedisSettings.model_validate({"sentinel": {"hosts": hosts, **roles}, "volatile_state": True})


async def is_opened(settings: RedisSettings) -> bool:
    try:
        async with open_store(settings, "watched") as store:
            await store.payload.set("watched:payload:1", b"sealed")
            assert store.one_role
            return bool(await store.state.exists("watched:layout", "watched:payload:1") == 2)
    except StartError:  # the Sentinel has only just begun to look
        return False


async def test_the_sentinel_tells_where_both_roles_are(tmp_path: Path) -> None:
    server_port, port = pick_free_port(), pick_free_port()
    with EmbeddedRedis(tcp_port=server_port), running_sentinel(tmp_path / "one", port, {"documents": server_port}):
        assert await eventually(lambda: is_opened(watched_by(port)), within=10)


async def test_a_name_that_no_sentinel_watches_keeps_the_relay_from_starting(tmp_path: Path) -> None:
    server_port, port = pick_free_port(), pick_free_port()
    with (
        EmbeddedRedis(tcp_port=server_port),
        running_sentinel(tmp_path / "one", port, {"documents": server_port}),
    ):
        await eventually(lambda: is_opened(watched_by(port)), within=10)
        with pytest.raises(StartError) as caught:
            async with open_store(watched_by(port, state="papers"), "watched"):
                pass
    [mistake] = caught.value.mistakes
    assert mistake.startswith("redis.sentinel.state: at papers: no Sentinel watches 'papers'; they watch: documents")
    assert "nothing listens there" in mistake  # of the Sentinel that is away


async def test_what_a_server_behind_a_sentinel_lacks_is_told_by_the_name_of_its_role(tmp_path: Path) -> None:
    server_port, port = pick_free_port(), pick_free_port()
    settings = watched_by(port).model_copy(update={"volatile_state": False})
    with EmbeddedRedis(tcp_port=server_port), running_sentinel(tmp_path / "one", port, {"documents": server_port}):
        await eventually(lambda: is_opened(watched_by(port)), within=10)
        with pytest.raises(StartError) as caught:
            async with open_store(settings, "watched"):
                pass
    [mistake] = caught.value.mistakes
    assert mistake.startswith(
        f"redis.sentinel.payload (documents (127.0.0.1:{server_port})) and redis.sentinel.state "
        f"(documents (127.0.0.1:{server_port})) lead to one server"
    )


async def test_sentinels_of_which_none_answers_are_each_told_with_the_reason() -> None:
    port = pick_free_port()
    with pytest.raises(StartError) as caught:
        async with open_store(watched_by(port), "watched"):
            pass
    payload, state = caught.value.mistakes
    assert payload.startswith("redis.sentinel.payload: at documents: no Sentinel can be asked: 127.0.0.1:")
    assert f"127.0.0.1:{port}: nothing listens there" in payload
    assert state.startswith("redis.sentinel.state: at documents: no Sentinel can be asked")


@pytest.mark.parametrize("address", ["hunter2", "http://hunter2", "redis://state:hunter2/0", ""])
async def test_an_address_in_another_form_is_refused_and_not_repeated(address: str) -> None:
    payload, state = await mistakes_of(settings_of("redis://books?db=x", address))
    assert payload.startswith("redis.payload_url: behind the host only the number of a database may stand")
    assert state.startswith("redis.state_url: ")
    assert "redis://host:6379/0" in state
    assert "hunter2" not in state


async def test_a_value_of_an_option_that_cannot_be_read_is_refused() -> None:
    [mistake] = await mistakes_of(settings_of("redis://books?socket_timeout=soon", "redis://books"))
    assert mistake.startswith("redis.payload_url: an option behind ? has a value that cannot be read")
