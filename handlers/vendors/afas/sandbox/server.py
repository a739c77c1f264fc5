"""The sandbox's HTTP side: which path does what, and in which order a call is refused."""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from types import TracebackType
from typing import Self

from aiohttp import web

from handlers.vendors.afas.sandbox.access import Access
from handlers.vendors.afas.sandbox.books import OrderBooks
from handlers.vendors.afas.sandbox.faults import Faults
from handlers.vendors.afas.sandbox.reading import QUERY_LIMIT, read
from handlers.vendors.afas.sandbox.refusals import RefusedError, Text, answered, refused
from handlers.vendors.afas.sandbox.tables import Table

BASE = "/ProfitRestServices"
_CALLS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call as it came in; ``path`` without the base and in small letters, ``query`` as it was written."""

    method: str
    path: str
    query: str


class AfasSandbox:
    """``async with AfasSandbox(books) as sandbox``: serves on loopback until the block ends; ``seed`` fixes its chance.

    Give a client ``sandbox.base_url`` with ``sandbox.access.token`` or ``.client_id`` and ``.client_secret``. ``calls``
    holds what came in, ``most_at_once`` the most calls that one connector (or ``""``: all) had at the same time.
    """

    def __init__(
        self,
        books: OrderBooks,
        *,
        port: int = 0,
        seed: int = 0,
        cell_budget: int = 150_000,
        token_life: timedelta = timedelta(hours=1),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.books = books
        self.access = Access(clock, token_life)
        self.faults = Faults()
        self.calls: deque[SeenCall] = deque(maxlen=_CALLS_KEPT)
        self.most_at_once: Counter[str] = Counter()
        self._at_once: Counter[str] = Counter()
        self._cell_budget = cell_budget
        self._random = Random(seed)
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self._port).start()
        self._port = runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.faults.release()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """The root of all URLs, without a final slash."""
        return f"http://127.0.0.1:{self._port}{BASE}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path.lower().rstrip("/")
        if not path.startswith(f"{BASE.lower()}/"):
            return web.Response(status=404)
        path = path.removeprefix(BASE.lower())
        self.calls.append(SeenCall(request.method, path, request.rel_url.raw_query_string))
        if (request.method, path) == ("POST", "/oauth/token"):
            return await self.access.issue(request)
        keys = ("", path)
        self._enter(keys)
        try:
            return await self.faults.meet(request) or self._dispatch(request, path)
        except RefusedError as error:
            return refused(error, request.headers.get("Accept-Language", "nl-nl").lower(), self._random)
        finally:
            self._at_once.subtract(keys)

    def _enter(self, keys: tuple[str, str]) -> None:
        self._at_once.update(keys)
        for key in keys:
            self.most_at_once[key] = max(self.most_at_once[key], self._at_once[key])

    def _dispatch(self, request: web.Request, path: str) -> web.Response:
        if len(request.rel_url.raw_query_string) > QUERY_LIMIT:
            raise RefusedError(404)
        self.access.check(request)
        parts = path.strip("/").split("/")
        match (request.method, parts):
            case ("GET", ["profitversion"]):
                return answered({"version": "22.22.5"})
            case ("GET", ["metainfo"]):
                return answered(self._metainfo())
            case ("GET", ["metainfo", "get", name]):
                table = self._table(name)
                fields = [column.describe() for column in table.columns]
                return answered({"name": table.name, "description": table.name, "fields": fields})
            case ("GET", ["connectors", name]):
                query = {key.lower(): value for key, value in request.query.items()}
                return answered(read(self._table(name), query, self._random, cell_budget=self._cell_budget))
            case ("POST" | "PUT" | "DELETE", ["connectors", _, *_]) | ("GET", ["metainfo", "update", _]):
                raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
            case _:
                raise RefusedError(404)

    def _table(self, name: str) -> Table:
        self.access.check_connector(name)
        table = self.books.tables.get(name.lower())
        if table is None:
            raise RefusedError(500, Text.GET_UNAUTHORISED)
        if table.blocked:
            raise RefusedError(500, Text.BLOCKED)
        return table

    def _metainfo(self) -> dict[str, object]:
        connectors = [{"id": table.name, "description": table.name} for table in self.books.tables.values()]
        info = {"envid": "O12345AA", "appName": "relay", "group": "relay", "tokenExpiry": "0"}
        return {"updateConnectors": [], "getConnectors": connectors, "info": info}
