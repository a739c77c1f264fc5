"""The sandbox itself: one company behind a hub on loopback, from the consent page to the books."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Self

from aiohttp import web

from handlers.sandboxes.accountview.authority import Authority, require
from handlers.sandboxes.accountview.behaviour import Behaviour
from handlers.sandboxes.accountview.bodies import business_object_of
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.faults import WRITES_ALL_THE_SAME, Fault, Faults
from handlers.sandboxes.accountview.object_list import object_list
from handlers.sandboxes.accountview.reading import read, show_stored
from handlers.sandboxes.accountview.refusals import RefusedError, page, refusal, unauthorized
from handlers.sandboxes.accountview.tables import Row
from handlers.sandboxes.accountview.writing import write
from handlers.sandboxes.late_writes import LateWrites
from mapping.parsing import dump_json

WRITING = {"POST", "PUT"}


class AccountViewSandbox:
    """Use as ``async with AccountViewSandbox(books) as sandbox: sandbox.base_url``.

    ``token_life`` is that of access tokens, by ``clock``, which counts seconds. ``books`` tells the truth of what was
    written; ``faults`` and ``behaviour`` may be changed while it runs. ``company_id`` is that of the
    one company that the user may work in: another sandbox may be another company of the same code.
    """

    company_id = "7f3a9c52"
    company_code = "DEMO"

    def __init__(
        self,
        books: Books | None = None,
        *,
        port: int = 0,
        behaviour: Behaviour | None = None,
        token_life: timedelta = timedelta(hours=1),
        clock: Callable[[], float] = time.monotonic,
        company_id: str = company_id,
    ) -> None:
        self.company_id = company_id
        self.books = books or Books()
        self.behaviour = behaviour or Behaviour()
        self.faults = Faults()
        self.authority = Authority(clock, token_life)
        self.refresh_token = self.authority.grant_refresh_token()
        self.base_url = ""
        self._port = port
        self._running = 0
        self._late = LateWrites()
        self._closing = asyncio.Event()
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.5)

    @property
    def client_id(self) -> str:
        """The registered application's key."""
        return self.authority.client_id

    @property
    def client_secret(self) -> str:
        """The registered application's secret."""
        return self.authority.client_secret

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._late.give_up()
        await self._runner.cleanup()

    async def commits_done(self) -> None:
        """Wait until every write that was to be carried out later is."""
        await self._late.wait_until_done()

    async def commit_now(self) -> None:
        """Carry out every write that was to be carried out later, whatever its delay."""
        await self._late.now()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The hub: paths in any case."""
        match request.path.lower().rstrip("/"):
            case "/ams/authorize.aspx" if request.method == "GET":
                return self.authority.authorize(request)
            case "/api/v3/token" if request.method == "POST":
                self.books.calls["POST", "TOKEN"] += 1
                return await self.authority.issue(request)
            case ("/api/v3/companies" | "/api/v3/accountviewsystembusinessobjects") as path if request.method == "GET":
                return self._companies(request) if path.endswith("companies") else self._objects(request)
            case "/api/v3/accountviewdata":
                return await self._data(request)
            case "/api/v3/accountviewsystemdata" if request.method == "GET":
                return await self._data(request)
            case _:
                return page(404, "Not Found")

    def _companies(self, request: web.BaseRequest) -> web.StreamResponse:
        self.books.calls["GET", "COMPANIES"] += 1
        if self.authority.scopes_of(request) is None:
            return unauthorized()
        row = {"Id": self.company_id, "Description": "Groothandel Demo B.V.", "Code": self.company_code}
        return web.json_response([row])

    def _objects(self, request: web.BaseRequest) -> web.StreamResponse:
        self.books.calls["GET", "BUSINESSOBJECTS"] += 1
        if self.authority.scopes_of(request) is None:
            return unauthorized()
        try:
            self._require_company(request)
            shown = object_list(self.books, self.behaviour)
        except RefusedError as error:
            return refusal(error.message, error.status or self.behaviour.error_status)
        return web.json_response(shown)

    async def _data(self, request: web.BaseRequest) -> web.StreamResponse:
        asked = {name.lower(): value for name, value in request.query.items()}
        body = await request.read()
        found = business_object_of(body) if request.method in WRITING else asked.get("businessobject", "").upper()
        self.books.calls[request.method, found] += 1
        fault = self.faults.take(request.method, found)
        await self._pause(self.faults.delay)
        if fault is not None and fault not in WRITES_ALL_THE_SAME:
            return self.faults.answer(fault, request)
        scopes = self.authority.scopes_of(request)
        if scopes is None:
            return unauthorized()
        try:
            require(scopes, request.method)
            self._require_company(request)
            if fault in {Fault.COMMIT_LATER, Fault.REFUSE_THEN_COMMIT}:
                self._late.later(lambda: self._commit(request.method, body), self.faults.commit_delay)
                return await self._unanswered(fault, request)
            answer = await self._carry_out(request.method, asked, body)
        except RefusedError as error:
            return refusal(error.message, error.status or self.behaviour.error_status)
        return await self._unanswered(fault, request) if fault is not None else answer

    async def _carry_out(self, method: str, asked: Mapping[str, str], body: bytes) -> web.StreamResponse:
        """Read or write, unless another call is running and only one may."""
        self._running += 1
        try:
            if self.behaviour.single_call and self._running > 1:
                raise RefusedError("De administratie is in gebruik door een andere aanroep.")
            await asyncio.sleep(0)  # AccountView takes a while: let a second call meet the first
            if method == "GET":
                return self._tables(read(self.books, asked, self.behaviour), reads=True)
            if method not in WRITING:
                raise RefusedError("Deze methode wordt niet ondersteund.", 405)
            shape, rows = write(self.books, method, body, self.behaviour)
            return self._tables(show_stored(self.books, shape, rows, self.behaviour), reads=False)
        finally:
            self._running -= 1

    def _tables(self, tables: Mapping[str, list[Row]], *, reads: bool) -> web.StreamResponse:
        if reads and self.behaviour.nothing_is_404 and not any(tables.values()):
            return web.Response(status=404)
        if not reads and not self.behaviour.answers_rows:
            return web.Response(status=200)
        bare = self.behaviour.lone_row_bare
        shown = {name: rows[0] if bare and len(rows) == 1 else rows for name, rows in tables.items()}
        body = dump_json(shown)
        if self.behaviour.one_byte:
            body = body.decode().encode("windows-1252")
        return web.Response(body=body, content_type="application/json")

    def _require_company(self, request: web.BaseRequest) -> None:
        if request.headers.get("x-company", "") != self.company_id:
            raise RefusedError("x-company ontbreekt of is onbekend.")

    def _commit(self, method: str, body: bytes) -> None:
        """Carry out a write that nobody waits for any more."""
        with suppress(RefusedError):
            write(self.books, method, body, self.behaviour)

    async def _unanswered(self, fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
        """Let the caller without the answer: for ever, with a broken connection, or with a page that says no."""
        if fault in {Fault.STORE_THEN_HANG, Fault.COMMIT_LATER}:
            await self._closing.wait()
        return self.faults.answer(fault, request)

    async def _pause(self, length: timedelta) -> None:
        """Wait, but not longer than the sandbox lives."""
        if length:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), length.total_seconds())
