"""Whatever an order holds: what is not told beforehand is sent in a form that AFAS's field tables allow."""

from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from handlers.contracts.drafts import Draft
from handlers.vendors.afas.target.field_rules import payload_problems
from handlers.vendors.afas.target.mapping import Drafting
from handlers.vendors.afas.target.writes import new_debtor, new_order, new_organisation_address, new_person_address
from mapping.clean_text import visible
from mapping.problems import Problem
from tests.handlers.vendors.afas.drawn import ADDRESSES, CUSTOMERS, TEXTS, mostly
from tests.handlers.vendors.afas.orders import a_draft, a_flow, an_order, drafting_for, some_settings

QUANTITIES = mostly(st.integers(1, 999) | st.integers(-999, -1), st.decimals(1, 99, places=6))
PRICES = mostly(st.decimals(0, 10**6, places=4), st.decimals(0, 10**17, places=2) | st.decimals(0, 1, places=12))
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "sku": st.none() | st.from_regex(r"[A-Z0-9-]{1,40}", fullmatch=True),
            "description": TEXTS.filter(visible),  # a text of signs that nobody sees is none
            "quantity": QUANTITIES,
            "unit_price": PRICES,
            "vat_rate": st.just(21),
            "unit": mostly(st.none(), TEXTS),
        }
    ),
    min_size=1,
    max_size=4,
).map(lambda lines: [{**line, "unit_price": line["unit_price"] if line["sku"] else 0} for line in lines])
CODES = st.dictionaries(
    st.sampled_from(["payment_condition", "administration", "warehouse", "journal", "language", "currency"]),
    mostly(st.from_regex(r"[0-9]{1,3}", fullmatch=True), TEXTS),
)
WRITING = st.fixed_dictionaries(
    {
        "too_long": st.sampled_from(["hold", "cut"]),
        "text_item": mostly(st.just("T1"), st.none()),
        "unit": st.sampled_from([{"default": "STK"}, {"default": "STK", "unmapped": "keep"}]),
    }
)


@given(
    customer=CUSTOMERS,
    billing=ADDRESSES,
    shipping=st.none() | ADDRESSES,
    lines=LINES,
    codes=CODES,
    writing=WRITING,
    send_as=st.sampled_from(["order", "direct_invoice"]),
)
def test_whatever_the_order_check_tells_a_problem_or_every_payload_obeys_the_field_tables(
    customer: dict[str, Any],
    billing: dict[str, Any],
    shipping: dict[str, Any] | None,
    lines: list[dict[str, Any]],
    codes: dict[str, str],
    writing: dict[str, Any],
    send_as: str,
) -> None:
    settings = some_settings(**writing)
    drafting = drafting_for(a_flow(send_as=send_as), settings)
    order = an_order(customer=customer, billing_address=billing, shipping_address=shipping, lines=lines)
    draft = a_draft(order, drafting=drafting, codes=codes)
    problems = drafting.check(draft)
    event("told" if problems else "sent")
    if not problems:
        assert _refused(drafting, draft, settings.writing) == []


def _refused(drafting: Drafting, draft: Draft, writing: Any) -> list[Problem]:
    """What the field tables refuse of all the calls that the draft would make."""
    chosen = Draft(draft.order, draft.reference, draft.codes, draft.priced, draft.send_as, "10141", "1002")
    address = drafting.address(chosen.party)
    own = {place: value for place, value in address.items() if place != "DbId"}
    writes = [new_debtor(drafting.debtor(draft.party), writing), new_order(drafting.document(chosen), writing)]
    if draft.party.ships_elsewhere:
        writes += [new_organisation_address(own, "1000813", writing), new_person_address(own, "10141", writing)]
    return [
        problem
        for write in writes
        for problem in payload_problems(write.connector, write.body, method=write.method, part=write.part)
    ]
