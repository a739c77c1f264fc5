"""AFAS as a source of customers, polled from the sandbox over real HTTP: three connectors, each by itself."""

from handlers.contracts.customers import CustomerSource
from handlers.vendors.afas.protocol import QUERY_LIMIT
from relay.roles import PolledSource, ReadInSlices, TellsTime
from tests.handlers.vendors.afas.examples import address, body, delivery_contact
from tests.handlers.vendors.afas.source.customers.environment import (
    a_buyer,
    a_company,
    a_consumer,
    a_profit,
    change_contact,
    change_party,
    move,
    reading,
    write,
)
from tests.handlers.vendors.afas.support import Clock

BANK = body("KnBankAccount", {"CoId": "NL", "Iban": "NL91ABNA0417164300"})


async def test_it_fills_all_of_its_roles() -> None:
    clock = Clock()
    async with reading(a_profit(clock), clock) as r:
        polled: PolledSource = r.source
        customers: CustomerSource = r.source
        assert isinstance(polled, PolledSource | ReadInSlices | TellsTime)
        assert isinstance(r.source, ReadInSlices)
        assert isinstance(r.source, TellsTime)
        assert callable(customers.read)
        assert r.source.parts == ("debtors", "addresses", "delivery_addresses", "contacts")


async def test_a_company_is_read_whole_from_all_of_its_connectors() -> None:
    clock = Clock()
    profit = a_profit(clock)
    number = a_company(profit, BANK, delivery_contact(), a_buyer(), AuPa=True)["DbId"]
    async with reading(profit, clock) as r:
        [record], _ = await r.poll("debtors", r.source.cursor_at(None))
    assert record.model_dump(exclude_unset=True, exclude={"updated_at"}) == {
        "number": number,
        "customer": {
            "code": number,
            "company": "Voorbeeld Handel B.V.",
            "email": "info@voorbeeld.test",
            "phone": "030-1234567",
            "vat_number": "NL123456789B01",
            "chamber_of_commerce_number": "12345678",
        },
        "billing_address": {
            "street": "Voorbeeldstraat",
            "number": "12",
            "addition": None,
            "extra": None,
            "postcode": "1234 AB",
            "city": "Utrecht",
            "country": "NL",
        },
        "delivery_addresses": (
            {
                "id": "501",
                "address": {
                    "name": "Filiaal Oost",
                    "street": "Zonnebloemlaan",
                    "number": "3",
                    "addition": None,
                    "extra": None,
                    "postcode": "3431 BC",
                    "city": "Nieuwegein",
                    "country": "NL",
                },
            },
        ),
        "contacts": (
            {
                "id": "502",
                "department": None,
                "first_name": "Noor",
                "infix": None,
                "last_name": "Smit",
                "email": "noor@voorbeeld.test",
                "phone": "030-1234568",
                "mobile": None,
                "is_main": True,
            },
        ),
        "mobile": None,
        "website": None,
        "iban": "NL91ABNA0417164300",
        "direct_debit": True,
        "credit_limit": "5000.00",
        "currency": "EUR",
        "language": "NL",
        "payment_condition": "14",
        "vat_liability": "1",
        "receivables_account": "1300",
        "price_list": None,
        "blocked": "no",
    }


async def test_a_person_is_read_by_their_names_and_has_no_company() -> None:
    clock = Clock()
    profit = a_profit(clock)
    number = a_consumer(profit)["DbId"]
    async with reading(profit, clock) as r:
        record = await r.record(number)
    customer = record.customer
    assert (customer.company, customer.first_name, customer.infix, customer.last_name) == (
        None,
        "Eva",
        "van den",
        "Berg",
    )
    assert (record.billing_address.line, customer.email, record.contacts) == ("Dorpsweg 7", "eva@prive.test", ())


async def test_a_change_of_the_address_alone_leaves_the_debtors_stamp_and_is_read_all_the_same() -> None:
    clock = Clock()
    profit = a_profit(clock)
    number = a_company(profit)
    clock.move(hours=2)
    async with reading(profit, clock) as r:
        cursor = r.source.cursor_at(clock())
        before = r.source.identify(await r.source.fetch(number["DbId"]))
        clock.move(hours=2)
        move(profit, number)
        clock.move(minutes=1)
        assert await r.numbers("debtors", cursor) == []
        [record], _ = await r.poll("addresses", cursor)
        after = r.source.identify(await r.source.fetch(number["DbId"]))
    assert (record.number, record.billing_address.house) == (number["DbId"], "77")
    assert (before.reference, before.version != after.version) == (after.reference, True)


async def test_a_change_of_a_contact_or_a_delivery_address_is_read_by_its_own_part() -> None:
    clock = Clock()
    profit = a_profit(clock)
    first, second = a_company(profit, a_buyer()), a_company(profit)
    clock.move(hours=2)
    async with reading(profit, clock) as r:
        cursor = r.source.cursor_at(clock())
        clock.move(hours=2)
        change_contact(profit, 501, MbNr="0687654321")
        change_party(profit, second, delivery_contact("Filiaal West"))
        clock.move(minutes=1)
        assert await r.numbers("debtors", cursor) == []
        [changed], _ = await r.poll("delivery_addresses", cursor)
        contacts, _ = await r.poll("contacts", cursor)
    assert (changed.number, changed.addresses[0].address.name) == (second["DbId"], "Filiaal West")
    assert {record.number: [one.mobile for one in record.contacts] for record in contacts} == {
        first["DbId"]: ["0687654321"],
        second["DbId"]: [],
    }


async def test_a_poll_reads_no_single_record_and_looks_many_up_in_each_call() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for _ in range(120):
        a_company(profit, a_buyer(), delivery_contact())
    async with reading(profit, clock) as r:
        pages = await r.pages()
        assert sum(len(page.documents) for page in pages) == 120
        assert r.calls("Relay_Debtors") == 1
        assert r.calls("Profit_Contacts") + r.calls("Profit_Deliveryaddress") + r.calls("Profit_Address") <= 6
        assert all(len(call.query) <= QUERY_LIMIT for call in r.sandbox.calls)


async def test_a_person_who_moves_is_read_by_the_part_of_addresses() -> None:
    clock = Clock()
    profit = a_profit(clock)
    person = a_consumer(profit)
    clock.move(hours=2)
    async with reading(profit, clock) as r:
        cursor = r.source.cursor_at(clock())
        clock.move(hours=2)
        place = address(BeginDate="2026-11-24", HmNr=9)
        contact = body("KnContact", {"BcCoPer": person["BcCo"], "ViKc": "PER", "PadAdr": True}, place)
        write(profit, contact, "PUT")
        assert await r.numbers("debtors", cursor) == []
        [record], _ = await r.poll("addresses", cursor)
    assert record.billing_address.house == "9"
