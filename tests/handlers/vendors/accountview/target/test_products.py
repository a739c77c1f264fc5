"""A product becomes an article with all that its columns hold, is found by its code, and changed where that is let."""

from decimal import Decimal

import pytest

from handlers.contracts.products import ProductTarget
from handlers.contracts.records import AlreadyThere, NotThere
from handlers.sandboxes.accountview import Behaviour, Fault
from relay.errors import Hold, Transient, Unconfirmed
from tests.handlers.vendors.accountview.office import office, only
from tests.handlers.vendors.accountview.products import (
    COLUMNS,
    a_draft_product,
    a_price,
    a_product,
    product_books,
    product_target,
)

ARTICLE = {
    "ART_CODE": "PLANK-1",
    "ART_DESC1": "Kaasplank eiken",
    "ART_DESC2": "met greep",
    "ART_MEMO": "Van eiken.\nMet de hand gemaakt.",
    "AG_CODE": "KEUKEN",
    "UNIT_CODE": "ST",
    "VAT_CODE": "2",
    "PX_SELL": Decimal("16.53"),
    "COST_PX": Decimal("9.10"),
    "BAR_CODE": "2000000000015",
    "ART_WGHT": Decimal("0.45"),
    "REC_BLK": False,
    "STK_FLAG": True,
    "X11_NAMEFR": "Planche à fromage",
}
"""Every column of the article that the board becomes."""


async def test_it_is_a_product_target_that_keeps_the_price_on_the_article() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        target: ProductTarget = product_target(o)
        assert (target.keeps_prices, target.price_decimals, target.rides_on_article(a_draft_product())) == (
            False,
            4,
            True,
        )
        assert (target.renames_codes, target.folds_codes, target.languages) == (False, True, frozenset({"fr"}))
        assert target.kinds == {"article", "service"}
        assert await target.find_prices("PLANK-1") is None
        assert (target.price_fields("PLANK-1", a_price()), target.check_price("PLANK-1", a_price())) == ({}, ())
        for act in (target.create_price({}), target.update_price("1", {})):
            with pytest.raises(Hold, match="selling price on the article"):
                await act
        with pytest.raises(Hold, match="another code"):
            await target.rename_product("PLANK-1", "PLANK-2")


async def test_a_product_becomes_an_article_with_every_column_and_is_found_again_by_its_code() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        target = product_target(o)
        draft = a_draft_product()
        fields = target.product_fields(draft)
        assert fields == ARTICLE
        assert target.check_product(draft) == []
        assert await target.create_product(fields) == "PLANK-1"
        assert {name: o.books.articles[-1][name] for name in ARTICLE} == ARTICLE
        found = (await target.find_by_codes(["plank-1"]))["plank-1"]
        assert {name: found.fields[name] for name in ARTICLE} == ARTICLE
        assert (found.number, found.barcode) == ("PLANK-1", "2000000000015")


async def test_what_the_source_and_the_settings_leave_out_is_in_no_column() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        bare = a_draft_product(
            a_product(weight=None, weight_unit=None, keeps_stock=None),
            codes={}, texts={"name": "Plank"}, barcode="", price=None, cost_price=None, blocked=None,
        )  # fmt: skip
        fields = product_target(o).product_fields(bare)
        assert {name for name, value in fields.items() if value not in {"", None}} == {"ART_CODE", "ART_DESC1"}


async def test_without_named_columns_only_those_that_clients_use_are_written() -> None:
    books = product_books()
    async with office(books) as o:
        fields = product_target(o).product_fields(a_draft_product())
        assert set(fields) == {"ART_CODE", "ART_DESC1", "AG_CODE", "PX_SELL", "REC_BLK"}


async def test_an_update_sets_what_is_given_empties_what_is_none_and_is_no_call_for_nothing() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        target = product_target(o)
        await target.create_product(target.product_fields(a_draft_product()))
        await target.update_product("PLANK-1", {"ART_DESC1": "Plank", "ART_WGHT": None, "BAR_CODE": None})
        await target.update_product("PLANK-1", {})
        row = o.books.articles[-1]
        assert (row["ART_DESC1"], row["ART_WGHT"], row["BAR_CODE"], row["PX_SELL"]) == (
            "Plank",
            0,
            "",
            Decimal("16.53"),
        )
        assert o.books.calls["PUT", "AK1"] == 1


async def test_a_code_that_is_taken_and_one_that_is_gone_are_told_from_other_refusals() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        target = product_target(o)
        fields = target.product_fields(a_draft_product())
        await target.create_product(fields)
        with pytest.raises(AlreadyThere, match=r"ARTICLE\.ART_CODE"):
            await target.create_product(fields)
        with pytest.raises(NotThere, match="het record bestaat niet"):
            await target.update_product("PLANK-9", {"ART_DESC1": "Plank"})
        with pytest.raises(Hold, match="AG_CODE de waarde bestaat niet"):
            await target.create_product({**fields, "ART_CODE": "PLANK-2", "AG_CODE": "NIETS"})


async def test_many_codes_are_looked_up_in_a_few_calls_and_blocked_articles_are_found_too() -> None:
    async with office(product_books(), most_filters=20, longest_query=16_000) as o:
        for number in range(45):
            o.books.put("ARTICLE", {"ART_CODE": f"A{number}", "REC_BLK": number == 44})
        asked = [f"a{number}" for number in range(50)]
        target = product_target(o)
        found = await target.find_by_codes([*asked, "", " A44 "])
        assert sorted(found) == sorted([*asked[:45], " A44 "])
        assert (found["a44"].number, found["a44"].fields["REC_BLK"]) == ("A44", True)
        assert o.books.calls["GET", "AK1"] == 3
        assert await target.find_by_codes([]) == {}
        assert o.books.calls["GET", "AK1"] == 3


async def test_a_code_that_another_begins_with_is_not_taken_for_it_and_the_one_written_just_so_goes_first() -> None:
    async with office(product_books(), behaviour=Behaviour(loose_equal=True)) as o:
        for code in ("KFM-10", "ab-3", "AB-3"):
            o.books.put("ARTICLE", {"ART_CODE": code, "ART_DESC1": code})
        found = await product_target(o).find_by_codes(["KFM-10", "AB-3", "ab-3", "KFM"])
        assert {asked: one.number for asked, one in found.items()} == {
            "KFM-10": "KFM-10",
            "AB-3": "AB-3",
            "ab-3": "ab-3",
        }


async def test_what_foxpro_writes_in_its_own_way_is_read_back_in_one_form() -> None:
    behaviour = Behaviour(logicals="letter", numbers_as_text=",", padded=True, one_byte=True)
    async with office(product_books(), products=COLUMNS, behaviour=behaviour) as o:
        target = product_target(o)
        await target.create_product(target.product_fields(a_draft_product(price=a_price("1234.50"), blocked=True)))
        found = (await target.find_by_codes(["PLANK-1"]))["PLANK-1"]
        wanted = {**ARTICLE, "PX_SELL": Decimal("1234.50"), "REC_BLK": True}
        assert {name: found.fields[name] for name in ARTICLE} == wanted


async def test_a_price_in_another_currency_is_told_beforehand() -> None:
    async with office(product_books()) as o:
        problem = only(product_target(o).check_product(a_draft_product(price=a_price(currency="GBP"))))
        assert (problem.path, problem.value) == ("price", "GBP")


@pytest.mark.parametrize(("unit", "weight"), [("kg", Decimal("0.45")), ("g", Decimal(450)), ("t", Decimal("0.00045"))])
async def test_weights_are_in_the_unit_of_the_column(unit: str, weight: Decimal) -> None:
    async with office(product_books(), products={**COLUMNS, "weight_unit": unit}) as o:
        assert product_target(o).product_fields(a_draft_product())["ART_WGHT"] == weight


async def test_a_weight_in_no_known_unit_is_left_out() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        draft = a_draft_product(a_product(weight="450", weight_unit=None))
        assert product_target(o).product_fields(draft).get("ART_WGHT") is None


async def test_an_insert_whose_answer_is_lost_is_unconfirmed_and_found_by_its_code() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        target = product_target(o)
        fields = target.product_fields(a_draft_product())
        o.sandbox.faults.next(Fault.STORE_THEN_DROP, business_object="AK1")
        with pytest.raises(Unconfirmed):
            await target.create_product(fields)
        assert (await target.find_by_codes(["PLANK-1"]))["PLANK-1"].number == "PLANK-1"


async def test_an_update_whose_answer_is_lost_may_be_sent_again() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        target = product_target(o)
        await target.create_product(target.product_fields(a_draft_product()))
        o.sandbox.faults.next(Fault.STORE_THEN_BAD_GATEWAY, method="PUT", business_object="AK1")
        with pytest.raises(Transient):
            await target.update_product("PLANK-1", {"ART_DESC1": "Plank"})
        await target.update_product("PLANK-1", {"ART_DESC1": "Plank"})
        assert o.books.articles[-1]["ART_DESC1"] == "Plank"
