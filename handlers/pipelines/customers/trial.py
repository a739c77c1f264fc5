"""Shows what the mappings of a flow make of one customer, before any is carried: `relay mapping try`."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from handlers.contracts.customers import CustomerBooks, CustomerSource, CustomerTarget, books_of, receiver_of
from handlers.contracts.records import Fields
from handlers.pipelines.customers.party import Drawn, addresses_of, contacts_of, delivering_to, draw_party
from handlers.pipelines.customers.settings import CustomerSettings
from handlers.pipelines.customers.told_part import party_to_tell
from mapping.documents.customer import CustomerRecord
from mapping.problems import DocumentError, Problem
from relay.errors import Hold
from relay.model import Flow
from relay.roles import Trial


def try_customer(flow: Flow, document: Any, source: CustomerSource, target: CustomerTarget) -> Trial:
    """The customer as the source's mapping reads them, and as the target's mapping fills its tables.

    Numbers that the target gives stay empty. Calls nothing, raises nothing for a wrong document.
    """
    try:
        record = source.read(document)
    except DocumentError as error:
        return Trial(document, None, {}, error.problems)
    tables, problems = tables_of(record, flow.settings, target)
    return Trial(document, canonical_of(record), tables, problems)


def canonical_of(record: CustomerRecord) -> dict[str, Any]:
    """The customer in the relay's own form, without what the source does not say; what it has empty stays in."""
    return record.model_dump(mode="json", exclude_unset=True)


def tables_of(
    record: CustomerRecord, settings: CustomerSettings, target: CustomerTarget
) -> tuple[dict[str, Any], list[Problem]]:
    """All that a new customer would become, and all that is wrong with it."""
    books, drawn = books_of(target), draw_party(record, settings)
    if books is not None:
        return _tables_in_books(drawn, settings, books)
    party, receiver = party_to_tell(drawn.party, settings), receiver_of(target)
    wrong = receiver.check_customer(party)
    tables = {} if wrong else {"customer": receiver.customer_fields(party)}
    return tables, list(dict.fromkeys([*drawn.problems, *wrong]))


def _tables_in_books(
    drawn: Drawn, settings: CustomerSettings, target: CustomerBooks
) -> tuple[dict[str, Any], list[Problem]]:
    party, tables, problems = drawn.party, dict[str, Any](), [*drawn.problems, *drawn.party.lacks]

    def fill(make: Callable[[], Fields]) -> Mapping[str, Any]:
        try:
            return make()
        except Hold as hold:
            problems.extend(hold.problems)
            return {}

    tables["debtor"] = fill(lambda: target.debtor_fields(party))
    problems += target.check_debtor(party)
    if settings.addresses:
        places = [delivering_to(party, place, None) for place in addresses_of(party)]
        tables["delivery_addresses"] = [fill(partial(target.address_fields, at)) for at in places]
        problems += [problem for at in places for problem in target.check_address(at)]
    if settings.contacts and target.keeps_contacts:
        contacts = contacts_of(party)
        tables["contacts"] = [fill(partial(target.contact_fields, party, one)) for one in contacts]
        problems += [problem for one in contacts for problem in target.check_contact(party, one)]
    return tables, list(dict.fromkeys(problems))
