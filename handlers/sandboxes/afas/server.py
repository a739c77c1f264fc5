"""The sandbox's HTTP side: which path does what, and in which order a call is refused."""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from handlers.sandboxes.afas import metainfo
from handlers.sandboxes.afas.access import Access
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.faults import Faults
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.afas.reading import QUERY_LIMIT, read
from handlers.sandboxes.afas.refusals import RefusedError, Text, answer_json, answer_refusal
from handlers.sandboxes.afas.standard_subjects import show_file
from handlers.sandboxes.afas.tables import Table
from handlers.sandboxes.afas.write_faults import WriteFaults
from handlers.sandboxes.afas.writing import MOST_BYTES, WriteSide

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
    ``environment`` is its name as AFAS has it: O, T or A for production, test or acceptance, number and two letters.
    ``profit`` tells what was written and holds what calls are checked against; left out, it has the given orders.
    """

    def __init__(
        self,
        books: OrderBooks | None = None,
        *,
        profit: Profit | None = None,
        port: int = 0,
        seed: int = 0,
        cell_budget: int = 150_000,
        token_life: timedelta = timedelta(hours=1),
        clock: Callable[[], float] = time.monotonic,
        environment: str = "O12345AA",
    ) -> None:
        if books is not None and profit is not None:
            raise ValueError("give the books to the Profit, or no Profit")
        self.profit = profit or Profit(books)
        self.books = self.profit.orders
        self.access = Access(clock, token_life)
        self.faults = Faults()
        self._writes = WriteSide(self.profit, self.access)
        self.calls: deque[SeenCall] = deque(maxlen=_CALLS_KEPT)
        self.most_at_once: Counter[str] = Counter()
        self._at_once: Counter[str] = Counter()
        self.environment = environment
        self._cell_budget = cell_budget
        self._random = Random(seed)
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MOST_BYTES)
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
        self._writes.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """The root of all URLs, without a final slash."""
        return f"http://127.0.0.1:{self._port}{BASE}"

    @property
    def write_faults(self) -> WriteFaults:
        """What goes wrong with writes alone."""
        return self._writes.faults

    async def commits_done(self) -> None:
        """Wait until every write that was to be carried out later is."""
        await self._writes.late.wait_until_done()

    async def commit_now(self) -> None:
        """Carry out every write that was to be carried out later, whatever its delay."""
        await self._writes.late.now()

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
            return await self.faults.meet(request) or await self._dispatch(request, path)
        except RefusedError as error:
            return answer_refusal(error, request.headers.get("Accept-Language", "nl-nl").lower(), self._random)
        finally:
            self._at_once.subtract(keys)

    def _enter(self, keys: tuple[str, str]) -> None:
        self._at_once.update(keys)
        for key in keys:
            self.most_at_once[key] = max(self.most_at_once[key], self._at_once[key])

    async def _dispatch(self, request: web.Request, path: str) -> web.StreamResponse:
        if len(request.rel_url.raw_query_string) > QUERY_LIMIT:
            raise RefusedError(404)
        self.access.check(request)
        parts = path.strip("/").split("/")
        match (request.method, parts):
            case ("GET", ["profitversion" | "metainfo", *_]):
                return answer_json(self._tell(parts))
            case ("GET", ["subjectconnector" | "imageconnector" | "fileconnector", *_]):
                return answer_json(self._hand_out(parts, request.query.get("format", "0")))
            case ("GET", ["connectors", name]):
                query = {key.lower(): value for key, value in request.query.items()}
                return answer_json(read(self._table(name), query, self._random, cell_budget=self._cell_budget))
            case ("POST" | "PUT" | "DELETE", ["connectors", _, *_]):
                return await self._writes.answer(request, request.path.strip("/").split("/")[2:])
            case _:
                raise RefusedError(404)

    def _tell(self, parts: Sequence[str]) -> Any:
        """What is read beside connectors: the version and metainfo. Raises RefusedError."""
        if parts[0] == "metainfo":
            self.access.check_metainfo()
        match parts:
            case ["profitversion"]:
                return {"version": "22.22.5"}
            case ["metainfo"]:
                return metainfo.overview(self.profit.tables.values(), self.environment, self.access.lists)
            case ["metainfo", "get", name]:
                return metainfo.get_connector(self._table(name))
            case ["metainfo", "update", name]:
                self.access.check_connector(name, Text.UPDATE_UNAUTHORISED)
                return metainfo.update_connector(self.profit.connector_named(name), self.profit.masters)
            case _:
                raise RefusedError(404)

    def _hand_out(self, parts: Sequence[str], size: str) -> Any:
        """A file or picture with its kind, as base64 within JSON. Raises RefusedError."""
        match parts:
            case ["subjectconnector", subject, file]:
                return show_file(self.profit.dossier.file(subject, file))
            case ["imageconnector", number]:
                return self.profit.pictures.show_image(number, size)
            case ["fileconnector", number, name]:
                return self.profit.pictures.show_file(number, name)
            case _:
                raise RefusedError(404)

    def _table(self, name: str) -> Table:
        self.access.check_connector(name)
        table = self.profit.read(name)
        if table is None:
            raise RefusedError(500, Text.GET_UNAUTHORISED)
        if table.blocked:
            raise RefusedError(500, Text.BLOCKED)
        return table
