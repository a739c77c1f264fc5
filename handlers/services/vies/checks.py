"""Checks VAT numbers politely: what was answered is remembered, and a member state is asked one question at a time.

A member state that was down or busy, or all of VIES, is left alone for a while (a circuit breaker).
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote, urlencode

import structlog

from handlers.exchange.send import ExchangeError, Failure, Limits, Request, Session, TooLargeError, send
from handlers.services.vies.answers import Answer, read_answer
from handlers.services.vies.remembered import CheckedNumber, Memory
from handlers.services.vies.settings import VatNumberCheck
from mapping.vat.numbers import VatNumber
from words.told import Told

log = structlog.get_logger()

LARGEST_ANSWER: Final = 65_536
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)

SERVICE: Final = ""
"""The key of a pause that holds for all of VIES; other pauses have the code of one member state as key."""


class VatNumberChecks:
    """One for a process. The session is given and stays the giver's; ``clock`` gives seconds that never go back."""

    def __init__(self, session: Session, memory: Memory, clock: Callable[[], float] = time.monotonic) -> None:
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
            return CheckedNumber("not_checked", reason=Told("vies.check_off"))
        name = self._memory.name(number, settings)
        if found := await self._memory.find(name):
            return found
        async with self._turns[number.country]:
            return await self._memory.find(name) or await self._ask_unless_away(name, number, settings)

    async def _ask_unless_away(self, name: str, number: VatNumber, settings: VatNumberCheck) -> CheckedNumber:
        """Ask, unless VIES or the member state was down or busy a moment ago. That is not remembered for the number."""
        if self._back_off.rests(number.country):
            return CheckedNumber("not_checked", reason=Told("vies.left_alone"))
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


class BackOff:
    """What was down or busy and is left alone, longer each time in a row. In memory, for one process.

    ``clock`` gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._pause: dict[str, timedelta] = {}

    def rests(self, member_state: str) -> bool:
        """Whether it is to be left alone now."""
        now = self._clock()
        return any(self._until.get(one, now) > now for one in (SERVICE, member_state))

    def failed(self, one: str, after: timedelta | None = None) -> None:
        """It was down or busy: leave it alone for twice as long as the last time, or as long as it asks for."""
        pause = min(2 * self._pause[one], LONGEST_PAUSE) if one in self._pause else FIRST_PAUSE
        self._pause[one] = pause
        self._until[one] = self._clock() + max(pause, after or timedelta()).total_seconds()

    def worked(self, member_state: str) -> None:
        """It answered: the next pause is short again."""
        for one in (SERVICE, member_state):
            self._pause.pop(one, None)
            self._until.pop(one, None)


async def ask(session: Session, number: VatNumber, settings: VatNumberCheck) -> Answer:
    """What VIES says of a number. Whatever goes wrong on the way is an answer too: not checked."""
    request = Request("GET", _url(number, settings), {"Accept": "application/json"})
    try:
        return read_answer(await send(session, request, Limits(settings.total_timeout, LARGEST_ANSWER)), number)
    except TooLargeError:
        reason = Told("vies.too_large")
    except ExchangeError as error:
        late = error.failure in {Failure.LATE, Failure.NOT_OPENED}
        reason = Told("vies.late") if late else Told("vies.no_connection", kind=error.kind)
    return Answer("not_checked", reason=reason, busy="service")


def _url(number: VatNumber, settings: VatNumberCheck) -> str:
    url = f"{settings.base_url}/ms/{number.country}/vat/{quote(number.number, safe='')}"
    if own := settings.asking:
        url += "?" + urlencode({"requesterMemberStateCode": own.country, "requesterNumber": own.number})
    return url
