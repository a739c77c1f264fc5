"""The target finds and writes over real HTTP what an order consists of, and never writes twice by itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from handlers.contracts.orders import FoundOrder, OrderTarget
from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import Behaviour, Books
from mapping.pricing import Basis
from relay.errors import Hold
from tests.handlers.vendors.accountview.office import (
    TODAY,
    Office,
    a_books,
    a_draft,
    an_address,
    an_order,
    marks,
    office,
    written,
)

EMAIL = "inkoop@bakkerij.example.com"


async def test_it_is_an_order_target_by_name_and_horizon(o: Office) -> None:
    target: OrderTarget = o.target()
    assert (target.connection, target.horizon) == ("books", timedelta(seconds=300))
    assert repr(target) == "AccountViewOrderTarget('books')"


async def test_a_new_debtor_is_numbered_by_accountview_and_found_by_email(o: Office) -> None:
    target = o.target()
    fields = target.debtor_fields(a_draft().party)
    number = await target.create_debtor(fields)
    [found] = await target.find_debtors(marks(EMAIL))
    assert found.number == number
    assert found.email == EMAIL
    assert {name: found.fields[name] for name in fields} == fields
    assert found.fields["ST_PROP"] == ""


async def test_a_debtor_is_found_by_an_email_in_other_capitals(o: Office) -> None:
    target = o.target()
    await target.create_debtor(target.debtor_fields(a_draft().party))
    assert len(await target.find_debtors(marks("Inkoop@Bakkerij.example.com".lower()))) == 1


@pytest.mark.parametrize(("search", "found"), [("equal", 0), ("contains", 1)])
async def test_how_wide_debtors_are_searched_is_a_setting(search: str, found: int) -> None:
    async with office(email_search=search) as o:
        o.books.put("CONTACT", {"ACCT_NAME": "A", "MAIL_BUS": f"verkoop; {EMAIL}"})
        assert len(await o.target().find_debtors(marks(EMAIL))) == found


async def test_an_unknown_email_finds_nobody(o: Office) -> None:
    assert await o.target().find_debtors(marks("niemand@example.com")) == []


async def test_more_debtors_than_a_page_holds_are_all_found() -> None:
    async with office(page_size=2) as o:
        for _ in range(5):
            o.books.put("CONTACT", {"ACCT_NAME": "A", "MAIL_BUS": EMAIL})
        assert len({debtor.number for debtor in await o.target().find_debtors(marks(EMAIL))}) == 5


async def test_an_update_sets_the_given_fields_and_no_others(o: Office) -> None:
    target = o.target()
    number = await target.create_debtor(target.debtor_fields(a_draft().party))
    assert number is not None
    await target.update_debtor(number, {"ST_PROP": "Unit 4"})
    await target.update_debtor(number, {"ST_PROP": "Unit 4"})
    [debtor] = o.books.debtors
    assert (debtor["ST_PROP"], debtor["ACCT_NAME"], debtor["CNG_NR"]) == ("Unit 4", "Bakkerij Voorbeeld B.V.", 3)


async def test_nothing_to_update_is_no_call(o: Office) -> None:
    await o.target().update_debtor("10001", {})
    assert o.books.calls["PUT", "AR1"] == 0


async def test_a_debtor_that_accountview_refuses_is_held_and_nothing_is_stored(o: Office) -> None:
    target = o.target()
    fields = dict(target.debtor_fields(a_draft().party)) | {"ACCT_NR": "9999"}
    with pytest.raises(Hold, match="ACCT_NR"):
        await target.create_debtor(fields)
    assert o.books.debtors == []


async def test_a_delivery_address_is_made_and_found_with_the_same_fields(o: Office) -> None:
    target = o.target()
    debtor = await target.create_debtor(target.debtor_fields(a_draft().party))
    order = an_order(shipping_address=an_address(name="Filiaal Oost", street="Laan", number="3", addition=None))
    fields = target.address_fields(a_draft(order, debtor=debtor).party)
    number = await target.create_address(fields)
    [found] = await target.find_addresses(str(debtor))
    assert found.number == number
    assert {name: found.fields[name] for name in fields} == fields
    assert await target.find_addresses("99999") == []


async def test_an_order_is_written_as_one_call_and_found_with_customer_date_and_total(o: Office) -> None:
    target = o.target()
    draft, number = await written(target)
    found = await target.find_orders("W-100245", draft.order.ordered_on)
    assert found == [FoundOrder(number, "W-100245", str(draft.debtor), date(2026, 11, 24), Decimal("24.78"))]
    assert target.total_of(draft) == Decimal("24.78")
    assert o.books.calls["POST", "SO1"] == 1


async def test_a_price_of_more_decimals_than_the_column_holds_comes_to_its_amount_in_the_books(o: Office) -> None:
    target = o.target()
    order = an_order(lines=[{"sku": "ZUP-310", "quantity": 5000, "unit_price": "0.123456789", "vat_rate": 9}])
    draft, _ = await written(target, a_draft(order, basis=target.basis(order)))
    [stored] = o.books.orders
    assert [line["ART_PX"] for line in stored["SO_LINE"]] == [Decimal("0.1234"), Decimal("0.1235")]
    [found] = await target.find_orders("W-100245", TODAY)
    assert found.total == target.total_of(draft) == Decimal("617.28")
    assert o.books.invoice(stored)["INV_AMT"] == Decimal("672.84")


async def test_the_same_order_sent_twice_makes_two_as_accountview_has_no_key_for_it(o: Office) -> None:
    target = o.target()
    draft, _ = await written(target)
    await target.create_order(target.order_fields(draft))
    assert len(await target.find_orders("W-100245", TODAY)) == 2


async def test_an_order_on_an_unknown_article_is_held_and_not_half_written(o: Office) -> None:
    lines = [
        {"sku": "KFM-100", "quantity": 1, "unit_price": "1"},
        {"sku": "NIEUW-001", "quantity": 1, "unit_price": "1"},
    ]
    target = o.target()
    with pytest.raises(Hold, match="ART_CODE"):
        await written(target, a_draft(an_order(lines=lines)))
    assert o.books.orders == []


async def test_an_order_of_last_year_is_looked_for_in_both_administrations(o: Office) -> None:
    target = o.target()
    for year in ("2025", "2026"):
        header = {"RPL_INV": "1", "ORD_DATE": f"{year}-12-30", "COMMENT1": "W-7"}
        o.books.put_order(header, [{"ART_CODE": "KFM-100", "ORD_QTY": Decimal(1), "ART_PX": Decimal(1)}])
    assert len(await target.find_orders("W-7", date(2025, 12, 30))) == 2
    assert o.books.calls["GET", "SO1"] == 2
    assert len(await target.find_orders("W-7", date(2026, 3, 1))) == 1


async def test_a_year_without_administration_is_told_and_never_taken_for_no_order(o: Office) -> None:
    with pytest.raises(Hold, match="fiscal year 2019"):
        await o.target().find_orders("W-7", date(2019, 5, 1))


async def test_orders_go_to_the_year_of_their_date_where_the_setting_says_so() -> None:
    async with office(book_orders_in="order_date") as o:
        for _ in range(2):
            o.books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "A"})
        target = o.target()
        draft = a_draft(an_order(ordered_on="2025-12-30"), debtor="10001")
        await target.create_order(target.order_fields(draft))
        assert o.books.tables("2025")["SO_HDR"]
        assert o.books.tables("2026")["SO_HDR"] == []


async def test_history_objects_are_searched_as_well() -> None:
    history = [
        {
            "object": "SO1",
            "table": "SO_HDR",
            "reference": "COMMENT3",
            "number": "ORD_NR",
            "debtor": "RPL_INV",
            "ordered_on": "ORD_DATE",
        }
    ]
    async with office(history=history) as o:
        header = {"RPL_INV": "1", "ORD_DATE": "2026-01-05", "COMMENT3": "W-8", "ORD_NR": "55"}
        o.books.put_order(header, [])
        assert await o.target().find_orders("W-8", TODAY) == [FoundOrder("55", "W-8", "1", date(2026, 1, 5), None)]


async def test_an_order_whose_answer_holds_no_number_is_found_by_its_reference() -> None:
    async with office(behaviour=Behaviour(answers_rows=False)) as o:
        target = o.target()
        assert await target.create_debtor(target.debtor_fields(a_draft().party)) is None
        [debtor] = await target.find_debtors(marks(EMAIL))
        draft = a_draft(debtor=debtor.number)
        assert (await target.create_order(target.order_fields(draft))).number is None
        assert len(await target.find_orders("W-100245", TODAY)) == 1


async def test_the_number_and_the_reference_stand_in_the_columns_the_settings_name() -> None:
    books = Books(today=lambda: TODAY, order_number_column="SO_NR")
    for article in a_books().articles:
        books.put("ARTICLE", article)
    books.put("LEDGER", {"ACCT_NR": "1300"})
    books.put("PAY_COND", {"DISC_CODE": "30"})
    async with office(books, order_number_column="SO_NR", order_reference_column="COMMENT3") as o:
        target = o.target()
        _, number = await written(target)
        [order] = o.books.orders
        assert (order["SO_NR"], order["COMMENT3"]) == (number, "W-100245")
        assert [found.number for found in await target.find_orders("W-100245", TODAY)] == [number]


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour(padded=True), Behaviour(loose_equal=True), Behaviour(nothing_is_404=True), Behaviour(error_status=500)],
)
async def test_the_line_works_however_the_open_questions_turn_out(behaviour: Behaviour) -> None:
    async with office(behaviour=behaviour, empty_is_404=behaviour.nothing_is_404, send_numbers_as="text") as o:
        target = o.target()
        assert await target.find_orders("W-100245", TODAY) == []
        assert await target.missing_articles(["KFM-100", "NIEUW-001"]) == ["NIEUW-001"]
        draft, number = await written(target)
        [found] = await target.find_orders("W-100245", TODAY)
        assert (found.number, found.reference, found.total) == (number, "W-100245", target.total_of(draft))
        [debtor] = await target.find_debtors(marks(EMAIL))
        assert debtor.fields["ACCT_NAME"] == "Bakkerij Voorbeeld B.V."


async def test_a_debtor_is_found_by_his_number_his_vat_number_or_his_postcode_in_one_call(o: Office) -> None:
    named = {"SUB_NR": "10023", "ACCT_NAME": "A", "VAT_NR": "NL001234567B01"}
    o.books.put("CONTACT", named)
    o.books.put("CONTACT", {"ACCT_NAME": "B", "POST_CODE": "3511AB", "ADDRESS1": "Voorbeeldstraat 12-A"})
    o.books.put("CONTACT", {"ACCT_NAME": "C", "POST_CODE": "9711 AA"})
    target = o.target()
    assert [found.name for found in await target.find_debtors(marks(code="10023"))] == ["A"]
    assert [found.name for found in await target.find_debtors(marks(vat_number="NL001234567B01"))] == ["A"]
    [found] = await target.find_debtors(marks(name="B", postcode="3511 AB", house="12-A"))
    assert (found.name, found.postcode, found.house) == ("B", "3511AB", "12 A")
    both = await target.find_debtors(marks(EMAIL, code="10023", postcode="3511 AB"))
    assert sorted(found.name for found in both) == ["A", "B"]
    assert o.books.calls["GET", "AR1"] == 4
    assert await target.find_debtors(marks()) == []
    assert o.books.calls["GET", "AR1"] == 4


async def test_how_long_an_email_address_may_be_is_told_and_so_is_how_prices_are_wanted(o: Office) -> None:
    assert o.target().longest_email == 50
    assert o.target().basis(an_order(prices_include_vat=True)) == Basis(includes_vat=False, decimals=4, most_decimals=4)
    booked = o.target(settings=OrderSettings(send_as="financial_mutation"))
    assert booked.basis(an_order(prices_include_vat=True)) == Basis(
        includes_vat=True, decimals=4, on_accounts=True, most_decimals=4
    )
