"""Puts one question to VIES over a session that is given: never redirected, in time, and bounded in size."""

from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from handlers.services.vies.answers import Answer, read_answer
from handlers.services.vies.settings import VatNumberCheck
from mapping.vat.numbers import VatNumber

LARGEST_ANSWER = 65_536
CHUNK = 16_384


class _TooLargeError(Exception):
    """The answer is larger than any that VIES gives."""


async def ask(session: aiohttp.ClientSession, number: VatNumber, settings: VatNumberCheck) -> Answer:
    """What VIES says of a number. Whatever goes wrong on the way is an answer too: not checked."""
    timeout = aiohttp.ClientTimeout(total=settings.total_timeout.total_seconds())
    try:
        async with session.get(
            _url(number, settings), headers={"Accept": "application/json"}, timeout=timeout, allow_redirects=False
        ) as response:
            body = await _body(response)
            return read_answer(response.status, body, number, response.headers.get("Retry-After", ""))
    except TimeoutError:
        reason = "no answer in time"
    except _TooLargeError:
        reason = "the answer is too large"
    except (aiohttp.ClientError, OSError) as error:
        reason = f"no connection ({type(error).__name__})"
    return Answer("not_checked", reason=reason, busy="service")


def _url(number: VatNumber, settings: VatNumberCheck) -> URL:
    url = f"{settings.base_url}/ms/{number.country}/vat/{quote(number.number, safe='')}"
    if own := settings.asking:
        url += "?" + urlencode({"requesterMemberStateCode": own.country, "requesterNumber": own.number})
    return URL(url, encoded=True)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            response.close()
            raise _TooLargeError
    return bytes(body)
