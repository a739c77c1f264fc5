"""A pipeline of customers made of nothing but ``pipelines.parties``: all it needs is there, and no order is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from pydantic import BaseModel

from handlers.contracts.debtors import FoundDebtor
from handlers.contracts.parties import Party
from handlers.pipelines.common.records import Records
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.company_or_person import judge_buyer
from handlers.pipelines.parties.completeness import find_debtor_problems, mend
from handlers.pipelines.parties.debtor import find_debtor
from handlers.pipelines.parties.default_debtor import place
from handlers.pipelines.parties.delivery_address import find_address, make_address
from handlers.pipelines.parties.identifiers import find_link_by_hand, marks_of
from handlers.pipelines.parties.link_by_hand import link_party
from handlers.pipelines.parties.making import make_debtor
from handlers.pipelines.parties.plan import AddressPlan, DebtorPlan
from handlers.pipelines.parties.search import PartyTarget, Search
from handlers.pipelines.parties.settings import CustomerMatching, DefaultDebtor, Incomplete
from handlers.pipelines.parties.telling import find_shortened, tell_address, tell_debtor
from mapping.documents.reading import read_customer
from mapping.problems import DocumentError, Problem
from relay.errors import DryRun, Hold, Unconfirmed
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.pipeline import Pipeline
from relay.model import Outcome, State, Ticket
from tests.handlers.pipelines.orders.carried import SETTINGS
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, OrderDesk, document
from tests.handlers.pipelines.orders.sandboxes import running
from tests.plain import as_told
from words.told import Told

BILLING = document()["billing_address"]
ANNA = {"first_name": "Anna", "infix": "de", "last_name": "Wit", "email": "Anna@example.com"}


class CustomerSettings(BaseModel):
    """What a flow of customers would let an administrator decide: no more than ``parties`` asks for."""

    customer: CustomerMatching = CustomerMatching(update="always")
    default_debtor: DefaultDebtor = DefaultDebtor()
    incomplete: Incomplete = Incomplete(customer="hold")
    codes: dict[str, str] = {}


@dataclass(frozen=True)
class CustomerRun:
    """What a run knows of its customer."""

    ticket: Ticket
    party: Party | None = None
    debtor: DebtorPlan | None = None
    address: AddressPlan | None = None
    told: tuple[Told, ...] = ()
    warnings: Sequence[Problem] = ()

    @property
    def known(self) -> Party:
        assert self.party is not None
        return self.party

    @property
    def number(self) -> str | None:
        return self.party.debtor if self.party is not None else None

    def personal_values(self) -> frozenset[str]:
        return frozenset()


async def read(run: CustomerRun, links: Links) -> CustomerRun:
    """Read the customer, as a company or a person, and see what they lack."""
    settings: CustomerSettings = run.ticket.flow.settings
    try:
        record = read_customer(run.ticket.document, strict=False)
    except DocumentError as error:
        raise Hold(as_told("the customer cannot be read"), problems=error.problems) from None
    customer, mends = mend(record.customer, settings)
    customer, decided = judge_buyer(customer, settings.customer)
    party = Party(as_told("record"), customer, record.billing_address, record.shipping_address, record.number)
    party = replace(party, lacks=find_debtor_problems(party), codes=settings.codes)
    linked = await find_link_by_hand(links, run.ticket.flow, party, settings.customer)
    placed = place(party, settings, linked, None, "")
    if placed.problems:
        raise Hold(as_told(f"the customer cannot be sent as it is: {placed.problems[0]}"), problems=placed.problems)
    return replace(run, party=placed.party, told=(*mends, *decided, *placed.notes))


async def fits(run: CustomerRun, target: PartyTarget) -> CustomerRun:
    """Hold a customer whom the target would refuse."""
    problems = [*target.check_debtor(run.known)]
    problems += target.check_address(run.known) if run.known.ships_elsewhere else []
    if problems:
        raise Hold(as_told(f"the target would refuse the customer: {problems[0]}"), problems=problems)
    return run


async def find(run: CustomerRun, target: PartyTarget, links: Links, intents: Intents) -> CustomerRun:
    """Find the debtor and the delivery address."""
    decided = await find_debtor(run.known, search(run, target, links, intents))
    _, address = await find_address(decided.party, target, links)
    return replace(run, party=decided.party, debtor=decided.plan, address=address, told=(*run.told, *decided.notes))


async def dry_run(run: CustomerRun, target: PartyTarget) -> CustomerRun:
    """End here where the flow writes nothing, and tell what it would write."""
    lost = list(find_shortened(run.known, run.debtor, run.address, target))
    if run.ticket.flow.write:
        return replace(run, told=(*run.told, *(as_told(f"shortened: {name}") for name in lost)))
    raise DryRun(as_told("; ".join(str(act) for act in (*tell_debtor(run.debtor), *tell_address(run.address)))))


async def make(run: CustomerRun, target: PartyTarget, links: Links, intents: Intents, records: Records) -> CustomerRun:
    """Make what is not there."""
    books, lease = search(run, target, links, intents), run.ticket.lease
    if run.debtor is not None:
        decided = await make_debtor(run.known, run.debtor, books, records, lease)
        run = replace(run, party=decided.party, told=(*run.told, *decided.notes))
    if run.address is not None:
        number = await make_address(run.known, run.address, target, links, records, lease)
        run = replace(run, told=(*run.told, as_told(f"delivery address {number}")))
    return run


def search(run: CustomerRun, target: PartyTarget, links: Links, intents: Intents) -> Search:
    """Where the customer of a run is looked for."""
    return Search(run.ticket.flow, run.ticket.flow.settings, target, links, intents)


CUSTOMERS = Pipeline(
    entity="customer",
    source=object,
    target=PartyTarget,
    settings=CustomerSettings,
    begin=CustomerRun,
    steps=(read, fits, find, dry_run, make),
)


def record(number: str = "C-1", **changes: Any) -> dict[str, Any]:
    """A customer of a shop; a change to None leaves the field out."""
    whole = {"number": number, "customer": ANNA, "billing_address": BILLING} | changes
    return {name: value for name, value in whole.items() if value is not None}


async def carry(
    desk: OrderDesk, customer: Mapping[str, Any], settings: CustomerSettings | None = None, *, write: bool = True
) -> Outcome:
    """One run over all steps, with real leases, links, notes and locks."""
    ticket = await desk.ticket(order=dict(customer), write=write)
    flow = replace(ticket.flow, entity="customer", settings=settings or CustomerSettings())
    services = {
        PartyTarget: desk.target,
        Links: desk.links,
        Intents: desk.intents,
        Records: desk.records,
    }
    return await CUSTOMERS.bind(services).run(replace(ticket, flow=flow))


async def test_a_new_customer_is_made_once_and_a_change_is_written_to_the_same_debtor(desk: OrderDesk) -> None:
    made = await carry(desk, record())
    assert (made.state, made.number, made.reason) == (State.WRITTEN, "D1", "debtor D1 created")
    same = await carry(desk, record())
    assert (same.number, same.reason) == ("D1", "debtor D1 known")
    changed = await carry(desk, record(customer={**ANNA, "phone": "+31205550199"}))
    assert (changed.number, changed.reason) == ("D1", "debtor D1: filled in PHONE")
    assert [debtor.fields["PHONE"] for debtor in desk.target.debtors] == ["+31205550199"]


async def test_a_customer_whose_answer_was_lost_is_found_and_not_made_twice(desk: OrderDesk) -> None:
    desk.target.answer_lost["create_debtor"] = Unconfirmed(as_told("no answer in time"))
    assert (await carry(desk, record())).state is State.UNCONFIRMED
    assert (await carry(desk, record())).number == "D1"
    assert desk.target.calls["create_debtor"] == 1


async def test_an_order_of_the_customer_goes_on_the_debtor_that_the_record_made(desk: OrderDesk) -> None:
    await carry(desk, record())
    order = await desk.carry(document(customer=ANNA))
    assert (order.state, [one.debtor for one in desk.target.orders]) == (State.WRITTEN, ["D1"])
    assert len(desk.target.debtors) == 1


async def test_a_delivery_address_is_made_under_the_new_debtor_and_used_again(desk: OrderDesk) -> None:
    told = [(await carry(desk, record(shipping_address=ELSEWHERE))).reason for _ in range(2)]
    assert told == ["delivery address A1", "debtor D1 known"]
    assert [(owner, one.number) for owner, one in desk.target.addresses] == [("D1", "A1")]


async def test_a_dry_run_tells_what_it_would_write_and_writes_nothing(desk: OrderDesk) -> None:
    outcome = await carry(desk, record(shipping_address=ELSEWHERE), write=False)
    assert (outcome.state, outcome.reason) == (
        State.SKIPPED,
        "would make a debtor (EMAIL, KIND, NAME, STREET); would make a delivery address (CITY, DEBTOR, STREET)",
    )
    assert desk.written() == 0


async def test_a_link_made_by_hand_wins_and_is_told_of_the_record(desk: OrderDesk) -> None:
    desk.target.debtors.append(FoundDebtor("10023", "", {}))
    party, flow = Party(as_told("record"), read_customer(record(), strict=True).customer), (await desk.ticket()).flow

    async def link(number: str | None) -> str:
        return str(await link_party(flow, party, number, CustomerMatching(), desk.target, desk.links, desk.locks))

    assert await link("10023") == "the customer is debtor 10023 from now on, by e-mail address"
    assert (await carry(desk, record())).number == "10023"
    assert await link(None) == (
        "the customer is no longer linked to debtor 10023; the next record looks for them by e-mail address"
    )


@pytest.mark.parametrize(
    ("customer", "told"),
    [
        (record(customer={"last_name": "Wit"}), "the record gives no e-mail address, nor another mark"),
        (record(billing_address={"country": "NL"}), "no debtor has the record's e-mail address, and none can be made"),
        (record(customer=None), "the customer cannot be sent as it is"),
    ],
)
async def test_one_that_cannot_be_made_is_held_in_words_of_its_own(
    customer: dict[str, Any], told: str, desk: OrderDesk
) -> None:
    outcome = await carry(desk, customer)
    assert outcome.state is State.HELD
    assert outcome.reason.startswith(told)
    assert desk.target.debtors == []


@pytest.mark.parametrize("vendor", ["accountview", "afas"])
async def test_either_vendors_target_takes_it_as_it_stands(vendor: str, desk: OrderDesk) -> None:
    async with running(vendor) as books:
        books.seat(desk, OrderSettings.model_validate(SETTINGS[vendor]))
        settings = CustomerSettings(codes={"receivables_account": "1300"})
        company = {"company": "Bakkerij Van Dam B.V.", "email": "info@bakkerij.example.com", "phone": "020-5550100"}
        for customer in (record(customer=company, shipping_address=ELSEWHERE), record("C-2"), record("C-2")):
            outcome = await carry(desk, customer, settings=settings)
            assert outcome.state is State.WRITTEN, outcome
        assert (books.holds()["debtors"], books.holds()["documents"]) == (2, 0)
        party = Party(as_told("record"), read_customer(record(customer=company), strict=True).customer)
        [found] = await desk.target.find_debtors(marks_of(party, CustomerMatching()))
        [address] = await desk.target.find_addresses(found.number)
        assert ELSEWHERE["city"] in address.fields.values()
