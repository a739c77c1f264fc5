"""Calls AFAS over HTTP: thin, because what a call means and what an answer says is the protocol's knowledge.

The session is given. Its gate limits the calls at a time; of each GetConnector there is one, since AFAS locks rows.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

from handlers.exchange.reply import Reply
from handlers.exchange.send import Limits, Pieces, Session, Taker
from handlers.vendors.afas.auth import Authentication, authentication_of
from handlers.vendors.afas.identifying import decipher_environment
from handlers.vendors.afas.protocol import (
    Call,
    Element,
    decipher,
    payload,
    read_path,
    results_of,
    rows_of,
    write_path,
)
from handlers.vendors.afas.protocol.answers import NOT_LET_IN, is_let_in_by
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.columns import require_columns
from handlers.vendors.afas.transport import ANSWER_LIMIT, exchange
from handlers.vendors.source_clock import SourceClock
from mapping.base64_in_json import Base64Cutter, Base64InJson, CutError
from mapping.parsing import dump_json
from relay.errors import Contended, Hold, RunEnd
from relay.line.once.lease_check import check_the_lease
from relay.line.once.right_of_way import OneAtATime
from relay.roles import Gate
from words.told import Told

_Read = TypeVar("_Read")

_OVERVIEW = Call("GET", "/metainfo")
"""Which connectors the app connector may use, and in which environment it is."""

_VERSION = Call("GET", "/profitversion")
"""The version of Profit."""

Row = dict[str, Any]
"""One row of a GetConnector: every column is there, empty ones as None, numbers as int or Decimal."""


_REFUSAL_HOLDS = timedelta(seconds=2)
"""For so long after AFAS refused the token itself it is not asked again whether it takes it."""


class _NotToldError(Contended):
    """AFAS does not tell who it is; no breaker takes that for a word on anything."""


class AfasClient:
    """One connection's calls; ``clock`` is AFAS's, as answers tell it. Its repr shows the address and no secret."""

    def __init__(
        self,
        settings: AfasConnection,
        session: Session,
        gate: Gate,
        *,
        answer_limit: int = ANSWER_LIMIT,
    ) -> None:
        self._gate = gate
        self.clock = SourceClock()
        self._settings = settings
        self._session = session
        self._limits = Limits(settings.total_timeout, answer_limit, settings.connect_timeout)
        self._authentication: Authentication = authentication_of(settings, session, self._limits)
        self._refused_until = 0.0
        self._one_at_a_time: defaultdict[str, OneAtATime] = defaultdict(OneAtATime)

    def __repr__(self) -> str:
        return f"AfasClient({self._settings.address!r})"

    async def rows(self, connector: str, query: str, columns: Sequence[str] = ()) -> list[Row]:
        """One page of a GetConnector; ``query`` is from protocol.page_query. Raises Transient or Permanent.

        Barred where the rows lack one of the ``columns``.
        """

        def read(call: Call, answer: Reply) -> list[Row]:
            rows = rows_of(call, decipher(call, answer))
            require_columns(connector, columns, rows)
            return rows

        path = read_path(connector)
        async with self._one_at_a_time[connector.lower()].hold():
            return await self._exchange(Call("GET", path), f"{path}?{query}", read)

    async def environment(self) -> str | None:
        """The environment's own name, such as O12345AA; None where AFAS does not tell it. Raises Transient.

        Telling may be a right of its own, so that being refused says neither that AFAS lets us in nor that it does not.
        """

        def read(call: Call, answer: Reply) -> str | None:
            if answer.status in NOT_LET_IN:
                raise _NotToldError(Told("afas.not_let_in", call=str(call), trace=""))
            return decipher_environment(call, answer)

        try:
            return await self._exchange(_OVERVIEW, _OVERVIEW.template, read)
        except _NotToldError:
            return None

    async def metainfo(self, *place: str) -> Any:
        """What AFAS tells of its connectors: of all, or by ``get`` or ``update`` and a name. Raises as rows do."""
        path = "/".join(("/metainfo", *(quote(part, safe="") for part in place)))
        return await self._ask(Call("GET", path), path)

    async def version(self) -> str:
        """The version of Profit, such as ``22.22.5``: the cheapest call there is. Raises Transient or Permanent."""
        document = await self._ask(_VERSION, _VERSION.template)
        return str(document.get("version", "")) if isinstance(document, Mapping) else ""

    async def write(self, method: str, connector: str, *elements: Element, part: str | None = None) -> dict[str, str]:
        """POST (insert) or PUT (update) elements as one transaction; the keys AFAS answered, perhaps none.

        Raises Hold when AFAS refused the data, Permanent when it refuses the call, Transient when nothing was sent, and
        Unconfirmed when the answer is missing.
        """
        path = write_path(connector, part)
        document = await self._ask(Call(method, path), path, dump_json(payload(connector, *elements)))
        return results_of(document, connector)

    async def file(self, call: Call, path: str, names: Sequence[str], most: int) -> bytes | None:
        """The bytes that an answer holds as base64 under one of the names; None where AFAS has nothing there.

        They are cut out of the answer as it comes. Raises as rows do, and Hold for more than ``most`` bytes and for
        what is no base64.
        """

        def read(call: Call, answer: Reply) -> bool:
            return answer.status != HTTPStatus.NOT_FOUND and decipher(call, answer) is not None

        cutter = Base64Cutter(*names, most=most)
        try:
            return cutter.take_content() if await self._exchange(call, path, read, taker=cutter) else None
        except CutError as error:
            told = Told("afas.file_too_large", most=most) if error.too_large else Told("afas.file_unreadable")
            raise Hold(told) from None

    async def write_picture(self, connector: str, element: Element, mark: str, content: bytes) -> None:
        """PUT an element in which the field with the text ``mark`` is a picture's bytes. Raises as a write does."""
        path = write_path(connector)
        body = Base64InJson(dump_json(payload(connector, element)), mark, content)
        await self._ask(Call("PUT", path, about="pictures"), path, body)

    async def _ask(self, call: Call, path: str, body: bytes | Pieces | None = None) -> Any:
        return await self._exchange(call, path, decipher, body)

    async def _exchange(
        self,
        call: Call,
        path: str,
        read: Callable[[Call, Reply], _Read],
        body: bytes | Pieces | None = None,
        taker: Taker | None = None,
    ) -> _Read:
        async with self._gate.call(call.kind):
            header = await self._authentication.header()
            answer = await self._send(call, path, header, body, taker)
            if answer.status == HTTPStatus.UNAUTHORIZED and await self._authentication.renew(header):
                header = await self._authentication.header()
                answer = await self._send(call, path, header, body, taker)
            if answer.status in NOT_LET_IN and call.kind:
                decipher(call, answer, is_let_in=await self._is_let_in(header))
            return read(call, answer)

    async def _is_let_in(self, authorization: str) -> bool:
        """Whether AFAS takes the token at all; each of the two that tell may be a connector that is not listed."""
        now = asyncio.get_running_loop().time()
        if now < self._refused_until:
            return False
        for call in (_OVERVIEW, _VERSION):
            with suppress(RunEnd):
                if is_let_in_by(await self._send(call, call.template, authorization)):
                    return True
        self._refused_until = now + _REFUSAL_HOLDS.total_seconds()
        return False

    async def _send(
        self,
        call: Call,
        path: str,
        authorization: str,
        body: bytes | Pieces | None = None,
        taker: Taker | None = None,
    ) -> Reply:
        await check_the_lease()  # a token may have taken long, and the horizon counts from the sending
        headers = {
            "Authorization": authorization,
            "Accept": "application/json",
            "Accept-Language": self._settings.language,
        }
        if self._settings.integration_id:
            headers["IntegrationId"] = self._settings.integration_id
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        url = self._settings.address + path
        sent = datetime.now(UTC)
        answer = await exchange(self._session, call, url, headers=headers, limits=self._limits, body=body, taker=taker)
        self.clock.hear(answer.header("Date"), sent)
        return answer
