"""The ways of products into one who is posted to: who knows keys, who is asked, and who answers late."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from handlers.contracts.records import Repeat
from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.shop import Behaviour
from handlers.sandboxes.shop.behaviour import late
from relay.model import Flow, Outcome, State, Ticket
from tests.handlers.pipelines.entity_suite import Killed, dying
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.sandboxes import LISTS, running_goods, settings_between
from tests.handlers.pipelines.products.shops import BY_CODE, BY_NUMBER, ShopBooks, run, running_shop
from tests.handlers.pipelines.products.ways import Business, Shop

WRITES = ("create_product", "update_product")

RECEIVERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "knows keys": {
        "products": {**{name: BY_NUMBER[name] for name in ("path", "update", "id")}, "repeat": "idempotent_key"},
        "behaviour": {"knows_keys": True, "refuses_older": True},
    },
    "is asked": {"products": BY_NUMBER},
    "answers late": {"products": BY_CODE, "within": "0.2s"},
}
"""What relay.yaml says of each, and how it behaves."""

_LATE: Final = timedelta(seconds=2)
_TRIES: Final = 6


@dataclass
class PostedWay:
    """Products on one way into a shop, as ``tests.handlers.pipelines.entity_suite.Way``."""

    desk: ProductDesk
    shop: ShopBooks
    there: Shop | Business
    answers_late: bool = False
    is_asked: bool = False
    writes: int = 0
    die_after: bool = False
    _die_at: int | None = None
    _died: Ticket | None = None

    @property
    def die_at(self) -> int | None:
        """The write at which the process dies: the first alone where the same is told again, which is no write more."""
        return self._die_at

    @die_at.setter
    def die_at(self, write: int | None) -> None:
        self._die_at = write if self.is_asked or self._died is None else None

    async def new(self, **changes: Any) -> str:
        return await self.there.new(**changes)

    async def change(self, number: str, **changes: Any) -> None:
        await self.there.change(number, **changes)

    async def document(self, number: str) -> Any:
        return await self.there.document(number)

    async def ticket(self, document: Any, *, write: bool = True) -> Ticket:
        """A claimed event: that of a process that died is found again, and goes on under the key that it had."""
        return self._died or await self.desk.ticket(document, write=write)

    async def run(self, ticket: Ticket) -> Outcome:
        """One run, and where no answer came those after it, each once what was sent cannot come true any more."""
        if self.answers_late and self.die_at is None:
            self.shop.sandbox.behaviour.faults[:] = [late(_LATE)]
        outcome = await self._run(ticket)
        for _ in range(_TRIES):
            if outcome.state is not State.UNCONFIRMED:
                break
            await self.pass_horizon()
            outcome = await self._run(ticket)
        return outcome

    async def _run(self, ticket: Ticket) -> Outcome:
        try:
            return await run(self.desk, ticket)
        except Killed:
            self._died = None if self.is_asked else ticket
            raise

    async def shown(self, number: str) -> Mapping[str, Any]:
        stored = self.shop.sandbox.books.at("products", number)
        assert stored is not None
        return {"name": stored.data["name"], "prices": int(bool(stored.data["price"]))}

    async def records(self) -> int:
        return self.shop.holds()["articles"]

    async def pass_horizon(self) -> None:
        """Let it pass, but at a receiver that knows keys: it is told the same again before it has forgotten them."""
        if self.desk.target.repeat is not Repeat.KEY:
            await self.desk.pass_horizon()

    async def bring_back(self, number: str) -> tuple[Outcome, int] | None:
        assert number
        return None

    def unwanted(self) -> None:
        self.desk.settings = self.desk.settings.model_copy(update={"stores": ("another",)})

    def undecided(self) -> None:
        finding = self.desk.settings.product.model_copy(update={"on_none": "hold"})
        self.desk.settings = self.desk.settings.model_copy(update={"product": finding})


def settings_into_shop(source: str) -> ProductSettings:
    """What a flow from a system into a shop says."""
    side = {"are": "incl", "currency": "EUR", "unit": "own"}
    return ProductSettings.model_validate({"prices": {"source": {**side, "list": LISTS[source]}, "target": side}})


@asynccontextmanager
async def open_posted_way(source: str, receiver: str, orders: OrderDesk) -> AsyncIterator[PostedWay]:
    """The way from one system, or a shop, into a receiver."""
    said = RECEIVERS[receiver]
    behaviour = Behaviour(**said.get("behaviour", {}))
    async with AsyncExitStack() as stack:
        desk = ProductDesk(orders)
        shop = await stack.enter_async_context(
            running_shop(said["products"], behaviour=behaviour, within=said.get("within", "5s"))
        )
        there: Shop | Business = Shop()
        if source != "webhook":
            entering = ProductDesk(orders)
            entering.settings = ProductSettings.model_validate(settings_between("webhook", source))
            entering.names = ("entering", "people", "shop")
            home = await stack.enter_async_context(running_goods(source))
            flow = Flow("entering", "product", "people", "shop", entering.settings)
            entering.target = home.connection.target(flow)
            there = Business(home, entering, home.connection.source(flow))
        desk.source = there.source
        shop.seat(desk, settings_into_shop(source))
        way = PostedWay(desk, shop, there, answers_late=receiver == "answers late", is_asked=receiver == "is asked")
        for name in WRITES:
            setattr(desk.target, name, dying(way, getattr(desk.target, name)))
        yield way
