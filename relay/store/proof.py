"""Proves what must hold of both roles of Redis, and says each thing that does not with its setting and its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from redis.asyncio import Redis

from relay.settings.model import RedisSettings
from relay.store.asking import ask_role
from relay.store.disk_proof import (
    forgetting_mistakes,
    look_swapped,
    memory_mistakes,
    replica_mistakes,
    saving_mistakes,
)
from relay.store.failures import ANY_FAILURE, Login, tell_failure
from relay.store.rights import lacking_rights
from relay.store.server_facts import Facts, ask_server
from relay.store.servers import Role, address_of, login_of
from words.told import Told


@dataclass(frozen=True, slots=True)
class Proof:
    """What the proof came to: mistakes by role, and those that are about both roles together; each has its address.

    ``facts`` lacks a role whose server could not be asked: then its one mistake says why.
    """

    mistakes: Mapping[Role, Sequence[Told]]
    together: Sequence[Told]
    facts: Mapping[Role, Facts]

    def lines(self, settings: RedisSettings) -> list[Told]:
        """Every mistake after the setting that it is about."""
        alone = [
            Told("redis.at", place=settings.where(role), what=one)
            for role, mistakes in self.mistakes.items()
            for one in mistakes
        ]
        return [*self.together, *alone]


async def prove_roles(payload: Redis, state: Redis, settings: RedisSettings, prefix: str) -> Proof:
    """Ask both servers; nothing is changed. ``prefix`` is that of all keys."""
    clients: Mapping[Role, Redis] = {"payload": payload, "state": state}
    logins = {role: login_of(settings, role, prefix) for role in clients}
    facts, found = dict[Role, Facts](), dict[Role, list[Told]]()
    for role, client in clients.items():
        answer = await ask_role(client, logins[role])
        if isinstance(answer, Facts):
            facts[role] = answer
        else:
            found[role] = [answer]
    addresses = {role: address_of(settings, role, client) for role, client in clients.items()}
    together = _together(facts, settings, addresses)
    for role, one in facts.items():
        found[role] = await _judge(clients[role], role, one, settings, logins[role], saving_is_told=bool(together))
    mistakes = {role: [tell_at(addresses[role], one) for one in found[role]] for role in clients}
    return Proof(mistakes, together, facts)


async def prove_payload(payload: Redis, settings: RedisSettings, prefix: str) -> list[Told]:
    """What lets documents reach a disk now, each with setting and address. Raises the failures of Redis."""
    login = login_of(settings, "payload", prefix)
    facts = await ask_server(payload, login)
    unfit = facts.unfit()
    told = [unfit] if unfit else saving_mistakes(facts, settings) + memory_mistakes(facts)
    told += [] if unfit else await replica_mistakes(payload, facts, login, settings)
    place, address = settings.where("payload"), address_of(settings, "payload", payload)
    return [Told("redis.at", place=place, what=tell_at(address, one)) for one in told]


def tell_at(address: str, what: Told) -> Told:
    """What is wrong, after the address that it is about."""
    return Told("redis.at_address", address=address, what=what)


async def _judge(
    client: Redis, role: Role, facts: Facts, settings: RedisSettings, login: Login, *, saving_is_told: bool
) -> list[Told]:
    """Every mistake of one server in its role."""
    unfit = facts.unfit()
    if unfit is not None:
        return [unfit]
    told = list[Told]()
    if not saving_is_told:
        told += saving_mistakes(facts, settings) if role == "payload" else forgetting_mistakes(facts, settings)
    told += memory_mistakes(facts)
    try:
        if role == "payload":
            told += await replica_mistakes(client, facts, login, settings)
        told += await lacking_rights(client, role, login)
    except ANY_FAILURE as error:
        told.append(tell_failure(error, login))
    return told


def _together(facts: Mapping[Role, Facts], settings: RedisSettings, addresses: Mapping[Role, str]) -> list[Told]:
    """What is wrong with the two servers as a pair: they are one, or each is where the other should be."""
    if len(facts) < len(addresses) or any(one.unfit() for one in facts.values()):
        return []
    payload, state = facts["payload"], facts["state"]
    is_one = (payload.run_id or addresses["payload"]) == (state.run_id or addresses["state"])
    if is_one and not settings.volatile_state:
        return [
            Told(
                "redis.one_server",
                payload=settings.where("payload"),
                payload_address=addresses["payload"],
                state=settings.where("state"),
                state_address=addresses["state"],
            )
        ]
    if not is_one and look_swapped(payload, state):
        return [
            Told(
                "redis.swapped",
                payload=settings.where("payload"),
                payload_address=addresses["payload"],
                state=settings.where("state"),
                state_address=addresses["state"],
            )
        ]
    return []
