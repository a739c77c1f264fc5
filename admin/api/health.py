"""``GET /api/health``: the numbers behind the one word that the public listener gives."""

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field
from redis.asyncio import Redis

from admin.api.flows import OrphanRow, orphan_rows
from admin.api.resource import Resource, answer
from relay.care.doctor.troubles import read_troubles
from relay.store.memory import read_memory
from relay.store.store import storage_errors


class RoleMemory(BaseModel):
    """How much one role of Redis holds, in bytes."""

    used: int
    most: int = Field(description="maxmemory; 0 where none is set.")
    full: bool = Field(description="True: it refuses to store anything more.")


class RedisMemory(BaseModel):
    """Both roles; the same figures twice where one server plays both."""

    payload: RoleMemory
    state: RoleMemory


class TroubleRow(BaseModel):
    """One reason for which the relay does not do all its work now, in the words of `/readyz`, and what it is about."""

    reason: str
    names: list[str] = Field(description="Flows, connections or processes; none where it is about the whole relay.")


class HealthReport(BaseModel):
    """Whether events are carried, and whether there is room for more."""

    troubles: list[TroubleRow] = Field(description="Why `/readyz` says degraded; empty where it says ready.")
    workers: int = Field(description="Workers that showed a sign of life lately.")
    waiting: int = Field(description="Events that are due and that no worker has taken.")
    oldest_waiting_seconds: float | None = Field(description="For how long the oldest of them is due.")
    orphaned: list[OrphanRow] = Field(description="Flows that were renamed or removed with events waiting, by name.")
    redis: RedisMemory


class HealthResource(Resource):
    """The relay's health."""

    async def get(self) -> r200[HealthReport]:
        """Workers, waiting events and the memory of Redis.

        Tags: health
        """
        store = self.shown.store
        async with storage_errors():
            health = await self.shown.activity.health([flow.name for flow in self.shown.flows])
            troubles = await read_troubles(store, self.shown.activity, self.shown.flows)
            orphaned = await orphan_rows(self.shown)
            memory = RedisMemory(payload=await _memory(store.payload), state=await _memory(store.state))
        return answer(
            HealthReport(
                troubles=[TroubleRow(reason=one.reason, names=list(one.names)) for one in troubles],
                workers=health.workers,
                waiting=health.waiting,
                oldest_waiting_seconds=health.oldest_waiting,
                orphaned=orphaned,
                redis=memory,
            )
        )


async def _memory(role: Redis) -> RoleMemory:
    memory = await read_memory(role)
    return RoleMemory(used=memory.used, most=memory.most, full=memory.is_full)
