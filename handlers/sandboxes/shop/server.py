"""The receiver itself, on loopback: takes JSON at any path, keeps what it is told, and shows it.

``POST /KIND`` makes a record and answers its id; ``PUT`` or ``PATCH /KIND/PLACE`` writes the one of that id or place;
``GET /KIND?path=value`` lists those that fit, ``GET /KIND/PLACE`` shows one.
"""

import asyncio
import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import unquote

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from handlers.sandboxes.late_writes import LateWrites
from handlers.sandboxes.shop.behaviour import Behaviour, Fault
from handlers.sandboxes.shop.books import ShopBooks, Stored
from mapping.parsing import dump_json, parse_json

SECRET: Final = "whsec_" + base64.b64encode(b"only of a shop in a sandbox").decode()


@dataclass(frozen=True, slots=True)
class Taken:
    """One call that came in."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def key(self) -> str:
        """Its Idempotency-Key."""
        return self.headers.get("Idempotency-Key", "")

    def json(self) -> Any:
        """What was posted, envelope and all."""
        return json.loads(self.body)


class ShopSandbox:
    """Use as ``async with ShopSandbox() as shop: shop.address``. ``books`` tell the truth of what was taken.

    ``calls`` are those that write, in their order; ``asked`` the paths of those that read.
    """

    def __init__(
        self, behaviour: Behaviour | None = None, *, port: int = 0, secret: str = SECRET, below: str = ""
    ) -> None:
        self.behaviour = behaviour or Behaviour()
        self.books = ShopBooks()
        self.calls: list[Taken] = []
        self.asked: list[str] = []
        self.secret = secret
        self.address = ""
        self._below = below
        self._port = port
        self._answers: dict[str, tuple[int, bytes]] = {}
        self._late = LateWrites()
        self._closing = asyncio.Event()
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.5)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.address = f"http://127.0.0.1:{self._port}{self._below}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._late.give_up()
        await self._runner.cleanup()

    @property
    def connection(self) -> dict[str, Any]:
        """What relay.yaml says of a connection so that it may be posted to on this machine."""
        opened = {"plain_http": True, "ports": [self._port], "allow_private": ["127.0.0.0/8"]}
        return {"vendor": "webhook", "outbound": opened}

    async def commit_now(self) -> None:
        """Carry out every write that was to be carried out later."""
        await self._late.now()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.raw_path.removeprefix(self._below)
        if request.method == "GET":
            self.asked.append(path)
            return self._show(request)
        taken = Taken(request.method, path, dict(request.headers), await request.read())
        self.calls.append(taken)
        if self.behaviour.checks_signatures and not self._verifies(taken):
            return web.json_response({"error": "signature"}, status=401)
        if not self.behaviour.faults:
            status, body = self._carry_out(taken)
            return web.Response(status=status, body=body, content_type="application/json")
        return await self._fail(request, taken, self.behaviour.faults.pop(0))

    async def _fail(self, request: web.BaseRequest, taken: Taken, fault: Fault) -> web.StreamResponse:
        status, body = fault.status, fault.body
        if fault.carried_out:
            status, body = self._carry_out(taken)
        elif fault.commit_after is not None:
            self._late.later(lambda: self._carry_out(taken), fault.commit_after)
        if fault.answer_after:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), fault.answer_after.total_seconds())
        if fault.hangs_up and request.transport is not None:
            request.transport.close()
        return web.Response(status=status, body=body, headers=fault.headers, content_type="application/json")

    def _carry_out(self, taken: Taken) -> tuple[int, bytes]:
        if self.behaviour.knows_keys and taken.key in self._answers:
            return self._answers[taken.key]
        answer = self._write(taken)
        self._answers[taken.key] = answer
        return answer

    def _write(self, taken: Taken) -> tuple[int, bytes]:
        kind, _, place = taken.path.partition("?")[0].strip("/").partition("/")
        place = unquote(place)
        posted = parse_json(taken.body)
        data = posted["data"] if isinstance(posted, dict) and {"type", "data"} <= posted.keys() else posted
        if isinstance(data, dict) and data.get("sku") in self.behaviour.rewrites:
            data = {**data, "sku": self.behaviour.rewrites[data["sku"]]}
        sequence = int(taken.headers.get("relay-sequence", "0"))
        known = self.books.at(kind, place) if place else None
        if known is None and taken.method != "POST" and not self.behaviour.makes_at_a_place:
            return 404, b'{"error": "none"}'
        if known is None:
            return 201, _told(self.books.add(kind, data, place, sequence))
        if self.behaviour.refuses_older and sequence < known.sequence:
            return 409, b'{"error": "older"}'
        known.data = {**known.data, **data} if taken.method == "PATCH" else data
        known.writes += 1
        known.sequence = sequence
        return 200, _told(known)

    def _show(self, request: web.BaseRequest) -> web.StreamResponse:
        kind, _, place = request.path.removeprefix(self._below).strip("/").partition("/")
        if not self.behaviour.shows:
            return web.json_response({"error": "none"}, status=404)
        if not place:
            found = self.books.matching(kind, dict(request.query))
            return web.Response(
                body=dump_json({"data": [_shown(one) for one in found]}), content_type="application/json"
            )
        one = self.books.at(kind, place)
        if one is None:
            return web.json_response({"error": "none"}, status=404)
        return web.Response(body=dump_json(_shown(one)), content_type="application/json")

    def _verifies(self, taken: Taken) -> bool:
        try:
            Webhook(self.secret).verify(taken.body, {name.lower(): value for name, value in taken.headers.items()})
        except WebhookVerificationError:
            return False
        return True


def _shown(one: Stored) -> dict[str, Any]:
    return {**one.data, "id": one.id}


def _told(one: Stored) -> bytes:
    return dump_json({"id": one.id, **{name: one.data[name] for name in ("sku",) if name in one.data}})
