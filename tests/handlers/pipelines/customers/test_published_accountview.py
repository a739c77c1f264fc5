"""The published cases of customers from AccountView: what stands in its books is read as the case wants it."""

from mapping.documents.customer import CustomerRecord
from tests.handlers.pipelines.customers.published import read_cases
from tests.handlers.vendors.accountview.office import a_flow, office


async def test_a_debtor_who_is_blocked_is_read_with_their_block_and_with_all_else() -> None:
    """Case customer-customer-blocked-1: 17001 wholly, 17002 for orders alone, and of 17003 the block was lifted."""
    case = read_cases()["customer-customer-blocked-1"]
    async with office() as o:
        for row in case.written["rows"]:
            o.books.put("CONTACT", row)
        source = o.connection.source(a_flow(entity="customer", source="books", target="shop"))
        pages = [page async for page in source.changed_since(source.cursor_at(None), source.commit_horizon)]
        records: list[CustomerRecord] = [source.read(document) for page in pages for document in page.documents]
    assert [(one.number, one.blocked, one.customer.name, one.customer.email) for one in records] == [
        ("17001", "all", "Café Zon", "zon@example.com"),
        ("17002", "delivery", "Café Maan", "maan@example.com"),
        ("17003", "no", "Café Ster", "ster@example.com"),
    ]
    assert not any(one.gone or one.erased for one in records)
