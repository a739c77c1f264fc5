"""What AccountView is asked of a flow of customers: its columns both ways, and whether addresses may be changed."""

from typing import Any

from handlers.contracts.naming import Kind, Right
from relay.model import Flow
from relay.roles import LookedUp, Named, NamingFlow
from tests.handlers.vendors.accountview.live_office import a_books
from tests.handlers.vendors.accountview.office import Office, a_flow, office
from tests.handlers.vendors.live_checks import found, nearest, severities, told

RIGHTS = (Right.MAKE_DEBTORS, Right.CHANGE_DEBTORS, Right.MAKE_ADDRESSES, Right.CHANGE_ADDRESSES)


def into(*rows: dict[str, Any]) -> NamingFlow:
    flow = a_flow(name="customers", entity="customer", settings=None, mapping=rows)
    return NamingFlow(flow, [Named(("customer", right.name.lower()), Kind.RIGHT, right) for right in RIGHTS])


def out_of(**changes: Any) -> NamingFlow:
    fields = {"name": "out", "entity": "customer", "source": "books", "target": "shop", "settings": None}
    return NamingFlow(Flow(**(fields | changes)), [])


async def looked(o: Office, *flows: NamingFlow) -> LookedUp:
    return await o.connection.look_up(flows)


async def test_what_a_flow_of_customers_needs_is_there() -> None:
    books = a_books()
    books.changes_addresses = True
    async with office(books) as o:
        said = await looked(o, into({"to": "CONTACT.VAT_CODE", "const": "2", "write": "create_only"}), out_of())
    assert told(said) == {}
    for kind, name in (
        (Kind.OBJECT, "AR1"),
        (Kind.OBJECT, "ADDR"),
        (Kind.TABLE, "DEL_ADDR"),
        (Kind.COLUMN, "IBAN_NR"),
        (Kind.RIGHT, "change delivery addresses"),
        (Kind.VAT_CODE, "2"),
    ):
        assert (kind, name) in found(said)
    assert (Kind.OBJECT, "SO1") not in found(said)


async def test_addresses_that_nobody_may_change_are_a_warning_only() -> None:
    async with office(a_books()) as o:
        said = await looked(o, into())
    assert list(severities(said).values()) == ["warning"]
    [sentence] = told(said).values()
    assert "change delivery addresses" in sentence


async def test_a_column_that_is_not_there_is_told_where_it_is_named() -> None:
    books = a_books()
    books.missing_columns["CONTACT"] = frozenset({"IBAN_NR", "CNG_DATE"})
    async with office(books) as o:
        said = await looked(o, out_of(filter={"RPL_GRPP": ("1",)}))
        assert nearest(said) == {
            "connections.books.reading.customers.leave_out": "IBAN_NR2",
            "connections.books.reading.customers.modified": "INP_DATE",
            "flows.out.poll.filter.RPL_GRPP": "RPL_GRP",
        }
        written = await looked(o, into())
        assert "flows.customers.mapping" in nearest(written)
    settings = {"customers": {"leave_out": ["IBAN_NR"], "modified": "INP_DATE"}}
    async with office(books, reading=settings) as o:
        assert nearest(await looked(o, out_of())) == {}
