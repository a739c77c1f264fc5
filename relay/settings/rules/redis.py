"""Rules about Redis: what can be known of its two addresses before anything is opened."""

from collections.abc import Iterator
from typing import Final

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.model import RedisSettings
from relay.settings.redis_address import RedisAddress, WrongAddress, read_redis_address
from words.told import Told

_PAYLOAD: Final[Path] = ("redis", "payload_url")
_STATE: Final[Path] = ("redis", "state_url")


def addresses_that_lead_elsewhere(checked: Checked) -> Iterator[Finding]:
    """An address that is none, or that a raw sign in its password turns into another one."""
    for path in (_PAYLOAD, _STATE):
        found = _address(checked, path)
        if isinstance(found, WrongAddress):
            yield Finding("error", path, found.told)


def one_server_for_both(checked: Checked) -> Iterator[Finding]:
    """One server cannot lose and keep what it holds, whatever the database; other names of it are seen at the start."""
    payload, state = _address(checked, _PAYLOAD), _address(checked, _STATE)
    if not isinstance(payload, RedisAddress) or not isinstance(state, RedisAddress):
        return
    settings: RedisSettings = checked.settings.redis
    if payload.server == state.server and not settings.volatile_state:
        told = Told(
            "redis.one_server",
            payload=settings.where("payload"),
            payload_address=str(payload),
            state=settings.where("state"),
            state_address=str(state),
        )
        yield Finding("error", _STATE, told, rests_on=(_PAYLOAD, ("redis", "volatile_state")))


def _address(checked: Checked, path: Path) -> RedisAddress | WrongAddress | None:
    """What is written at a path, read; None where there is nothing, or something else is wrong with it."""
    url = getattr(checked.settings.redis, str(path[-1]))
    if url is None or not checked.is_written(path) or not checked.is_sound(path):
        return None
    try:
        return read_redis_address(url.get_secret_value())
    except WrongAddress as wrong:
        return wrong
