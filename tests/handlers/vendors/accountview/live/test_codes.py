"""What AccountView is asked of codes, accounts, articles and debtors: found, missing with the nearest, or not asked."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.contracts.naming import Kind
from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.demonstration.accountview_books import demo_books
from tests.handlers.vendors.accountview.live_office import a_books, flow_of, looked
from tests.handlers.vendors.accountview.office import TODAY, office
from tests.handlers.vendors.live_checks import found, nearest, not_asked, severities, told


@pytest.mark.parametrize(
    ("settings", "place", "meant"),
    [
        ({"payment_condition": {"default": "300"}}, "payment_condition.default", "30"),
        ({"receivables_account": {"default": "13000"}}, "receivables_account.default", "1300"),
        ({"journal": {"default": "70"}}, "journal.default", "700"),
        ({"shipping_cost": {"item": "VERZENDN"}}, "shipping_cost.item", "VERZENDEN"),
        ({"fallback_item": "ZZ-9", "missing_article": "fallback_item"}, "fallback_item", None),
        ({"vat_codes": {"vat_code": {"default": "22"}}}, "vat_codes.vat_code.default", "2"),
        ({"vat_codes": {"revenue_accounts": [{"account": "80000"}]}}, "vat_codes.revenue_accounts.0.account", "8000"),
    ],
)
async def test_a_code_that_is_not_there_is_told_with_the_nearest_that_is(
    settings: Mapping[str, Any], place: str, meant: str | None
) -> None:
    async with office(a_books()) as o:
        said = await looked(o, flow_of(**settings))
    assert nearest(said) == {f"flows.orders.settings.{place}": meant}
    assert set(severities(said).values()) == {"error"}


async def test_where_few_exist_and_none_is_near_all_are_named() -> None:
    async with office(a_books()) as o:
        said = await looked(o, flow_of(payment_condition={"default": "99"}))
    [finding] = said.findings
    assert (finding.nearest, finding.allowed) == (None, ("14", "30"))
    assert str(finding.told) == "books has no payment condition 99; there are 14, 30"


async def test_a_debtor_that_is_not_there_is_told_and_nothing_of_a_person_with_it() -> None:
    async with office(demo_books(today=lambda: TODAY)) as o:
        said = await looked(o, flow_of(shipping_cost={}, default_debtor={"value": "1000"}))
        values = {str(value) for row in o.books.debtors for value in row.values() if isinstance(value, str)}
    place = "flows.orders.settings.default_debtor.value"
    assert (nearest(said)[place] or "")[:4] == "1000"
    [finding] = [one for one in said.findings if "default_debtor" in one.path]
    assert finding.allowed == ()
    shown = repr(said) + str(told(said))
    personal = {value for value in values if len(value) > 5 and not value.isdigit() and "T00:00" not in value}
    assert personal
    assert [value for value in personal if value in shown] == []


@pytest.mark.parametrize(
    ("unreadable", "place"),
    [
        ("GL1", "receivables_account.default"),
        ("VA1", "vat_codes.rows.0.code"),
        ("DJ1", "journal.default"),
        ("PT1", "payment_condition.default"),
        ("AK1", "shipping_cost.item"),
    ],
)
async def test_what_the_user_may_not_read_is_not_asked_and_the_reason_is_told(unreadable: str, place: str) -> None:
    async with office(a_books(), behaviour=Behaviour(unreadable=frozenset({unreadable}))) as o:
        said = await looked(o)
    assert told(said) == {}
    assert f"of {unreadable}" in not_asked(said)[f"flows.orders.settings.{place}"]


async def test_codes_without_a_list_are_found_where_a_debtor_has_them_and_else_not_asked() -> None:
    books = a_books()
    debtor = {"ACCT_NAME": "A", "SRC_CODE": "A", "ACCT_NR": "1300", "LNG_CODE": "nl", "CUR_CODE": "USD"}
    books.put("CONTACT", debtor)
    settings = {"language": {"table": {"nl": "nl", "de": "de"}}, "currency": {"table": {"USD": "USD"}}}
    async with office(books) as o:
        said = await looked(o, flow_of(warehouse={"default": "1"}, **settings))
    assert {(Kind.LANGUAGE, "nl"), (Kind.CURRENCY, "USD")} <= found(said)
    assert set(not_asked(said)) == {
        "flows.orders.settings.language.table.de",
        "flows.orders.settings.warehouse.default",
    }


async def test_codes_that_rows_give_as_they_stand_are_looked_up_too() -> None:
    rows: list[dict[str, Any]] = [
        {"to": "DJ_LINE.COST_CODE", "const": "WEB"},
        {"to": "DJ_LINE.PROJ_CODE", "const": "P-1"},
        {"to": "DJ_PAGE.DISC_CODE", "from": "order.payment_condition", "table": {"net 14": "14", "net 30": "300"}},
        {"to": "CONTACT.VAT_CODE", "const": "x", "do": ["upper"]},
    ]
    async with office(a_books()) as o:
        said = await looked(o, flow_of(*rows, send_as="financial_mutation"))
    assert set(nearest(said)) == {"flows.orders.mapping.2.table.net 30"}
    assert (Kind.COST_CENTRE, "WEB") in found(said)
    assert not [name for _, name in found(said) if name in {"x", "P-1"}]


@pytest.mark.parametrize("nothing_is_404", [False, True])
async def test_a_list_that_shows_nothing_proves_nothing(nothing_is_404: bool) -> None:  # noqa: FBT001 - a parameter
    books = Books(today=lambda: TODAY)
    books.put("LEDGER", {"ACCT_NR": "1300", "ACCT_NAME": "Debiteuren"})
    behaviour = Behaviour(nothing_is_404=nothing_is_404)
    async with office(books, behaviour=behaviour, empty_is_404=nothing_is_404) as o:
        said = await looked(o, flow_of(shipping_cost={}, vat_codes={}))
    assert told(said) == {}
    assert {"flows.orders.settings.journal.default", "flows.orders.settings.payment_condition.default"} <= set(
        not_asked(said)
    )
