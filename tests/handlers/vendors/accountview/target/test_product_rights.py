"""A flow of products waits, and says why, where nobody may write articles or a column for them lacks."""

import pytest

from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.accountview import Behaviour
from relay.errors import Barred, Hold, Scope, Transient
from tests.handlers.vendors.accountview.office import a_books, a_while_later, office, only
from tests.handlers.vendors.accountview.products import (
    COLUMNS,
    a_draft_product,
    product_books,
    product_target,
)


@pytest.mark.parametrize(("rights", "act"), [({"update"}, "insert"), ({"insert"}, "update"), (set(), "insert")])
async def test_where_the_list_of_objects_lets_no_article_be_written_the_flow_waits_and_says_which_right(
    rights: set[str], act: str
) -> None:
    books = product_books()
    books.article_rights = frozenset(rights)
    async with office(books) as o:
        target = product_target(o)
        with pytest.raises(Barred, match=f"may not {act} articles.*AK1") as told:
            await target.find_by_codes(["PLANK-1"])
        assert told.value.scope is Scope.FLOW
        assert o.books.calls["GET", "AK1"] == 0
        books.article_rights = frozenset({"insert", "update"})
        asked = o.books.calls.total()
        with pytest.raises(Barred):  # many events may wait for it at once
            await target.find_by_codes(["PLANK-2"])
        assert o.books.calls.total() == asked
        a_while_later(target._books.shown)
        assert await target.find_by_codes(["PLANK-1"]) == {}


async def test_a_table_that_the_dictionary_closes_is_told_with_its_marks() -> None:
    books = product_books()
    books.closed_tables = frozenset({"ARTICLE"})
    async with office(books) as o:
        with pytest.raises(Barred, match=r"insert of ARTICLE.*NO_XML_UPD.*module") as told:
            await product_target(o).find_by_codes(["PLANK-1"])
        assert told.value.scope is Scope.FLOW


async def test_only_the_rights_that_the_flow_needs_are_asked_and_none_for_a_trial() -> None:
    books = product_books()
    books.article_rights = frozenset({"insert"})
    async with office(books) as o:
        skipping = ProductSettings.model_validate({"product": {"on_existing": "skip"}})
        assert await product_target(o, settings=skipping).find_by_codes(["PLANK-1"]) == {}
        books.article_rights = frozenset()
        assert await product_target(o, write=False).find_by_codes(["PLANK-1"]) == {}


async def test_where_nothing_is_shown_of_rights_accountview_itself_refuses() -> None:
    behaviour = Behaviour(shows_objects=False, unreadable=frozenset({"FLD", "DBF"}))
    books = a_books()
    async with office(books, behaviour=behaviour) as o:
        target = product_target(o)
        assert await target.find_by_codes(["PLANK-1"]) == {}
        with pytest.raises(Hold, match="POST"):
            await target.create_product({"ART_CODE": "PLANK-1"})


async def test_a_column_that_is_not_there_stops_the_flow_with_the_nearest() -> None:
    books = product_books()
    books.missing_columns["ARTICLE"] = frozenset({"BAR_CODE"})
    products = {"columns": {"barcode": "BAR_CODE"}}
    books.add_columns("ARTICLE", BARCODE="C14")
    async with office(books, products=products) as o:
        target = product_target(o)
        with pytest.raises(
            Barred, match=r"no column BAR_CODE.*to: ARTICLE\.BAR_CODE.*nearest it has is BARCODE"
        ) as told:
            await target.find_by_codes(["PLANK-1"])
        assert told.value.scope is Scope.FLOW
        books.missing_columns.clear()
        a_while_later(target._books.shown)
        assert await target.find_by_codes(["PLANK-1"]) == {}


async def test_a_block_needs_its_column_only_where_there_is_one_to_write() -> None:
    async with office(product_books(block=False)) as o:
        target = product_target(o)
        fields = target.product_fields(a_draft_product())
        assert await target.create_product(fields) == "PLANK-1"
        assert "REC_BLK" not in o.books.articles[-1]
        found = (await target.find_by_codes(["PLANK-1"]))["PLANK-1"]
        assert found.fields["REC_BLK"] is False
        for act in (
            target.update_product("PLANK-1", {"REC_BLK": True}),
            target.create_product({**fields, "REC_BLK": True}),
        ):
            with pytest.raises(Hold, match=r"no column REC_BLK.*products\.columns\.blocked"):
                await act
        await target.update_product("PLANK-1", {"REC_BLK": False})
        assert o.books.calls["PUT", "AK1"] == 0
    named = {"columns": {"blocked": "REC_BLK"}}
    async with office(product_books(block=False), products=named) as o:
        with pytest.raises(Barred, match="no column REC_BLK"):
            await product_target(o).find_by_codes(["PLANK-1"])


async def test_lengths_are_those_of_the_installations_own_dictionary() -> None:
    async with office(product_books(), products=COLUMNS, behaviour=Behaviour(cuts=True)) as o:
        target = product_target(o)
        assert (target.longest_code, target.text_room) == (250, {})
        await target.find_by_codes(["PLANK-1"])
        assert target.longest_code == 20
        assert target.text_room == {"name": 40, "extra_name": 40}
        problem = only(target.check_product(a_draft_product(code="X" * 21)))
        assert (problem.path, problem.value) == ("code", "X" * 21)
        with pytest.raises(Hold, match="does not fit") as told:
            await target.create_product({**target.product_fields(a_draft_product()), "ART_CODE": "X" * 21})
        assert only(told.value.problems).path == "code"
        with pytest.raises(Transient, match=r"texts\.name"):
            await target.create_product({**target.product_fields(a_draft_product()), "ART_DESC1": "X" * 41})
        assert o.books.calls["POST", "AK1"] == 0
    async with office(product_books()) as o:
        assert product_target(o).text_room == {"extra_name": 0, "description": 0}
