"""Whatever a customer's record holds: what is not told beforehand is sent in a form that AFAS's field tables allow.

The client's tables and the sandbox's own are both asked, so that neither takes what the other refuses.
"""

from datetime import date
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from handlers.contracts.parties import Party
from handlers.sandboxes.afas.payloads import Judgement, read_records
from handlers.vendors.afas.target.customer_presets import customer_mappings
from handlers.vendors.afas.target.field_rules import payload_problems
from handlers.vendors.afas.target.party_drafting import CustomerDrafting
from handlers.vendors.afas.target.party_presets import is_made_once
from handlers.vendors.afas.target.writes import (
    Write,
    change_contact,
    change_debtor,
    change_person,
    new_contact,
    new_debtor,
    new_organisation_address,
    new_person_address,
)
from mapping.documents.customer import CustomerRecord
from mapping.parsing import dump_json
from tests.handlers.vendors.afas.customers import a_customer_flow, a_record, party_of
from tests.handlers.vendors.afas.drawn import ADDRESSES, CUSTOMERS, TEXTS, mostly
from tests.handlers.vendors.afas.orders import some_settings

DAY = date(2026, 11, 20)
IBANS = st.sampled_from(["NL91ABNA0417164300", "be71 0961 2345 6769", "DE02 1203 0000 0000 2020 51"])
CONTACTS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.from_regex(r"[0-9]{1,4}", fullmatch=True),
            "department": mostly(st.none(), TEXTS),
            "first_name": st.none() | TEXTS,
            "infix": st.none() | TEXTS,
            "last_name": mostly(TEXTS, st.none()),
            "email": st.none() | TEXTS,
            "phone": st.none() | TEXTS,
            "mobile": st.none() | TEXTS,
        }
    ),
    max_size=2,
    unique_by=lambda contact: contact["id"],
)
RECORDS = st.fixed_dictionaries(
    {
        "customer": CUSTOMERS,
        "billing_address": ADDRESSES,
        "contacts": CONTACTS,
        "delivery_addresses": ADDRESSES.map(lambda address: [{"id": "1", "address": address}]),
        "mobile": st.none() | TEXTS,
        "website": st.none() | TEXTS,
        "iban": mostly(st.none() | IBANS, TEXTS),
        "bic": st.none() | TEXTS,
        "account_holder": st.none() | TEXTS,
        "direct_debit": st.none() | st.booleans(),
        "credit_limit": mostly(st.none() | st.decimals(0, 10**6, places=2), st.decimals(0, 10**15, places=2)),
        "blocked": st.sampled_from([None, "no", "delivery", "all", True, False]),
    }
)


@given(record=RECORDS, too_long=st.sampled_from(["hold", "cut"]), shown=st.booleans())
def test_whatever_the_record_check_tells_a_problem_or_every_payload_obeys_both_tables(
    record: dict[str, Any], too_long: str, *, shown: bool
) -> None:
    settings = some_settings(too_long=too_long)
    mappings = customer_mappings(a_customer_flow(), settings.writing.limit_of, shows_complete_blocks=shown)
    drafting = CustomerDrafting(mappings, settings)
    read = a_record(**record)
    party = party_of(read, debtor="10141", shipping=read.delivery_addresses[0].address)
    contacts = read.contacts if read.customer.is_company else ()
    problems = [*drafting.check_debtor(party), *drafting.check_address(party)]
    problems += [problem for contact in contacts for problem in drafting.check_contact(party, contact)]
    event("told" if problems else "sent")
    if not problems:
        for write in writes_of(drafting, party, read, settings.writing):
            assert payload_problems(write.connector, write.body, method=write.method, part=write.part) == []
            body = dump_json(write.body)
            read_records(write.connector, body, method=write.method, part=write.part, judgement=Judgement())


def writes_of(drafting: CustomerDrafting, party: Party, record: CustomerRecord, writing: Any) -> list[Write]:
    """All calls by which the record is made, and those by which the same is changed into it."""
    debtor = drafting.debtor(party)
    changes = {place: value for place, value in debtor.items() if not is_made_once(place)}
    address = {place: value for place, value in drafting.address(party).items() if place != "DbId"}
    writes = [
        new_debtor(debtor, writing),
        change_debtor("10141", changes, writing, DAY),
        new_organisation_address(address, "1000813", writing),
        new_person_address(address, "10141", writing),
        change_contact("501", "AFL", address, writing, DAY),
    ]
    for contact in record.contacts if record.customer.is_company else ():
        fields = drafting.contact(party, contact)
        own = {
            place.removeprefix("KnOrganisation."): value for place, value in fields.items() if ".KnPerson." not in place
        }
        person = {place.rpartition(".")[2]: value for place, value in fields.items() if ".KnPerson." in place}
        writes.append(new_contact(fields, "1000813", writing))
        writes += [change_contact("502", "PRS", own, writing, DAY)] if own else []
        writes += [change_person("1000815", person, writing, DAY)] if person else []
    return writes
