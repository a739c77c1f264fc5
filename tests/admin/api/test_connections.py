"""The API shows to which system each connection leads, and why one is not used."""

from relay.store.store import Store
from relay.systems.register_store import RegisterStore
from relay.systems.system_register import KnownSystem, place_system
from tests.admin.conftest import Operator
from tests.plain import as_told

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
