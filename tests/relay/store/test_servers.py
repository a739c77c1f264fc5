"""Both roles are reached through a real Sentinel, and through none the start says so."""

from pathlib import Path

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StartError
from relay.settings.model import RedisSettings
from relay.store.store import open_store
from tests.chaos.sentinels import running_sentinel
from tests.ports import pick_free_port
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
        pytest.raises(StartError, match="redis: no answer"),
    ):
        async with open_store(watched_by(port, state="papers"), "watched"):
            pass


async def test_what_a_server_behind_a_sentinel_lacks_is_told_by_the_name_of_its_role(tmp_path: Path) -> None:
    server_port, port = pick_free_port(), pick_free_port()
    settings = watched_by(port).model_copy(update={"volatile_state": False})
    with EmbeddedRedis(tcp_port=server_port), running_sentinel(tmp_path / "one", port, {"documents": server_port}):
        await eventually(lambda: is_opened(watched_by(port)), within=10)
        with pytest.raises(StartError, match=r"redis\.sentinel\.state: appendonly is 'no'"):
            async with open_store(settings, "watched"):
                pass
