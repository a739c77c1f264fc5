"""The published cases of AFAS's stock that end in a shop: what it is told, and what never reaches it."""

from pathlib import Path

import pytest

from handlers.contracts.records import NotThere
from handlers.contracts.stock import Level
from mapping.strict_yaml import read as read_yaml
from relay.errors import Hold
from relay.model import State
from tests.handlers.pipelines.stock.desk import StockDesk, settings
from tests.handlers.pipelines.stock.fake_shop import FakeShop
from tests.handlers.vendors.afas.source.stock.published import CASES, read_polls
from tests.plain import as_told

WANTED = read_yaml((Path(__file__).parent / "published.yaml").read_text("utf-8"))


class ChoosyShop(FakeShop):
    """A shop that has not everything, and refuses some of what it has."""

    def __init__(self, not_there: list[str], refused: list[str]) -> None:
        super().__init__()
        self.not_there, self.refused = not_there, refused

    def carry_out(self, level: Level) -> None:
        if level.key.code in self.not_there:
            raise NotThere(as_told("no such article"))
        if level.key.code in self.refused:
            raise Hold(as_told("not allowed to be adjusted"))
        super().carry_out(level)


def test_every_published_case_of_afas_has_what_a_shop_is_told() -> None:
    assert WANTED.keys() == CASES.keys()


@pytest.mark.parametrize("name", WANTED)
async def test_a_shop_is_told_what_its_manager_would_accept(desk: StockDesk, name: str) -> None:
    wanted = WANTED[name]
    desk.target = shop = ChoosyShop(wanted.get("not_there", []), wanted.get("refused", []))
    desk.settings = settings(compare="never", **wanted.get("settings", {}))
    ends, warned = dict[str, str](), list[str]()
    for records, told in zip(read_polls(name), wanted["polls"], strict=True):
        for record in records:
            outcome = await desk.carry(record.model_dump(mode="json", exclude_unset=True))
            if outcome.state is not State.WRITTEN:
                ends[record.number] = outcome.state.value
            elif outcome.problems:
                warned.append(record.number)
        assert [" ".join(part for part in one if part) for one in shop.told] == told
        shop.told.clear()
    assert (ends, warned) == (wanted.get("ends", {}), wanted.get("warns", []))


async def test_what_was_refused_or_is_not_there_is_not_sent_again_by_the_next_reading(desk: StockDesk) -> None:
    wanted = WANTED["stock-unknown-sku-in-stock-1"]
    desk.target = shop = ChoosyShop(wanted["not_there"], wanted["refused"])
    [records] = read_polls("stock-unknown-sku-in-stock-1")
    for _ in range(3):
        for record in records:
            await desk.carry(record.model_dump(mode="json", exclude_unset=True))
    assert len(shop.sent) == len(records)
