"""Puts one question to VIES, and makes an answer of whatever comes of it."""

from urllib.parse import quote, urlencode

import aiohttp

from handlers.exchange.send import ExchangeError, Failure, Limits, Request, TooLargeError, send
from handlers.services.vies.answers import Answer, read_answer
from handlers.services.vies.settings import VatNumberCheck
from mapping.vat.numbers import VatNumber

LARGEST_ANSWER = 65_536


async def ask(session: aiohttp.ClientSession, number: VatNumber, settings: VatNumberCheck) -> Answer:
    """What VIES says of a number. Whatever goes wrong on the way is an answer too: not checked."""
    request = Request("GET", _url(number, settings), {"Accept": "application/json"})
    try:
        return read_answer(await send(session, request, Limits(settings.total_timeout, LARGEST_ANSWER)), number)
    except TooLargeError:
        reason = "the answer is too large"
    except ExchangeError as error:
        late = error.failure in {Failure.LATE, Failure.NOT_OPENED}
        reason = "no answer in time" if late else f"no connection ({error.kind})"
    return Answer("not_checked", reason=reason, busy="service")


def _url(number: VatNumber, settings: VatNumberCheck) -> str:
    url = f"{settings.base_url}/ms/{number.country}/vat/{quote(number.number, safe='')}"
    if own := settings.asking:
        url += "?" + urlencode({"requesterMemberStateCode": own.country, "requesterNumber": own.number})
    return url
