"""What changes on the debtor of a customer who is there, what is only told, and what a dry run says of it."""

import pytest

from relay.model import Origin, State
from tests.handlers.pipelines.customers.desk import (
    ELSEWHERE,
    HOME,
    CustomerDesk,
    anna,
    company,
    record,
    settings,
)


async def test_what_a_bookkeeper_set_stays_while_other_fields_change(customers: CustomerDesk) -> None:
    customers.settings = settings(vat_liability={"default": "1"}, receivables_account={"default": "1300"})
    await customers.carry(record())
    await customers.target.update_debtor("D1", {"VAT_CODE": "7", "ACCOUNT": "1310", "NAME": "A. de Wit"})
    await customers.carry(record(customer=anna(phone="1234567")))
    kept = customers.target.debtor("D1").fields
    assert (kept["VAT_CODE"], kept["ACCOUNT"], kept["NAME"], kept["PHONE"]) == ("7", "1310", "A. de Wit", "1234567")


@pytest.mark.parametrize(("origin", "row"), [(Origin.HOOK, "always"), (Origin.POLL, ""), (Origin.HOOK, "")])
async def test_a_bank_account_of_a_debtor_who_is_there_is_told_and_not_changed(
    origin: Origin, row: str, customers: CustomerDesk
) -> None:
    customers.target.debtor_writes = {"IBAN": row} if row else {}
    await customers.carry(record(iban="NL91ABNA0417164300"))
    told = await customers.carry(record(iban="NL20INGB0001234567"), origin=origin)
    assert (told.state, told.reason) == (State.WRITTEN, "debtor D1: nothing to change")
    [problem] = told.problems
    assert (problem.path, problem.rule) == (
        "record.iban",
        "changed at the source, and is not changed on a debtor who is there",
    )
    assert customers.target.debtor("D1").fields["IBAN"] == "NL91ABNA0417164300"
    assert (await customers.carry(record(iban="NL20INGB0001234567"), origin=origin)).problems == ()


async def test_a_bank_account_changes_where_its_row_says_so_and_no_shop_asks(customers: CustomerDesk) -> None:
    customers.target.debtor_writes = {"IBAN": "always"}
    await customers.carry(record(iban="NL91ABNA0417164300"))
    assert (await customers.carry(record(iban="NL20INGB0001234567"))).reason == "debtor D1: changed IBAN"


async def test_a_block_is_carried_and_lifted_only_where_the_settings_say_so(customers: CustomerDesk) -> None:
    await customers.carry(record(blocked="no"))
    assert (await customers.carry(record(blocked="delivery"))).reason == "debtor D1: changed BLOCKED"
    lifted = await customers.carry(record(blocked="no"))
    assert ([one.path for one in lifted.problems], customers.target.debtor("D1").fields["BLOCKED"]) == (
        ["record.blocked"],
        True,
    )
    customers.settings = settings(customer={"unblock": True})
    await customers.carry(record(blocked="all"))
    await customers.carry(record(blocked="no"))
    assert customers.target.debtor("D1").fields["BLOCKED"] is False


async def test_what_the_source_has_empty_clears_only_where_the_row_says_so(customers: CustomerDesk) -> None:
    await customers.carry(record(customer=anna(phone="1234567"), mobile="0612345678"))
    customers.target.debtor_clears = frozenset({"MOBILE"})
    await customers.carry(record(customer=anna(phone=""), mobile=""))
    kept = customers.target.debtor("D1").fields
    assert (kept["PHONE"], kept["MOBILE"]) == ("1234567", None)


async def test_what_the_source_leaves_out_changes_nothing(customers: CustomerDesk) -> None:
    customers.target.debtor_clears = frozenset({"MOBILE", "PHONE"})
    await customers.carry(record(customer=anna(phone="1234567"), mobile="0612345678"))
    await customers.carry(record())
    kept = customers.target.debtor("D1").fields
    assert (kept["PHONE"], kept["MOBILE"]) == ("1234567", "+31612345678")


async def test_a_customer_who_moves_leaves_no_part_of_the_old_address_behind(customers: CustomerDesk) -> None:
    await customers.carry(record(billing_address={**HOME, "addition": "A"}))
    await customers.carry(record(billing_address=ELSEWHERE))
    fields = customers.target.debtor("D1").fields
    assert [fields[name] for name in ("STREET", "HOUSE", "ADDITION", "CITY")] == ["Coolsingel", "40", None, "Rotterdam"]


@pytest.mark.parametrize(
    ("how", "phone", "name"),
    [("link_only", None, "A. Wit"), ("if_empty", "1234567", "A. Wit"), ("update", "1234567", "Anna de Wit")],
)
async def test_a_debtor_who_is_found_for_the_first_time_is_changed_as_the_settings_say(
    how: str, phone: str | None, name: str, customers: CustomerDesk
) -> None:
    customers.target.add("10023", EMAIL="anna@example.com", NAME="A. Wit")
    customers.settings = settings(customer={"on_first_match": how})
    carried = await customers.carry(record(customer=anna(phone="1234567")))
    fields = customers.target.debtor("10023").fields
    assert (carried.number, fields["PHONE"], fields["NAME"]) == ("10023", phone, name)
    later = await customers.carry(record(customer=anna(phone="7654321")))
    assert later.reason == "debtor 10023: changed PHONE"
    assert customers.target.debtor("10023").fields["NAME"] == name


async def test_a_code_without_a_row_holds_the_customer_with_the_codes_there_are(customers: CustomerDesk) -> None:
    customers.settings = settings(payment_condition={"table": {"14 days": "14", "30 days": "30"}})
    held = await customers.carry(record(payment_condition="60 days"))
    [problem] = held.problems
    assert (held.state, problem.path) == (State.HELD, "payment_condition")
    assert "14, 30" in str(problem.mend)


async def test_codes_of_a_new_debtor_are_chosen_by_country_and_kind(customers: CustomerDesk) -> None:
    customers.settings = settings(
        vat_liability={"table": {"NL": "1", "BE": "3"}, "companies": {"BE": "7"}, "values": {"verlegd": "9"}},
        revenue_account={"default": "8000"},
    )
    belgian = {**ELSEWHERE, "country": "BE", "postcode": "2000"}
    await customers.carry(company("K-1", billing_address=belgian))
    await customers.carry(record("K-2", billing_address=belgian))
    await customers.carry(record("K-3", customer=anna(email="c@example.com"), vat_liability="verlegd"))
    assert [one.fields["VAT_CODE"] for one in customers.target.debtors] == ["7", "3", "9"]
    assert {one.fields["REVENUE"] for one in customers.target.debtors} == {"8000"}


async def test_a_dry_run_tells_what_it_would_write_and_writes_nothing(customers: CustomerDesk) -> None:
    outcome = await customers.carry(company(shipping_address=ELSEWHERE), write=False)
    assert outcome.state is State.SKIPPED
    assert outcome.reason.startswith("dry run: would make a debtor (CITY, CONTACT, COUNTRY, EMAIL")
    assert "would make a delivery address (CITY, HOUSE, POSTCODE, STREET)" in outcome.reason
    assert "would make a contact (MAIL, WHO)" in outcome.reason
    assert customers.written() == 0
    assert await customers.link() is None


async def test_a_dry_run_of_a_change_names_the_fields(customers: CustomerDesk) -> None:
    await customers.carry(record())
    outcome = await customers.carry(record(customer=anna(phone="1234567")), write=False)
    assert outcome.reason.startswith("dry run: would change PHONE on debtor D1.")


async def test_nothing_personal_stands_in_what_is_told(customers: CustomerDesk) -> None:
    customers.target.add("10013", EMAIL="info@example.com", NAME="Voorbeeld B.V.", is_company=True)
    outcomes = [
        await customers.carry(company(iban="NL91ABNA0417164300", shipping_address=ELSEWHERE)),
        await customers.carry(company(iban="NL20INGB0001234567", customer={"company": "Bakker", "email": "no"})),
        await customers.carry(record("K-2", customer=anna(email="info@example.com"))),
        await customers.carry({"number": "K-3", "customer": {"email": 7, "last_name": "Geheim"}}),
    ]
    told = " ".join(
        str(sentence)
        for one in outcomes
        for sentence in (one.told, *(note for step in one.steps for note in step.told), *map(str, one.problems))
    )
    for secret in ("Bakker", "Dam", "Coolsingel", "NL91", "NL20", "example.com", "Wit", "Geheim"):
        assert secret not in told
