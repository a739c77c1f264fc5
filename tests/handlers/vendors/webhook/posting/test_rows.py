"""Rows make the body that is posted, the connection's under the flow's, and what they make of the post is no change."""

import pytest

from handlers.vendors.webhook.posting.rows import PostRows, post_rows
from handlers.vendors.webhook.posting.settings import EntityPosts
from relay.errors import Hold
from relay.model import Flow
from relay.settings.findings import SettingsError
from tests.handlers.vendors.webhook.posting.receiving import ORDERS, STOCK, carried, posting

READABLE = {"level": {"code": str, "quantity": int}, "order": {"lines": [{"sku": str}]}}
CODE = {"code": "BR-1"}


def rows(*of_connection: object, of_flow: object = (), entity: str = "stock") -> PostRows | None:
    how = EntityPosts.model_validate({**ORDERS, "mapping": of_connection})
    flow = Flow(name="to-shop", entity=entity, source="books", target="shop", settings=None, mapping=of_flow)  # type: ignore[arg-type]  # rows as YAML gives them
    return post_rows(flow, how, READABLE)


def made(*of_connection: object, of_flow: object = ()) -> PostRows:
    found = rows(*of_connection, of_flow=of_flow)
    assert found is not None
    return found


def test_without_rows_there_is_no_mapping() -> None:
    assert rows() is None


def test_a_flows_row_takes_the_place_of_its_connections_and_others_stay() -> None:
    shared = ({"to": "sku", "from": "level.code"}, {"to": "stock.amount", "from": "level.quantity"})
    own = ({"to": "stock.amount", "const": 4}, {"to": "stock.of", "const": "shop"})
    fields = made(*shared, of_flow=own).fields({"level": {"code": "BR-1", "quantity": 5}})
    assert fields == {"sku": "BR-1", "stock": {"amount": 4, "of": "shop"}}


def test_a_list_becomes_a_list() -> None:
    one = made({"to": "items.sku", "each": "order.lines", "from": "item.sku"})
    assert one.fields({"order": {"lines": [{"sku": "A"}, {"sku": "B"}]}}) == {"items": [{"sku": "A"}, {"sku": "B"}]}


async def test_what_rows_make_of_the_post_is_filled_in_as_it_is_posted() -> None:
    of_post = (
        {"to": "quantity", "from": "level.quantity"},
        {"to": "meta.sequence", "from": "post.sequence"},
        {"to": "meta.at", "from": "post.as_of"},
        {"to": "meta.kind", "from": "post.type"},
        {"to": "meta.code", "from": "level.code"},
    )
    one = made(*of_post)
    fields = one.fields({"level": {"code": "BR-1", "quantity": 5}})
    assert fields == {"quantity": 5, "meta": {"code": "BR-1"}}
    async with carried(ordinal=7) as carrying:
        body = one.stamped(fields, carrying)
    meta = {"code": "BR-1", "sequence": 7, "at": "2026-03-02T12:00:00.250Z", "kind": "stock"}
    assert body == {"quantity": 5, "meta": meta}
    assert fields["meta"] == {"code": "BR-1"}
    assert one.stamped(fields, None)["meta"] == {"code": "BR-1", "kind": "stock"}


async def test_what_rows_made_is_posted_without_an_envelope() -> None:
    async with posting() as desk, carried(ordinal=7):
        poster = desk.with_rows({"to": "amount", "from": "level.quantity"}, {"to": "nr", "from": "post.sequence"})
        await poster.post(CODE, {"amount": 5})
        [call] = desk.shop.calls
    assert call.json() == {"amount": 5, "nr": 7}


async def test_a_mapping_that_was_corrected_reaches_a_receiver_that_knows_keys_when_it_is_replayed() -> None:
    async with posting() as desk, carried(ordinal=7):
        desk.shop.behaviour.knows_keys = True
        for quantity in (5, 5, 4):
            await desk.with_rows({"to": "amount", "from": "level.quantity"}).post(CODE, {"amount": quantity})
        [stored] = desk.shop.books.all("stock")
    assert (stored.data, stored.writes) == ({"amount": 4}, 2)


MISTAKES = [
    ({"to": "a", "from": "level.cod"}, "code"),
    ({"to": "a", "from": "post.sequense"}, "sequence"),
    ({"to": "a", "expr": "level.code & post.as_of"}, "a row that reads post reads nothing else"),
    ({"to": "a.b", "each": "order.lines", "from": "post.sequence"}, "a row that reads post reads nothing else"),
    ({"to": "a", "frm": "level.code"}, "from"),
]


@pytest.mark.parametrize(("row", "says"), MISTAKES)
def test_a_mistake_in_rows_is_told_where_it_stands(row: object, says: str) -> None:
    with pytest.raises(SettingsError, match=r"connections\.shop\.posts\.stock\.mapping\[0\]") as shared:
        rows(row)
    with pytest.raises(SettingsError, match=r"flows\.to-shop\.mapping\[0\]") as own:
        rows(of_flow=(row,))
    assert says in str(shared.value)
    assert says in str(own.value)


def test_two_rows_for_one_field_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"connections\.shop\.posts\.stock\.mapping\[1\]"):
        rows({"to": "a", "const": "1"}, {"to": "a", "const": "2"})
    with pytest.raises(SettingsError, match=r"flows\.to-shop\.mapping\[0\]"):
        rows({"to": "a", "from": "level.code"}, of_flow=({"to": "a.b", "from": "post.sequence"},))


def test_what_rows_cannot_make_is_held_without_its_value() -> None:
    one = made({"to": "vat", "from": "level.code", "table": {"21": "1"}})
    with pytest.raises(Hold) as held:
        one.fields({"level": {"code": "noor@example.com"}})
    [problem] = held.value.problems
    assert "noor" not in f"{held.value.reason}{problem}"
    assert one.try_on({"level": {"code": "21"}}) == ({"vat": "1"}, [])


def test_every_row_is_told_to_a_person() -> None:
    assert [row.target for row in made({"to": "a", "const": "1"}, {"to": "b", "from": "post.as_of"}).told] == ["a", "b"]
    assert STOCK["path"]
