"""What can be done with a product besides carrying it: tried, rehearsed, looked for, linked, and checked."""

from typing import Any

import pytest

from handlers.contracts.naming import Kind, Right
from relay.errors import Hold
from relay.line.actions import CHECK_LINKS, FIND_NUMBER, LINK, NAMES, REHEARSE, TRY
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product, settings

PRICES = {side: {"are": "excl", "currency": "EUR", "unit": "own"} for side in ("source", "target")}


def action(desk: ProductDesk, which: Any) -> Any:
    """An action with all that it needs in place."""
    call = desk.pipeline.bind(desk.services).actions.get(which)
    assert call is not None
    return call


def test_a_trial_shows_the_product_and_the_article_that_it_would_become_and_calls_nobody(desk: ProductDesk) -> None:
    desk.settings = settings(unit={"table": {"stuk": "STK"}}, prices=PRICES)
    trial = action(desk, TRY)(desk.flow, product())
    assert trial.canonical["sku"] == "BR-100"
    assert {"UNIT": "STK", "NAME": "Zuurdesem"}.items() <= trial.targets["article"].items()
    assert (trial.problems, desk.target.calls.total()) == ([], 0)


def test_a_trial_tells_all_that_is_wrong_at_once(desk: ProductDesk) -> None:
    desk.settings = settings(unit={"table": {"doos": "DS"}})
    trial = action(desk, TRY)(desk.flow, product(sku="", name="", barcode="see label"))
    assert {one.path for one in trial.problems} >= {"unit", "sku", "name", "barcode"}


def test_a_trial_of_what_is_no_product_tells_why(desk: ProductDesk) -> None:
    trial = action(desk, TRY)(desk.flow, {"number": "1", "colour": "brown"})
    assert (trial.canonical, [one.path for one in trial.problems]) == (None, ["colour"])


async def test_a_rehearsal_shows_what_a_run_would_write_with_its_values_and_writes_nothing(desk: ProductDesk) -> None:
    await desk.carry()
    ticket = await desk.ticket(product(name="Zuurdesem groot"))
    shown = await action(desk, REHEARSE)(ticket)
    assert (shown.would_be, shown.number) == ("written", "BR-100")
    assert shown.shown["parts"][0]["changes"] == {"NAME": "Zuurdesem groot"}
    assert desk.target.calls["update_product"] == 0


async def test_a_rehearsal_of_one_that_would_be_held_tells_why(desk: ProductDesk) -> None:
    shown = await action(desk, REHEARSE)(await desk.ticket(product(sku="")))
    assert (shown.would_be, [one.path for one in shown.problems]) == (State.HELD.value, ["sku"])


async def test_a_product_is_found_by_its_link_and_else_by_its_code(desk: ProductDesk) -> None:
    find = action(desk, FIND_NUMBER)
    assert await find(desk.flow, product()) is None
    desk.target.add("br-100")
    assert await find(desk.flow, product()) == "br-100"
    desk.target.add("OTHER")
    await action(desk, LINK)(desk.flow, product(), "OTHER")
    assert await find(desk.flow, product()) == "OTHER"
    assert await find(desk.flow, {"number": ["1"]}) is None


async def test_a_person_can_link_a_product_and_let_it_go_again(desk: ProductDesk) -> None:
    link = action(desk, LINK)
    with pytest.raises(Hold, match="no article NONE"):
        await link(desk.flow, product(), "NONE")
    desk.target.add("SHELF", NAME="Plank")
    await link(desk.flow, product(), "SHELF")
    assert (await desk.carry()).number == "SHELF"
    with pytest.raises(Hold, match="shared_target"):
        await link(desk.flow, product("P-2", sku="OTHER"), "SHELF")
    await link(desk.flow, product(), None)
    assert (await desk.carry()).number == "BR-100"


async def test_links_are_checked_in_one_call(desk: ProductDesk) -> None:
    documents = [product(f"P-{n}", sku=f"C-{n}") for n in range(4)]
    for document in documents[:3]:
        await desk.carry(document)
    del desk.target.articles["C-1"]
    desk.target.calls.clear()
    checked = await action(desk, CHECK_LINKS)(desk.flow, [*documents, {"number": ["1"]}])
    assert (checked.new, checked.there, checked.gone, checked.left_out) == (1, 2, ["P-1"], 1)
    assert desk.target.calls.total() == 1


def test_what_the_settings_name_of_the_target_is_listed_with_its_place(desk: ProductDesk) -> None:
    named = action(desk, NAMES)(
        settings(
            unit={"table": {"stuk": "STK"}},
            vat_class={"default": "1", "untaxed": "9"},
            warehouse="M1",
            product={"on_existing": "skip"},
        )
    )
    found = {(one.path, str(one.kind), one.name) for one in named}
    assert (("unit", "table", "stuk"), str(Kind.UNIT), "STK") in found
    assert (("vat_class", "untaxed"), str(Kind.VAT_CODE), "9") in found
    assert (("warehouse",), str(Kind.WAREHOUSE), "M1") in found
    rights = {one.name for one in named if one.kind == Kind.RIGHT}
    assert rights == {Right.MAKE_ARTICLES}


async def test_a_dry_run_tells_what_it_would_write_by_the_names_of_fields(desk: ProductDesk) -> None:
    made = await desk.carry(write=False)
    assert made.reason.startswith("dry run: would make article with CODE, NAME")
    await desk.carry()
    changed = await desk.carry(product(name="Anders"), write=False)
    assert changed.reason.startswith("dry run: would change NAME on article BR-100")
    gone = await desk.carry({"number": "P-1", "gone": True}, write=False)
    assert gone.reason.startswith("dry run: would write nothing: the product is gone at the source")


async def test_a_dry_run_that_would_link_only_says_so(desk: ProductDesk) -> None:
    desk.settings = settings(product={"on_existing": "skip"})
    desk.target.add("BR-100")
    outcome = await desk.carry(write=False)
    assert outcome.reason.startswith("dry run: would leave article BR-100 as it is")
    assert await desk.link() is None


async def test_a_dry_run_that_would_rename_says_so(desk: ProductDesk) -> None:
    desk.settings = settings(product={"on_rename": "update_key"})
    desk.target.renames_codes = True
    await desk.carry()
    outcome = await desk.carry(product(sku="BR-101"), write=False)
    assert "would give article BR-100 the code BR-101" in outcome.reason
    assert list(desk.target.articles) == ["BR-100"]
