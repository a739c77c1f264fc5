"""A person who asks to be forgotten, or what is kept of them: a shop's duty that it hands on, and a person's to see to.

What the relay keeps itself goes at once, also where the flow writes nothing. The debtor and what was booked on them
stay: the books are kept by law.
"""

from typing import Final

from handlers.contracts.parties import Party
from handlers.pipelines.customers.run import CustomerRun
from handlers.pipelines.parties.identifiers import marks_of, names_of
from handlers.pipelines.parties.settings import Recognition
from mapping.problems import Problem
from relay.care.forgetting import Forgetting
from relay.errors import Hold
from relay.line.once.links import Link, Links
from words.told import Told

_ALL_MARKS: Final = Recognition(match=("customer_code", "vat_number", "email", "name_and_address"))


def held_request(link: Link | None) -> Hold:
    """The end of a run on a request for what is kept of a person, until somebody has answered it."""
    number = link.number if link is not None else ""
    told = Told("customers.wants_own_data", number=number) if number else Told("customers.wants_own_data_and_not_known")
    return Hold(told, problems=[Problem("wants_own_data", told, Told("customers.answer_and_cancel"))])


async def forget(run: CustomerRun, links: Links, forgetting: Forgetting) -> CustomerRun:
    """Forget a person who asked for it: their open events in all flows of their source, and the links of their marks.

    Raises StorageError.
    """
    if run.leaving != "erased":
        return run
    customer = run.read.customer.model_copy(update={"code": run.read.number})
    party = Party(document=Told("customers.document"), customer=customer, record=run.read)
    flow = run.ticket.flow
    for name in names_of(flow, links, marks_of(party, _ALL_MARKS), _ALL_MARKS):
        await links.forget(name)
    count = await forgetting.forget(run.ticket)
    return run.tell(Told("customers.events_forgotten", count=count)) if count else run
