"""Calls to a sandbox over HTTP, as any client would make them: nothing here is the relay's own client."""

import base64
from types import TracebackType
from typing import Any, Self

import aiohttp

from handlers.sandboxes.afas import AfasSandbox
from mapping.parsing import dump_json, parse_json
from tests.handlers.vendors.afas import examples

JSON = {"Content-Type": "application/json; charset=utf-8"}


class Caller:
    """``async with Caller(sandbox) as call``: one session with the sandbox's token."""

    def __init__(self, sandbox: AfasSandbox, *, timeout: float = 10) -> None:
        token = base64.b64encode(sandbox.access.token.encode()).decode()
        self._headers = {"Authorization": f"AfasToken {token}"}
        self._base = sandbox.base_url
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=timeout))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
        """Status and parsed body, None where the body is no JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        options = {**self._headers, **JSON, **named}
        async with self._session.request(method, self._base + path, data=body, headers=options) as response:
            text = await response.read()
            return response.status, parse_json(text) if text.startswith(b"{") else None

    async def write(self, document: dict[str, Any], method: str = "POST", part: str = "") -> tuple[int, Any]:
        """Send a body to the connector that it names."""
        (connector,) = document
        path = f"/connectors/{connector}/{part}" if part else f"/connectors/{connector}"
        return await self.send(method, path, dump_json(document))

    async def keys(self, document: dict[str, Any], method: str = "POST", part: str = "") -> dict[str, str]:
        """The keys that a write is answered with; it must go well."""
        (connector,) = document
        status, answer = await self.write(document, method, part)
        assert status == 201, answer
        keys: dict[str, str] = answer["results"][connector]
        return keys

    async def refusal(self, document: dict[str, Any], method: str = "POST", part: str = "") -> str:
        """The text with which a write is refused, as AFAS refuses data."""
        status, answer = await self.write(document, method, part)
        assert (status, set(answer)) == (500, {"externalMessage", "errorNumber", "profitLogReference"}), answer
        return str(answer["externalMessage"])

    async def rows(self, connector: str, **equal: str) -> list[dict[str, Any]]:
        """The rows of a GetConnector, filtered on equal values."""
        query = "skip=0&take=100"
        if equal:
            ones = ",".join("1" for _ in equal)
            query += f"&filterfieldids={','.join(equal)}&filtervalues={','.join(equal.values())}&operatortypes={ones}"
        status, answer = await self.send("GET", f"/connectors/{connector}?{query}")
        assert status == 200, answer
        rows: list[dict[str, Any]] = answer["rows"]
        return rows

    async def debtor(self) -> str:
        """The number of a new company; the first of a sandbox is 10141."""
        return (await self.keys(examples.company_debtor()))["DbId"]
