"""What can be done with a customer besides carrying them: tried, rehearsed, looked for; what their settings name."""

import pytest

from handlers.contracts.naming import Kind, Right
from handlers.pipelines.customers.named_in_books import names_in
from relay.line.actions import FIND_NUMBER, LINK, REHEARSE, TRY
from relay.model import State
from tests.handlers.pipelines.customers.desk import ELSEWHERE, CustomerDesk, action, anna, company, record, settings


def test_a_customer_who_is_tried_is_shown_in_all_their_tables_and_nobody_is_asked(customers: CustomerDesk) -> None:
    trial = action(customers, TRY)(customers.flow, company(shipping_address=ELSEWHERE))
    assert trial.canonical["customer"]["company"] == "Bakkerij Van Dam B.V."
    assert trial.targets["debtor"]["NAME"] == "Bakkerij Van Dam B.V."
    assert [one["STREET"] for one in trial.targets["delivery_addresses"]] == ["Coolsingel"]
    assert [one["WHO"] for one in trial.targets["contacts"]] == ["Dam"]
    assert (trial.problems, customers.target.calls) == ([], {})


def test_what_is_wrong_with_one_who_is_tried_is_told_beside_what_would_be_sent(customers: CustomerDesk) -> None:
    trying = action(customers, TRY)
    lacking = trying(customers.flow, record(billing_address={"country": "NL"}))
    assert {one.path for one in lacking.problems} == {
        "billing_address.street",
        "billing_address.city",
        "billing_address.postcode",
    }
    assert lacking.targets["debtor"]["NAME"] == "Anna de Wit"
    unreadable = trying(customers.flow, {"number": 7})
    assert (unreadable.canonical, [one.path for one in unreadable.problems]) == (None, ["number"])


async def test_a_rehearsal_shows_with_values_what_would_be_written_and_writes_nothing(
    customers: CustomerDesk,
) -> None:
    rehearse = action(customers, REHEARSE)
    new = await rehearse(await customers.ticket(company()))
    assert (new.would_be, new.number) == ("written", None)
    assert new.shown["parts"][0]["fields"]["NAME"] == "Bakkerij Van Dam B.V."
    await customers.carry(company())
    writes = customers.written()
    changed = await rehearse(await customers.ticket(company(mobile="+31612345678")))
    assert (changed.would_be, changed.number) == ("written", "D1")
    assert changed.shown["parts"][0]["changes"] == {"MOBILE": "+31612345678"}
    assert "would change MOBILE on debtor D1" in changed.reason
    assert customers.written() == writes


async def test_a_rehearsal_says_why_a_customer_would_be_held_or_left(customers: CustomerDesk) -> None:
    rehearse = action(customers, REHEARSE)
    held = await rehearse(await customers.ticket(record(billing_address={"country": "NL"})))
    assert (held.would_be, len(held.problems)) == ("held", 3)
    await customers.carry(record())
    same = await rehearse(await customers.ticket(record()))
    assert (same.would_be, same.number) == ("written", "D1")
    gone = await rehearse(await customers.ticket({"number": "K-1", "gone": True}))
    assert gone.reason.startswith("would be told to a person: gone or blocked at the source")
    link = await customers.link()
    assert link is not None
    assert link.is_live


async def test_the_number_of_a_customer_is_found_by_their_link_or_their_marks(customers: CustomerDesk) -> None:
    find = action(customers, FIND_NUMBER)
    assert await find(customers.flow, record()) is None
    await customers.carry(record())
    assert await find(customers.flow, record(customer=anna(email="new@example.com"))) == "D1"
    assert await find(customers.flow, record("K-2")) == "D1"
    customers.target.add("10002", EMAIL="anna@example.com")
    assert await find(customers.flow, record("K-2")) is None
    customers.target.debtors.clear()
    assert await find(customers.flow, record()) is None
    assert await find(customers.flow, {}) is None


async def test_a_link_is_made_to_a_debtor_who_is_there_and_undone(customers: CustomerDesk) -> None:
    link = action(customers, LINK)
    customers.target.add("10050", NAME="A. Wit", PHONE="+31205550100")
    with pytest.raises(Exception, match="the target shows no debtor 10051; nothing is linked"):
        await link(customers.flow, record(), "10051")
    await link(customers.flow, record(), "10050")
    assert (await customers.carry(record())).number == "10050"
    assert "K-1" in str(await link(customers.flow, record(), None))
    assert await customers.link() is None
    assert (await customers.carry(record(customer=anna(email="x@example.com")))).state is State.WRITTEN


def test_the_settings_name_their_codes_and_what_the_flow_must_be_let_do() -> None:
    named = names_in(
        settings(
            vat_liability={"table": {"NL": "1"}, "companies": {"BE": "7"}, "values": {"verlegd": "9"}},
            receivables_account={"default": "1300"},
            customer={"on_none": "hold", "update": "never"},
        )
    )
    assert {(one.kind, one.name) for one in named} == {
        (Kind.VAT_CODE, "1"),
        (Kind.VAT_CODE, "7"),
        (Kind.VAT_CODE, "9"),
        (Kind.CONTROL_ACCOUNT, "1300"),
        (Kind.RIGHT, Right.MAKE_ADDRESSES),
        (Kind.RIGHT, Right.WRITE_CONTACTS),
    }
