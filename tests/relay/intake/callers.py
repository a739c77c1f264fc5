"""The other side of the door in tests: a source that knows a simple document, and senders that really call."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import aiohttp

from mapping.parsing import dump_json
from mapping.problems import Problem
from relay.model import Identity
from relay.roles import Json
from tests.plain import as_told
from words.told import Told

SENDER = "127.0.0.1"
STRANGER = "127.0.0.2"


class NumberedDocuments:
    """A source of documents such as {"number": "1001", "quantity": 3, "version": "a"}; of ``news`` nothing comes."""

    def check(self, document: Json) -> Sequence[Problem]:
        if not isinstance(document, dict):
            return [Problem("", as_told("is not an object"), as_told("send an object"))]
        found = []
        if not (isinstance(document.get("number"), str) and document["number"]):
            found.append(Problem("number", as_told("is not a text"), as_told("send the document's number as a text")))
        quantity = document.get("quantity", 1)
        if not (isinstance(quantity, int | Decimal) and quantity > 0):
            found.append(
                Problem("quantity", as_told("is not above zero"), as_told("send a quantity above zero"), str(quantity))
            )
        if not isinstance(document.get("version", ""), str):
            found.append(
                Problem("version", as_told("is not a text"), as_told("send the version as a text, or leave it out"))
            )
        return found

    def identify(self, document: Json) -> Identity:
        return Identity(document["number"], document.get("version"))

    def reference_of(self, document: Json) -> str:
        return str(document.get("number") or "") if isinstance(document, dict) else ""

    def passed_over(self, document: Json) -> Told | None:
        return as_told("tells something else") if document.get("news") else None

    def digest_material(self, document: Json) -> bytes:
        return dump_json(document, sort_keys=True)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content_type: str
    document: Any = field(repr=False)

    @property
    def kind(self) -> str:
        """The last part of a problem document's type."""
        return str(self.document["type"]).rpartition(":")[2]


@dataclass(frozen=True)
class Caller:
    """Sends requests to a listener from one of this machine's loopback addresses, each over a connection of its own."""

    port: int
    address: str = SENDER

    async def call(
        self, method: str, path: str, *, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connector = aiohttp.TCPConnector(local_addr=(self.address, 0), force_close=True)
        url = f"http://127.0.0.1:{self.port}{path}"
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.request(method, url, data=body, headers=headers) as response,
        ):
            raw = await response.read()
            return Answer(response.status, response.headers, response.content_type, _read(response.content_type, raw))

    async def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Post JSON: bytes as they are, other values encoded. Keyword arguments are headers, `_` standing for `-`."""
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        declared = {} if sent is None else {"Content-Type": "application/json"}
        return await self.call("POST", path, body=sent, headers={**declared, **named})

    async def delete(self, path: str, **headers: str) -> Answer:
        return await self.call("DELETE", path, headers=headers)

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.call("GET", path, headers=headers)


def _read(content_type: str, raw: bytes) -> Any:
    """What an answer holds: parsed where it is JSON, else its text; None where it is empty."""
    if not raw:
        return None
    return json.loads(raw) if content_type.endswith("json") else raw.decode()


async def send_raw(port: int, sent: bytes) -> bytes:
    """What comes back for bytes on a bare connection that is left open: up to the end of the headers."""
    reader, writer = await asyncio.open_connection(SENDER, port)
    try:
        writer.write(sent)
        return await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.close()
        await writer.wait_closed()
