"""Whether customers lead to debtors that are there is told in one look-up, and nothing is written or let go."""

from handlers.pipelines.customers.by_hand import check_links
from relay.line.actions import CHECK_LINKS, LinkCheck
from tests.handlers.pipelines.customers.desk import CustomerDesk, anna, record

EMAILS = {"K-1": "anna@example.com", "K-2": "bea@example.com", "K-3": "cor@example.com"}
ALL = [record(number, customer=anna(email=email)) for number, email in EMAILS.items()]


async def check(customers: CustomerDesk, *documents: object) -> LinkCheck:
    return await check_links(customers.flow, documents, customers.source, customers.target, customers.links)


async def test_those_are_told_whose_debtor_the_books_of_a_new_year_lack(customers: CustomerDesk) -> None:
    for document in ALL[:2]:
        await customers.carry(document)
    customers.target.debtors[:] = [one for one in customers.target.debtors if one.number != "D2"]
    before = customers.written()
    found = await check(customers, *ALL, {"number": "K-4", "unknown": 1})
    assert found == LinkCheck(new=1, there=1, gone=["K-2"], left_out=1)
    assert customers.written() == before
    assert await customers.link("K-2") is not None, "the link stays, for a person to decide"


async def test_all_are_asked_for_in_one_call(customers: CustomerDesk) -> None:
    for document in ALL:
        await customers.carry(document)
    before = customers.target.calls["find_by_numbers"]
    assert (await check(customers, *ALL)).there == 3
    assert customers.target.calls["find_by_numbers"] == before + 1


async def test_the_pipeline_offers_it(customers: CustomerDesk) -> None:
    assert customers.pipeline.bind(customers.services).actions.get(CHECK_LINKS) is not None
