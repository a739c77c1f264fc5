"""Asks a Redis server what it is: which one, in which part, with which settings. Others judge what that means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, ResponseError

from relay.store.failures import Login, tell_words
from words.told import Told

OLDEST: Final = (6, 2)
"""The oldest server whose commands suffice for the relay."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server says of itself: ``info`` as ``INFO`` gives it, and ``config``, or why it refuses to tell that."""

    info: Mapping[str, Any]
    config: Mapping[str, str] | None
    refusal: Told | None = None

    @property
    def run_id(self) -> str:
        """The identity of the running server, whatever address led to it; ``""`` where it does not tell."""
        return str(self.info.get("run_id", ""))

    @property
    def replicas(self) -> Sequence[tuple[str, int]]:
        """Host and port of each replica it has now."""
        lines = [found for name, found in self.info.items() if name.startswith("slave") and isinstance(found, dict)]
        return [(str(line["ip"]), int(line["port"])) for line in lines if "ip" in line and "port" in line]

    @property
    def saves(self) -> bool:
        """Whether it is known to write what it holds to its disk."""
        if self.config is None:
            return self.info.get("aof_enabled") == 1
        return self.config.get("appendonly") == "yes" or self.config.get("save", "") != ""

    def unfit(self) -> Told | None:
        """Why no role can be played by such a server, whatever its settings are; None where it can."""
        mode = self.info.get("redis_mode") or self.info.get("server_mode")  # the latter is Valkey's
        if mode == "sentinel":
            return Told("redis.is_sentinel")
        if mode == "cluster" or self.info.get("cluster_enabled") == 1:
            return Told("redis.is_cluster")
        version = str(self.info.get("redis_version", ""))
        if version and _numbers(version) < OLDEST:
            return Told("redis.too_old", found=version, oldest=".".join(map(str, OLDEST)))
        if self.info.get("role") == "slave":
            primary = f"{self.info.get('master_host')}:{self.info.get('master_port')}"
            return Told("redis.is_replica", primary=Told("redis.of_primary", primary=primary))
        if self.info.get("loading") == 1:
            percent = self.info.get("loading_loaded_perc", "?")
            return Told("redis.loading", loaded=Told("redis.loaded", percent=str(percent)))
        return None


async def ask_server(redis: Redis, login: Login) -> Facts:
    """Ask a server. Raises the failures of Redis, but for a refusal of CONFIG alone: that is told in the facts."""
    info: Mapping[str, Any] = await redis.info()
    try:
        found = await redis.config_get("*")
    except NoPermissionError:
        return Facts(info, None, Told("redis.config_denied", user=login.name))
    except ResponseError as error:
        return Facts(info, None, Told("redis.refuses_config", said=tell_words(error, login)))
    return Facts(info, {str(name): str(value) for name, value in found.items()})


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
