"""Published cases of products of AFAS that end in a shop: to the field, what is posted of them, and what never is."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import time_machine

from handlers.pipelines.products.settings import ProductSettings
from handlers.vendors.afas.source.products.documents import ProductDocuments
from handlers.vendors.afas.source.products.settings import AfasProducts
from mapping.strict_yaml import read as read_yaml
from relay.model import Outcome, State
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.shops import BY_NUMBER, ShopBooks, carry, running_shop
from tests.handlers.vendors.afas.source.products import documents

CASES: list[dict[str, Any]] = read_yaml((Path(__file__).parent / "shop_cases.yaml").read_text("utf-8"))
ROWS = {one["case"]: one for one in read_yaml((Path(documents.__file__).parent / "published.yaml").read_text("utf-8"))}
NOON = datetime.combine(date(2026, 11, 20), time(12), UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['case']}: {case['title']}")
async def test_a_published_case_is_posted_to_the_field(desk: ProductDesk, case: dict[str, Any]) -> None:
    rows = ROWS[case["case"]]
    understood = ProductDocuments(AfasProducts.model_validate(rows.get("settings", {})))
    given = [one["document"] for one in rows["products"]]
    given = given[::-1] if case.get("backwards") else given
    if "before" in case:
        given = [{**given[0], "article": {**given[0]["article"], **case["before"]}}, *given]
    async with running_shop({**BY_NUMBER, **case.get("shop", {})}, mapping=case.get("mapping", ())) as shop:
        shop.sandbox.behaviour.rewrites |= case.get("rewrites", {})
        for code in case.get("stands", ()):
            shop.sandbox.books.add("products", {"sku": code})
        desk.source = understood
        shop.seat(desk, ProductSettings.model_validate(case.get("settings", {})))
        with time_machine.travel(NOON, tick=True):
            ended = [(understood.read(one).code, await carry(desk, one)) for one in given * case.get("runs", 1)]
        assert [bare(shop, call.json()) for call in shop.posts] == case["posts"], [one for _, one in ended]
        assert paths_of(ended, State.HELD) == {code: {*paths} for code, paths in case.get("held", {}).items()}
        assert paths_of(ended, State.WRITTEN) == {code: {*paths} for code, paths in case.get("told", {}).items()}


def bare(shop: ShopBooks, posted: dict[str, Any]) -> Any:
    """What was posted without its envelope, where it had one: it has unless rows made it."""
    return posted if shop.mapping else posted["data"]


def paths_of(ended: list[tuple[str, Outcome]], state: State) -> dict[str, set[str]]:
    """By code the paths of all problems of the runs that ended so; none for those without any."""
    found: dict[str, set[str]] = {}
    for code, outcome in ended:
        if outcome.state is state and outcome.problems:
            found.setdefault(code, set()).update(problem.path for problem in outcome.problems)
    return found
