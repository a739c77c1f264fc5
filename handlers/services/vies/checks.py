"""Checks VAT numbers politely: what was answered is remembered, and a member state is asked one question at a time."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

from handlers.services.vies.answers import Answer
from handlers.services.vies.back_off import SERVICE, BackOff
from handlers.services.vies.client import ask
from handlers.services.vies.remembered import CheckedNumber, Memory
from handlers.services.vies.settings import VatNumberCheck
from mapping.vat.numbers import VatNumber

log = structlog.get_logger()


class VatNumberChecks:
    """One for a process. The session is given and stays the giver's; ``clock`` gives seconds that never go back."""

    def __init__(
        self, session: aiohttp.ClientSession, memory: Memory, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._session = session
        self._memory = memory
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._back_off = BackOff(clock)

    async def check(self, number: VatNumber, settings: VatNumberCheck) -> CheckedNumber:
        """What is known of a number. A service that fails is an answer, not an error; Redis that fails is an error.

        A number whose form is wrong, or that is absent, is not asked about; nor is any when the check is off.
        """
        if number.form != "valid":
            return CheckedNumber(number.form)
        if not settings.enabled:
            return CheckedNumber("not_checked", reason="the check is off")
        name = self._memory.name(number, settings)
        if found := await self._memory.find(name):
            return found
        async with self._turns[number.country]:
            return await self._memory.find(name) or await self._asked(name, number, settings)

    async def _asked(self, name: str, number: VatNumber, settings: VatNumberCheck) -> CheckedNumber:
        """Ask, unless VIES or the member state was down or busy a moment ago. That is not remembered for the number."""
        if self._back_off.rests(number.country):
            return CheckedNumber("not_checked", reason="VIES was down or busy a moment ago and is left alone")
        answer = await ask(self._session, number, settings)
        self._note(answer, number.country)
        checked = CheckedNumber(answer.status, datetime.now(UTC).date(), answer.consultation, answer.reason)
        await self._memory.store(name, checked, _keep(answer, settings))
        return checked

    def _note(self, answer: Answer, member_state: str) -> None:
        if answer.status != "not_checked":
            self._back_off.worked(member_state)
            return
        log.warning("vat_number_not_checked", member_state=member_state, reason=answer.reason)
        if answer.busy != "nothing":
            self._back_off.failed(SERVICE if answer.busy == "service" else member_state, answer.after)


def _keep(answer: Answer, settings: VatNumberCheck) -> timedelta:
    kept = {
        "valid": settings.keep_valid,
        "invalid": settings.keep_invalid,
        "not_checked": settings.keep_not_checked,
    }
    return kept[answer.status]
