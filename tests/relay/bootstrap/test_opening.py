"""What of the settings the opened program is protected by."""

from pydantic import SecretStr

from relay.bootstrap.connections import list_own_places
from relay.settings.model import AdminSettings, KeySettings, RedisSettings, Settings
from relay.settings.sentinel import SentinelSettings

LISTENERS = [("127.0.0.1", 8080), ("::", 8443)]


def settings(redis: RedisSettings) -> Settings:
    keys = KeySettings(payload=(SecretStr("a"),), index=SecretStr("b"))
    admin = AdminSettings(host="::", port=8443)
    return Settings.model_construct(redis=redis, keys=keys, admin=admin, connections={}, flows={})


def test_the_listeners_and_the_servers_of_redis_are_our_own_places() -> None:
    redis = RedisSettings(
        payload_url=SecretStr("redis://:secret@payload.test:6380/0"), state_url=SecretStr("rediss://[fd00::7]:6379/1")
    )
    assert list_own_places(settings(redis)) == [*LISTENERS, ("payload.test", 6380), ("fd00::7", 6379)]


def test_a_redis_behind_a_socket_has_no_port_and_sentinels_have_theirs() -> None:
    behind = RedisSettings(
        payload_url=SecretStr("unix:///run/redis/payload.sock"), state_url=SecretStr("redis://state.test")
    )
    assert list_own_places(settings(behind)) == [*LISTENERS, ("state.test", 6379)]
    watched = RedisSettings(sentinel=SentinelSettings(hosts=("one.test:26379",), payload="p", state="s"))
    assert list_own_places(settings(watched)) == [*LISTENERS, ("one.test", 26379)]
