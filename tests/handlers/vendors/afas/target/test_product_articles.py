"""Articles and variants in AFAS: found by code, many in one call; made once; changed by what is given alone."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.records import AlreadyThere, NotThere
from handlers.sandboxes.afas.masters import Item
from handlers.vendors.afas.target.lookup_columns import ArticleColumns
from handlers.vendors.afas.target.product_articles import read_article
from mapping.parsing import dump_json
from relay.errors import Hold
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.examples import article, body
from tests.handlers.vendors.afas.products import ARTICLE, VARIANT, a_draft, a_product, made, product_target

SHOWN: dict[str, Any] = {"lookups": {"articles": "Relay_Articles"}}
VARIANTS: dict[str, Any] = {
    "products": {"variants": {"delimiter": "|"}},
    "lookups": {"variants": "Relay_Articles"},
}


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


def write(e: Environment, document: dict[str, Any], method: str = "POST") -> None:
    [connector] = document
    e.profit.write(method, connector, None, dump_json(document))


async def test_a_new_article_is_kept_to_the_field_and_found_again(e: Environment) -> None:
    target = product_target(e, **SHOWN)
    assert await made(target) == "DD-1"
    kept = e.profit.goods.of_article("DD-1")
    assert (kept["Ds"], kept["DsEx"], kept["Ds_1036"]) == ("Kaasplank eiken", "met handvat", "Planche à fromage")
    assert (kept["BaCo"], kept["VaBc"], kept["NeWe"], kept["VaWt"]) == ("0401234000017", "3", Decimal("1.5"), "4")
    assert (kept["Grp"], kept["VaRc"], kept["CrId"], kept["BiSt"]) == ("SERV", "1", "50003", True)
    found = (await target.find_by_codes(["DD-1"]))["DD-1"]
    assert (found.number, found.kind, found.barcode) == ("DD-1", "article", "0401234000017")
    wanted = target.product_fields(a_draft())
    shown = {place: value for place, value in wanted.items() if place in found.fields}
    assert {place: found.fields[place] for place in shown} == shown
    unseen = {place.partition(".")[2] for place in wanted.keys() - shown.keys()}
    assert unseen == {"ItCd", "VaBc", "SaPrice", "DatPri", "CrId", "CsGc"}


async def test_what_no_column_shows_is_closed_and_a_yes_is_read_in_each_form(e: Environment) -> None:
    targets = product_target(e).product_sources
    row = {
        "ItemCode": "A",
        "ItemTypeCode": "0",
        "Description": "",
        "Blocked": "1",
        "Stock": "false",
        "Description_1036": "x",
    }
    found = read_article(row, ArticleColumns(), targets, {"fr": "1036"})
    assert found.fields == {
        f"{ARTICLE}.Ds": "",
        f"{ARTICLE}.Ds_1036": "x",
        f"{ARTICLE}.Bl": True,
        f"{ARTICLE}.BiSt": False,
    }
    assert {f"{ARTICLE}.VaBc", f"{ARTICLE}.Rm", f"{ARTICLE}.Grp"} <= found.closed
    assert not found.closed & found.fields.keys()
    assert {place.partition(".")[0] for place in found.foreign} == {VARIANT}


async def test_many_codes_are_asked_for_in_one_call_whatever_their_capitals_and_blanks(e: Environment) -> None:
    target = product_target(e)
    for code in ("ABC-1", "007"):
        await made(target, code=code)
    before = e.calls("GET", "/connectors/profit_article")
    codes = ["abc-1 ", "007", "7", "ABC", "000100", "nee"]
    found = await target.find_by_codes(codes)
    assert {code: one.number for code, one in found.items()} == {"abc-1 ": "ABC-1", "007": "007", "000100": "000100"}
    assert e.calls("GET", "/connectors/profit_article") == before + 1
    assert await target.find_by_codes([]) == {}


async def test_three_hundred_codes_are_asked_for_in_four_calls(e: Environment) -> None:
    codes = [f"ART-{number:06}" for number in range(300)]
    e.profit.masters.items = [Item(code, code) for code in codes[::2]]
    found = await product_target(e).find_by_codes(codes)
    assert list(found) == codes[::2]
    assert e.calls("GET", "/connectors/profit_article") == 4


@pytest.mark.parametrize("code", ["ABC/123+#Ö", "A,B;C", "50% & meer", "'", "a|b?c=d"])
async def test_a_code_of_any_signs_is_found_made_and_changed_as_it_is(e: Environment, code: str) -> None:
    target = product_target(e)
    assert await made(target, code=code) == code
    assert (await target.find_by_codes([code]))[code].number == code
    await target.update_product(code, {f"{ARTICLE}.Ds": "Anders"})
    assert e.profit.goods.of_article(code)["Ds"] == "Anders"
    assert {call.path.rstrip("/") for call in e.sandbox.calls if call.method != "GET"} == {"/connectors/fbitemarticle"}


async def test_a_change_sets_what_is_given_empties_what_is_none_and_leaves_the_rest(e: Environment) -> None:
    target = product_target(e)
    await made(target)
    changes = {f"{ARTICLE}.Ds": "Kaasplank noten", f"{ARTICLE}.DsEx": None, f"{ARTICLE}.Bl": True}
    for _ in range(2):
        await target.update_product("dd-1", changes)
    kept = e.profit.goods.of_article("DD-1")
    assert (kept["Ds"], kept["DsEx"], kept["Bl"]) == ("Kaasplank noten", None, True)
    assert (kept["NeWe"], kept["BaCo"], kept["Grp"]) == (Decimal("1.5"), "0401234000017", "SERV")
    calls = len(e.sandbox.calls)
    await target.update_product("DD-1", {})
    assert len(e.sandbox.calls) == calls


async def test_an_article_is_never_made_twice_and_one_that_is_not_there_is_not_changed(e: Environment) -> None:
    target = product_target(e)
    await made(target)
    with pytest.raises(AlreadyThere):
        await made(target, code="dd-1")
    with pytest.raises(NotThere):
        await target.update_product("DD-2", {f"{ARTICLE}.Ds": "x"})
    assert len(e.profit.goods.articles) == 1


async def test_a_code_that_is_too_long_is_told_and_never_cut(e: Environment) -> None:
    target = product_target(e)
    assert target.longest_code == 40
    [problem] = target.check_product(a_draft(code="X" * 44))
    assert problem.path == "sku"
    with pytest.raises(Hold):
        await made(target, code="X" * 44)
    assert e.profit.goods.articles == {}


async def test_a_block_is_of_the_whole_article_and_costs_are_no_article(e: Environment) -> None:
    target = product_target(e)
    found = await target.find_by_codes(["000999", "VERZEND"])
    assert found["000999"].fields[f"{ARTICLE}.Bl"] is True
    assert (found["VERZEND"].kind, found["VERZEND"].foreign) == ("other", frozenset(target.product_sources))
    assert target.kinds == {"article", "service"}


async def test_a_composition_of_the_code_is_found_as_one_and_nothing_of_it_is_ever_written(e: Environment) -> None:
    part = body("FbCompositionPart", {"VaIt": "Art", "ItCd": "000100", "QuUn": "1"})
    header = {"VaCt": "1", "ItCd": "SET-1", "Grp": "300", "BiUn": "stk", "VaRc": "1", "CrId": "50003"}
    write(e, body("FbComposition", header, part))
    e.profit.masters.items = [item for item in e.profit.masters.items if item.code != "SET-1"]
    target = product_target(e, lookups={"compositions": "Profit_Composition"})
    found = await target.find_by_codes(["set-1", "000100", "NEE"])
    assert {code: one.kind for code, one in found.items()} == {"set-1": "composition", "000100": "article"}
    assert found["set-1"].foreign == frozenset(target.product_sources)
    assert e.calls("GET", "/connectors/profit_composition") == 1
    await target.find_by_codes(["000100"])
    assert e.calls("GET", "/connectors/profit_composition") == 1


async def test_a_change_of_a_composition_is_held_and_makes_no_article_of_it(e: Environment) -> None:
    e.profit.masters.keep_item(Item("SET-1", "Set", type="7"))
    with pytest.raises(Hold) as held:
        await product_target(e).update_product("SET-1", {f"{ARTICLE}.Ds": "x"})
    assert type(held.value) is Hold


async def test_prices_of_a_change_are_no_business_of_the_article(e: Environment) -> None:
    target = product_target(e)
    await made(target)
    assert {target.product_writes[f"{ARTICLE}.{name}"] for name in ("SaPrice", "DatPri", "CoPrice")} == {"create_only"}
    [row] = e.profit.goods.prices
    assert (row["PrLi"], row["Pric"]) == ("*****", Decimal("24.20"))


async def test_a_variant_is_kept_and_found_by_its_joined_code(e: Environment) -> None:
    write(e, article(ItCd="SHIRT", VaTp="4", StD1="MAAT", StD2="KLEUR"))
    write(e, article(ItCd="ONE", VaTp="3", StD1="MAAT"))
    target = product_target(e, **VARIANTS)
    for code in ("SHIRT|M|BLAUW", "SHIRT|S|ZWART", "ONE|L"):
        assert await made(target, code=code, barcode="", barcode_kind="") is None
    found = await target.find_by_codes(["shirt|m|blauw", "ONE|L", "ONE|S", "SHIRT", "SHIRT|M"])
    assert {code: one.number for code, one in found.items()} == {
        "shirt|m|blauw": "SHIRT|M|BLAUW",
        "ONE|L": "ONE|L",
        "SHIRT": "SHIRT",
    }
    assert found["ONE|L"].fields == {f"{VARIANT}.BaCo": None, f"{VARIANT}.BlSa": False}
    assert {place.partition(".")[0] for place in found["ONE|L"].foreign} == {ARTICLE}


async def test_a_variants_barcode_and_block_change_and_the_articles_own_stay(e: Environment) -> None:
    write(e, article(ItCd="SHIRT", VaTp="4", StD1="MAAT", StD2="KLEUR"))
    target = product_target(e, **VARIANTS)
    await made(target, code="SHIRT|M|BLAUW", barcode="", barcode_kind="")
    changes = {f"{VARIANT}.BaCo": "2000000000015", f"{VARIANT}.VaBc": "3", f"{VARIANT}.BlSa": True}
    for _ in range(2):
        await target.update_product("shirt|m|blauw", changes)
    [row] = e.profit.goods.combinations
    assert (row["StL1"], row["BaCo"], row["BlSa"]) == ("M", "2000000000015", True)
    assert e.profit.masters.item("2", "SHIRT").blocked is False
    assert e.profit.goods.of_article("SHIRT").get("BaCo") is None


async def test_a_variant_of_no_such_article_or_dimension_is_held(e: Environment) -> None:
    write(e, article(ItCd="SHIRT", VaTp="4", StD1="MAAT", StD2="KLEUR"))
    target = product_target(e, **VARIANTS)
    for code in ("TROUSERS|M|BLAUW", "SHIRT|XXL|BLAUW", "SHIRT|M"):
        with pytest.raises(Hold, match="AFAS refused the data"):
            await made(target, code=code)
    assert e.profit.goods.combinations == []


async def test_texts_have_room_and_codes_stay(e: Environment) -> None:
    target = product_target(e, **VARIANTS)
    assert (target.text_room, target.renames_codes, target.folds_codes) == (
        {"name": 100, "extra_name": 100},
        False,
        True,
    )
    assert target.longest_code == 62
    with pytest.raises(Hold, match="gives no article another code"):
        await target.rename_product("DD-1", "DD-2")
    assert target.languages == {"de", "fr", "nl", "en"}
    assert target.product_sources[f"{VARIANT}.ItCd"] == {"code"}
    assert target.shortened_product(a_draft(texts={"name": "x" * 120})) == [f"{ARTICLE}.Ds"]
    assert a_product().code == "DD-1"
