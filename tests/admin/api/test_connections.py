"""The API shows to which system each connection leads, and why one is not used."""

from datetime import datetime, timedelta

from relay.errors import Barred, Scope
from relay.store.store import Store
from relay.systems.register_store import RegisterStore
from relay.systems.system_register import KnownSystem, place_system
from tests.admin.conftest import Operator, bar
from tests.plain import as_told
from words.told import Told

DEMO = KnownSystem("accountview", "mark", shown={"company": "DEMO", "company id": "7f3a9c52"})


async def test_each_connection_shows_the_system_that_its_links_belong_to(operator: Operator, store: Store) -> None:
    kept = RegisterStore(store, {"books": "accountview"})
    await kept.change(lambda register: place_system(register, "books", DEMO))
    answer = await operator.get("/api/connections")
    assert answer.status == 200
    afas, books, shop = answer.document["connections"]
    assert (afas["name"], afas["system"], afas["linked"]) == ("afas", "afas", [])
    assert books == {
        "name": "books",
        "system": "books",
        "linked": [{"name": "company", "value": "DEMO"}, {"name": "company id", "value": "7f3a9c52"}],
        "refused": None,
        "code": None,
        "former_prefixes": [],
        "bars": [],
    }
    assert shop["name"] == "webshop"


async def test_a_connection_that_leads_to_another_system_shows_what_to_do(operator: Operator, store: Store) -> None:
    kept = RegisterStore(store, {"books": "accountview"})
    await kept.refuse("books", as_told("it is another company; run: relay connection replace books"))
    _, books, _ = (await operator.get("/api/connections")).document["connections"]
    assert books["refused"] == "it is another company; run: relay connection replace books"
    await kept.let_in("books")
    _, books, _ = (await operator.get("/api/connections")).document["connections"]
    assert books["refused"] is None


async def test_what_is_left_alone_is_shown_with_its_cause_its_end_and_what_lifts_it(
    operator: Operator, store: Store
) -> None:
    await bar(store, "erp", Barred(told_of_a_column(), scope=Scope.FLOW))
    _, books, shop = (await operator.get("/api/connections")).document["connections"]
    [row] = books["bars"]
    assert shop["bars"] == []
    assert (row["scope"], row["connection"], row["flow"], row["call"]) == ("flow", "books", "erp", None)
    assert (row["verdict"], row["code"]) == ("barred", "afas.no_such_column")
    assert row["why"].startswith("erp does not call books now: refused since ")
    assert "no column 'Nmae'" in row["cause"]
    assert datetime.fromisoformat(row["until"]) - datetime.fromisoformat(row["since"]) == timedelta(seconds=5)
    assert "`relay connection try books --flow erp`" in row["remedy"]
    shop_flow, erp = (await operator.get("/api/flows")).document["flows"]
    assert (shop_flow["bars"], erp["bars"]) == ([], [row])


async def test_a_barred_connection_is_shown_at_the_connection_and_at_no_flow(operator: Operator, store: Store) -> None:
    await bar(store, "erp", Barred(as_told("the licence has ended")))
    _, books, _ = (await operator.get("/api/connections")).document["connections"]
    [row] = books["bars"]
    assert (row["scope"], row["flow"], row["cause"]) == ("connection", None, "the licence has ended")
    assert [flow["bars"] for flow in (await operator.get("/api/flows")).document["flows"]] == [[], []]


def told_of_a_column() -> Told:
    return Told("afas.no_such_column", call="GET /connectors/Some", column="Nmae", trace="")
