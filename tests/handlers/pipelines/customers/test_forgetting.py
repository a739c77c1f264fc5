"""Requests about privacy: what the relay keeps of a person goes, the books stay as they are, and somebody is told."""

from handlers.contracts.parties import Party
from handlers.pipelines.parties.identifiers import marks_of, names_of
from handlers.pipelines.parties.settings import Recognition
from mapping.documents.party import Customer
from mapping.parsing import dump_json
from relay.line.pipeline import BoundPipeline
from relay.line.queue import Claim
from relay.line.run_event import OpenFlow
from relay.model import Flow, Identity, Origin, Outcome, State, new_token
from tests.handlers.pipelines.customers.desk import BAKERY, CustomerDesk, anna, company, record
from tests.handlers.pipelines.orders.fakes import customer_of, document
from tests.handlers.vendors.webhook.source.shops import customers_of, source_of
from tests.plain import as_told

ASKS = {"number": "K-1", "erased": True, "customer": {"email": "anna@example.com"}}


async def hold_an_order(customers: CustomerDesk, number: str, code: str) -> str:
    """An order of the same shop that was held; its id."""
    flow = Flow("shop-orders", "order", "shop", "books", None)
    orders = source_of()
    customers.opened[flow.name] = OpenFlow(flow, orders, None, BoundPipeline(customers.pipeline, ()))
    own = customers.flow
    customers.opened[own.name] = OpenFlow(own, customers_of(), None, BoundPipeline(customers.pipeline, ()))
    body = dump_json(document(number=number, customer=customer_of(code=code)))
    accepted = await customers.orders.acceptor.accept(flow, body, Identity(number), Origin.HOOK, digest_material=body)
    claim = await customers.orders.queue.claim([flow.name], new_token())
    assert isinstance(claim, Claim)
    assert await customers.orders.queue.finish(claim.lease, Outcome(State.HELD, as_told("held")))
    return accepted.event_id


async def state_of(customers: CustomerDesk, event_id: str) -> State:
    event = await customers.orders.queue.event(event_id)
    assert event is not None
    return event.state


async def test_held_orders_of_the_person_end_and_those_of_others_stay(customers: CustomerDesk) -> None:
    theirs, others = [await hold_an_order(customers, *each) for each in (("1001", "K-1"), ("1002", "K-2"))]
    await customers.carry(record())
    forgotten = await customers.carry(ASKS)
    assert (forgotten.state, forgotten.number) == (State.WRITTEN, "D1")
    assert (await state_of(customers, theirs), await state_of(customers, others)) == (State.CANCELLED, State.HELD)
    told = [str(note) for step in forgotten.steps for note in step.told]
    assert "1 event with what was kept of the person has ended, and its document is deleted" in told


async def test_no_mark_of_the_person_leads_anywhere_any_more(customers: CustomerDesk) -> None:
    await customers.carry(record())
    party = Party(as_told("x"), Customer(email="anna@example.com"))
    matching = Recognition(match=("email",))
    [name] = names_of(customers.flow, customers.links, marks_of(party, matching), matching)
    assert (await customers.links.find(name)) is not None
    await customers.carry(ASKS)
    assert await customers.links.find(name) is None


async def test_it_is_done_also_where_the_flow_writes_nothing(customers: CustomerDesk) -> None:
    theirs = await hold_an_order(customers, "1001", "K-1")
    assert (await customers.carry(ASKS, write=False)).dry_run
    assert await state_of(customers, theirs) is State.CANCELLED


async def test_the_debtor_and_their_fields_stay_as_they_are(customers: CustomerDesk) -> None:
    await customers.carry(record())
    before = dict(customers.target.debtor("D1").fields)
    customers.target.calls.clear()
    await customers.carry(ASKS)
    await customers.carry({"number": "K-1", "customer": {"first_name": None, "last_name": None, "email": None}})
    assert customers.target.debtor("D1").fields == before
    assert customers.target.calls == {}


async def test_nothing_of_the_person_stands_in_the_story(customers: CustomerDesk) -> None:
    await customers.carry(record())
    forgotten = await customers.carry(ASKS)
    assert "anna" not in repr(forgotten).casefold()


async def test_a_request_for_what_is_kept_is_held_with_the_debtor_and_changes_nothing(customers: CustomerDesk) -> None:
    await customers.carry(record())
    customers.target.calls.clear()
    asked = await customers.carry({"number": "K-1", "wants_own_data": True})
    assert (asked.state, asked.reason) == (State.HELD, "the person asks what is kept of them: they are debtor D1")
    assert "cancel this event" in str(asked.problems[0].mend)
    assert customers.target.calls == {}
    unknown = await customers.carry({"number": "K-9", "wants_own_data": True})
    assert unknown.reason == "the person asks what is kept of them: this flow never carried them"


async def test_a_main_address_that_nobody_named_is_told(customers: CustomerDesk) -> None:
    made = await customers.carry(record(billing_guessed=True))
    told = [str(note) for step in made.steps for note in step.told]
    assert "the source calls none of its addresses the main one: the first whole one was taken" in told


async def test_a_telephone_number_is_written_in_one_form_and_another_notation_is_no_change(
    customers: CustomerDesk,
) -> None:
    await customers.carry(record(customer=anna(phone="06-12 34 56 78")), origin=Origin.HOOK)
    assert customers.target.debtor("D1").fields["PHONE"] == "+31612345678"
    customers.target.calls.clear()
    again = await customers.carry(record(customer=anna(phone="0031 (0)6 12345678")), origin=Origin.HOOK)
    assert (again.state, customers.target.calls) == (State.WRITTEN, {})


async def test_a_posted_customer_is_carried_whatever_stands_as_a_telephone_number_of_theirs(
    customers: CustomerDesk,
) -> None:
    contacts = [{"id": "7", "last_name": "Dam", "phone": "bel na 5 uur", "mobile": "06 1234 5678 ext. 9"}]
    body = company(customer=BAKERY | {"phone": "0"}, contacts=contacts, mobile="geen")
    made = await customers.carry(body, origin=Origin.HOOK)
    assert made.state is State.WRITTEN
    assert not customers.target.debtor("D1").fields.get("PHONE")
    assert [contact.fields for _, contact in customers.target.contacts] == [{"WHO": "Dam"}]
    told = [str(note) for step in made.steps for note in step.told]
    assert {
        "what stands as the telephone number is none, and was left out",
        "the extension of the telephone number was left out",
    } <= {*told}
