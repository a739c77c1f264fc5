"""Customers as AFAS takes them: the debtor by one code path with orders, and what only a record tells, over HTTP."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.debtors import CustomerMarks
from handlers.contracts.records import AlreadyThere, NotThere
from handlers.sandboxes.afas import Behaviour, Profit
from handlers.vendors.afas.target.lookup_columns import DebtorColumns
from relay.errors import Hold, StartError
from tests.handlers.vendors.afas.customers import (
    IBAN,
    IBAN_FIELD,
    ORGANISATION,
    PERSON,
    a_private_record,
    a_record,
    bank_accounts,
    customer_target,
    made,
    party_of,
    stored,
)
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.orders import EMAIL, a_draft, a_person, an_address, an_order, drafting_for


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


async def test_a_company_becomes_a_debtor_with_all_that_its_record_tells(e: Environment) -> None:
    target = customer_target(e)
    codes = {"revenue_account": "8010", "price_list": "WEB"}
    kept = stored(e, await made(target, a_record(blocked="delivery"), codes=codes))
    expected = {
        "CuId": "EUR",
        "PaCd": "30",
        "ColA": "1300",
        "VaDu": "1",
        "LgId": "NL",
        "ToAc": "8010",
        "PrLs": "WEB",
        "VaId": "NL001234567B01",
        "Bl": True,
        "AuPa": True,
        "Krli": Decimal(5000),
        "Nm": "Bakkerij Voorbeeld B.V.",
        "EmAd": EMAIL,
        "TeNr": "030-5550101",
        "MbNr": "0655501019",
        "HoPa": "https://bakkerij.example.com",
        "CcNr": "12345678",
    }
    assert {field: kept.get(field) for field in expected} == expected
    told = [{field: one[field] for field in ("CoId", "Iban", "Bic", "DiNm", "IbCk")} for one in bank_accounts(e)]
    assert told == [{"CoId": "NL", "Iban": IBAN, "Bic": "ABNANL2A", "DiNm": "Bakkerij Holding B.V.", "IbCk": True}]
    assert not e.profit.relations.contacts.by_number


async def test_a_person_becomes_a_debtor_with_all_that_their_record_tells(e: Environment) -> None:
    kept = stored(e, await made(customer_target(e), a_private_record()))
    expected = {"LaNm": "Vries", "EmA2": "anneke@example.com", "MbN2": "0655501019", "AuPa": True, "Bl": False}
    assert {field: kept.get(field) for field in expected} == expected
    assert [one["Iban"] for one in bank_accounts(e)] == [IBAN]


async def test_an_order_and_a_record_make_the_same_debtor_of_a_customer() -> None:
    bare = {"mobile", "website", "iban", "bic", "account_holder", "direct_debit", "credit_limit", "blocked", "contacts"}
    async with environment() as e:
        for order in (an_order(), an_order(customer=a_person())):
            record = a_record(customer=order.customer)
            record = record.model_copy(update=dict.fromkeys(bare - {"contacts"}) | {"contacts": ()})
            draft = a_draft(order, codes={"payment_condition": "30", "receivables_account": "1300"})
            by_order = drafting_for().debtor(draft.party)
            by_record = customer_target(e).debtor_fields(party_of(record, codes={"vat_liability": "", "language": ""}))
            empty = {place for place, value in by_record.items() if value == ""}
            of_contact = {place for place in by_order if ".KnContact." in place}
            assert {place: by_record[place] for place in {*by_record} - empty} == {
                place: by_order[place] for place in {*by_order} - of_contact
            }


async def test_the_debtor_is_shown_with_what_was_written(e: Environment) -> None:
    target = customer_target(e)
    fields = target.debtor_fields(party_of(a_record()))
    number = await target.create_debtor(fields)
    [found] = await target.find_debtors(CustomerMarks(email=EMAIL))
    assert (found.number, found.is_company) == (number, True)
    unseen = {f"{ORGANISATION}.KnOrganisation.KnBankAccount.{field}" for field in ("Bic", "DiNm")}
    assert {place: found.fields[place] for place in fields if place not in unseen} == {
        place: value for place, value in fields.items() if place not in unseen
    }
    await made(target, a_private_record())
    [person] = await target.find_debtors(CustomerMarks(email="anneke@example.com"))
    assert person.is_company is False


async def test_a_field_that_is_none_is_emptied_and_one_that_is_not_given_stays(e: Environment) -> None:
    target = customer_target(e)
    number = await made(target)
    await target.update_debtor(number, {f"{ORGANISATION}.KnOrganisation.TeNr": None, f"{ORGANISATION}.Bl": True})
    kept = stored(e, number)
    assert (kept["TeNr"], kept["MbNr"], kept["Bl"]) == (None, "0655501019", True)


@pytest.mark.parametrize("record", [a_record(), a_private_record()])
async def test_another_address_holds_from_the_day_that_the_event_came_in(e: Environment, record: Any) -> None:
    target = customer_target(e)
    number = await made(target, record)
    party = "KnOrganisation" if record.customer.is_company else "KnPerson"
    relation = ORGANISATION if record.customer.is_company else PERSON
    street = {f"{relation}.{party}.KnBasicAddressAdr.Ad": "Nieuwstraat"}
    for _ in range(2):
        await target.update_debtor(number, street, date(2026, 11, 20))
    kept = stored(e, number)
    assert kept["AdrSince"] == date(2026, 11, 20)
    place = e.profit.relations.parties.address_of(kept)
    assert (place["Ad"], place["HmNr"], place["HmAd"]) == ("Nieuwstraat", 12, "A")


async def test_debtors_are_found_by_number_many_in_one_call_and_blocked_ones_too(e: Environment) -> None:
    target = customer_target(e)
    numbers = [await made(target, a_record(blocked="delivery"))]
    numbers += [await made(target, a_private_record()) for _ in range(3)]
    before = e.calls("GET")
    found = await target.find_by_numbers([*numbers, numbers[0], "99999"])
    assert e.calls("GET") == before + 1
    assert list(found) == numbers
    assert {number: debtor.number for number, debtor in found.items()} == {number: number for number in numbers}
    assert await target.find_by_numbers([]) == {}
    assert e.calls("GET") == before + 1


async def test_more_numbers_than_a_query_holds_are_asked_for_in_as_few_calls_as_hold_them(e: Environment) -> None:
    target = customer_target(e)
    assert await target.find_by_numbers([f"{number:015}" for number in range(200)]) == {}
    assert 2 <= e.calls("GET") <= 5


async def test_a_debtor_whose_number_is_taken_is_there_already(e: Environment) -> None:
    target = customer_target(e, {"to": f"{ORGANISATION}.DbId", "from": "record.number"})
    assert await made(target) == "10023"
    with pytest.raises(AlreadyThere, match="al in gebruik"):
        await made(target)


async def test_a_party_that_is_a_debtor_already_is_there_already() -> None:
    async with environment(Profit(behaviour=Behaviour(second_relation=False))) as e:
        target = customer_target(e, writing={"match_organisations": "1"})
        await made(target, a_record(iban=None))
        with pytest.raises(AlreadyThere, match="Organisatie/persoon"):
            await made(target, a_record(iban=None))


async def test_a_debtor_who_is_not_there_cannot_be_changed_and_an_unknown_code_is_something_else(
    e: Environment,
) -> None:
    target = customer_target(e)
    with pytest.raises(NotThere, match="Verkooprelatie"):
        await target.update_debtor("99999", {f"{ORGANISATION}.Bl": True})
    number = await made(target)
    with pytest.raises(Hold, match="Betalingsvoorwaarde") as caught:
        await target.update_debtor(number, {f"{ORGANISATION}.PaCd": "99"})
    assert type(caught.value) is Hold


async def test_a_connector_without_the_columns_of_customers_serves_orders_as_before() -> None:
    bare = dict.fromkeys(("language", "mobile", "website", "iban", "direct_debit", "credit_limit"))
    async with environment(lookups={"debtor_columns": bare}) as e:
        target = customer_target(e)
        number = await made(target)
        [found] = (await target.find_by_numbers([number])).values()
        assert IBAN_FIELD not in found.fields
        assert IBAN_FIELD in found.closed
    assert {"language", "iban"}.isdisjoint(DebtorColumns().needed)


async def test_an_address_without_a_number_of_its_contact_stops_the_start(e: Environment) -> None:
    with pytest.raises(StartError, match=r"connections\.afas\.lookups\.address_columns\.contact: "):
        customer_target(e, lookups={"address_columns": {"contact": None}})


async def test_the_address_of_a_bill_is_told_by_the_records_own_words(e: Environment) -> None:
    record = a_record(billing_address=an_address(number="B12", addition=None))
    assert [problem.path for problem in customer_target(e).check_debtor(party_of(record))] == ["billing_address.number"]


@pytest.mark.parametrize("follows", [True, False])
async def test_the_postal_address_moves_with_the_other_one_where_the_settings_say_so(follows: bool) -> None:  # noqa: FBT001
    async with environment(writing={"postal_address_follows": follows}) as e:
        target = customer_target(e)
        number = await made(target)
        before = stored(e, number)["Pad"]
        await target.update_debtor(number, {f"{ORGANISATION}.KnOrganisation.KnBasicAddressAdr.Ad": "Nieuwstraat"})
        kept = stored(e, number)
        assert kept["Pad"] == (kept["Adr"] if follows else before)
        await target.update_debtor(number, {f"{ORGANISATION}.KnOrganisation.TeNr": "020-5550199"})
        assert stored(e, number)["Pad"] == kept["Pad"]
