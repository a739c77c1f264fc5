"""Remembers what VIES said of a number, under a keyed hash of it: no number, name or address is in the state Redis."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, cast, get_args

from handlers.services.vies.settings import VatNumberCheck
from mapping.vat.choice import NumberStatus
from mapping.vat.numbers import VatNumber
from relay.store.store import Store, reply
from relay.store.vault import Vault
from words.told import Told, pack, unpack


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """What is known of a VAT number. ``checked_on`` is the day (UTC) on which VIES was asked, or None.

    ``consultation`` is VIES's number of the check, empty without a requester. ``reason`` says why nothing was checked,
    without personal data; None where VIES said whether the number is valid.
    """

    status: NumberStatus
    checked_on: date | None = None
    consultation: str = ""
    reason: Told | None = None


class Memory(Protocol):
    """Where answers are kept for a while."""

    def name(self, number: VatNumber, settings: VatNumberCheck) -> str:
        """What an answer is kept under; it tells nothing of the number."""
        ...

    async def find(self, name: str) -> CheckedNumber | None:
        """What is kept, or None."""
        ...

    async def store(self, name: str, checked: CheckedNumber, keep: timedelta) -> None:
        """Keep an answer for so long."""
        ...


class RememberedChecks:
    """Keeps answers in the state Redis, for all processes."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def name(self, number: VatNumber, settings: VatNumberCheck) -> str:
        """A keyed hash of the number, who asks and whom: with another requester the proof is another."""
        return self._vault.keyed_hash("vat-number", settings.base_url, settings.requester or "", number.text)

    async def find(self, name: str) -> CheckedNumber | None:
        """What is kept under a name; None where nothing is that this version of the relay can read."""
        fields = ["status", "on", "consultation", "reason"]
        found = await reply(self._store.state.hmget(self._store.keys.vat_number(name), fields))
        status, day, consultation, reason = ((value or b"").decode() for value in found)
        if status not in get_args(NumberStatus):
            return None
        known, checked_on = cast("NumberStatus", status), date.fromisoformat(day) if day else None
        return CheckedNumber(known, checked_on, consultation, unpack(reason) if reason else None)

    async def store(self, name: str, checked: CheckedNumber, keep: timedelta) -> None:
        """Keep an answer; it goes by itself."""
        key = self._store.keys.vat_number(name)
        day = checked.checked_on.isoformat() if checked.checked_on else ""
        reason = pack(checked.reason) if checked.reason else ""
        fields = {"status": checked.status, "on": day, "consultation": checked.consultation, "reason": reason}
        async with self._store.state.pipeline(transaction=True) as pipe:
            pipe.delete(key)
            pipe.hset(key, mapping=fields)
            pipe.pexpire(key, keep)
            await pipe.execute()
