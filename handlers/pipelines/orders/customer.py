"""The steps of an order about its customer and where its goods go: what ``parties`` decides, put on the draft."""

from dataclasses import replace

from handlers.contracts.orders import OrderBooks, OrderTarget, books_of
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.common.records import Records
from handlers.pipelines.orders.fitting import refuse_unfit
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.parties.debtor import find_debtor
from handlers.pipelines.parties.delivery_address import find_address
from handlers.pipelines.parties.delivery_address import make_address as make_planned_address
from handlers.pipelines.parties.making import make_debtor
from handlers.pipelines.parties.plan import Decided
from handlers.pipelines.parties.search import Search
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from words.told import Told


async def customer(run: OrderRun, target: OrderTarget, links: Links, intents: Intents) -> OrderRun:
    """Find the debtor, or decide that one is to be made, unless a setting chose one already; reads only.

    A target that is only told may know the customer by a number of its own, from a flow of customers.
    """
    books = books_of(target)
    if books is None:
        return await _name_customer(run, links)
    return _settle(run, await find_debtor(run.known.party, search_of(run, books, links, intents)), books)


async def make_customer(
    run: OrderRun, target: OrderTarget, links: Links, intents: Intents, records: Records
) -> OrderRun:
    """Make the customer's debtor, or fill in what is empty on an existing one, and link the customer to it.

    It is the first write of a run.
    """
    plan, books = run.plan.customer, books_of(target)
    if plan is None or books is None:
        return run
    search = search_of(run, books, links, intents)
    return _settle(run, await make_debtor(run.known.party, plan, search, records, run.ticket.lease), books)


async def delivery(run: OrderRun, target: OrderTarget, links: Links) -> OrderRun:
    """Find the delivery address, or decide that one is to be made, where the goods go elsewhere; reads only."""
    books = books_of(target)
    if books is None:
        return run
    number, plan = await find_address(run.known.party, books, links)
    if number is not None:
        run = run.change_draft(delivery_address=number)
    return run.change_plan(address=plan) if plan is not None else run


async def make_address(run: OrderRun, target: OrderTarget, links: Links, records: Records) -> OrderRun:
    """Make the delivery address that was planned, once, and remember it."""
    plan, books = run.plan.address, books_of(target)
    if plan is None or books is None:
        return run
    number = await make_planned_address(run.known.party, plan, books, links, records, run.ticket.lease)
    if number != run.known.delivery_address:
        run = run.change_draft(delivery_address=number)
    return run.tell(Told("orders.delivery_address", number=number))


async def _name_customer(run: OrderRun, links: Links) -> OrderRun:
    """The run with the number that the target gave the customer when a flow of customers told it of them."""
    code = run.read.customer.code
    link = await links.find(pair_of(links, run.ticket.flow, code, "customer").name) if code else None
    if link is None or not link.is_live or not link.number:
        return run
    return run.change_draft(customer_number=link.number)


def search_of(run: OrderRun, target: OrderBooks, links: Links, intents: Intents) -> Search:
    """Where the customer of a run is looked for."""
    return Search(run.ticket.flow, run.settings, target, links, intents)


def _settle(run: OrderRun, decided: Decided, target: OrderTarget) -> OrderRun:
    """The run with what was decided. Raises Hold where a debtor stands in, and the address written out does not fit."""
    stood_in = run.known.stands_in
    if decided.party.debtor != run.known.debtor:
        run = replace(run, draft=run.known.about(decided.party), fields=None)
    if decided.party.stands_in and not stood_in:
        refuse_unfit(run, target)
    if decided.plan is not None:
        run = run.change_plan(customer=decided.plan)
    return run.tell(*decided.notes)
