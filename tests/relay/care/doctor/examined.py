"""A relay of two flows as the doctor examines it, and its observations."""

import base64
import secrets
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import SecretStr

from relay.care.doctor.doctor import examine
from relay.care.doctor.observations import Observation
from relay.care.process_register import Process, Processes
from relay.demo.embedded import EmbeddedRedis
from relay.settings import ConnectionSettings, FlowSettings, PollSettings, Settings
from relay.settings.model import KeySettings, RedisSettings
from relay.store.store import Store
from tests.relay.parts import FLOW
from tests.relay.settings.files import OrderFlowSettings


def key() -> SecretStr:
    return SecretStr(base64.b64encode(secrets.token_bytes(32)).decode())


def settings_of(payload: EmbeddedRedis, state: EmbeddedRedis, instance: str, **redis: Any) -> Settings:
    """Two flows: one that is polled, and one whose documents are posted."""
    flow: dict[str, Any] = {
        "entity": "order",
        "from": "shop",
        "to": "books",
        "write": True,
        "settings": OrderFlowSettings(),
    }
    return Settings(
        instance=instance,
        redis=RedisSettings(payload_url=SecretStr(payload.url), state_url=SecretStr(state.url), **redis),
        keys=KeySettings(payload=(key(),), index=key()),
        connections={name: ConnectionSettings(vendor="shop") for name in ("shop", "books")},
        flows={
            FLOW.name: FlowSettings(**flow),
            "polled-orders": FlowSettings(**flow, poll=PollSettings()),
        },
    )


class Sender:
    """A connection that calls us."""

    async def check(self, _reads: Any, _writes: Any) -> None:
        """It is not asked."""

    async def identify(self) -> None:
        """It is not asked."""


def connect(settings: Settings, *_: Any) -> dict[str, Any]:
    return {name: Sender() for name in settings.connections}


async def observations(settings: Settings, **others: Any) -> list[Observation]:
    return [observation async for observation in examine(settings, connect, **others)]


def about(found: Sequence[Observation], subject: str) -> list[Observation]:
    return [observation for observation in found if str(observation.subject) == subject]


async def sign_of_life(store: Store, version: str = "") -> None:
    """A worker and a server that run these settings."""
    seconds, _ = await store.state.time()
    await store.state.zadd(store.keys.workers, {"a-worker": seconds})
    for role in ("serve", "work"):
        await show(store, role, version)


async def show(store: Store, role: Literal["serve", "work"], version: str = "") -> None:
    one = Process(role, role, "an-office", 7, started_ms=1, seen_ms=0, version=version)
    await Processes(store).show(one, announce=True, dry=[])
