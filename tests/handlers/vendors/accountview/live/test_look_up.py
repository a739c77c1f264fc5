"""What AccountView is asked of the names in relay.yaml: each is found, missing with the nearest, or not asked about."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from handlers.contracts.naming import Kind
from handlers.sandboxes.accountview import Behaviour
from handlers.sandboxes.accountview.faults import Fault
from handlers.sandboxes.demonstration.accountview_books import demo_books
from handlers.vendors.accountview.connection import OpenAccountView
from mapping.filter_texts import read_filter
from relay.care.live_check import MOST_CALLS, BoundedGate, NoTokens
from relay.roles import LookedUp
from tests.handlers.vendors.accountview.live_office import a_books, flow_of, looked
from tests.handlers.vendors.accountview.office import TODAY, office
from tests.handlers.vendors.live_checks import (
    ENDS,
    FailingGate,
    count,
    found,
    naming,
    nearest,
    not_asked,
    severities,
    told,
)
from tests.stand_ins import OpenGate


async def test_what_a_well_kept_file_names_is_there_and_only_reads_are_made() -> None:
    async with office(a_books()) as o:
        said = await looked(o)
        assert told(said) == {}
        assert not_asked(said) == {}
        assert {method for (method, name) in o.books.calls if name != "TOKEN"} == {"GET"}
    for kind, name in (
        (Kind.COMPANY, "DEMO"),
        (Kind.OBJECT, "SO1"),
        (Kind.TABLE, "SO_LINE"),
        (Kind.COLUMN, "COMMENT1"),
        (Kind.RIGHT, "make debtors"),
        (Kind.PAYMENT_CONDITION, "30"),
        (Kind.CONTROL_ACCOUNT, "1300"),
        (Kind.LEDGER_ACCOUNT, "8000"),
        (Kind.JOURNAL, "700"),
        (Kind.VAT_CODE, "2"),
        (Kind.COST_ITEM, "VERZENDEN"),
    ):
        assert (kind, name) in found(said)


@pytest.mark.parametrize(
    ("changes", "place", "meant"),
    [
        ({"company": "DEMOO"}, "company", "DEMO"),
        ({"order_number_column": "ORD_NUM"}, "order_number_column", "ORD_NR"),
        ({"order_reference_column": "COMENT1"}, "order_reference_column", "COMMENT1"),
        ({"order_columns": {"status": "ORD_STATUS"}}, "order_columns.status", "ORD_STAT"),
        ({"order_line_columns": {"description": "LINE_TEXT"}}, "order_line_columns.description", None),
        ({"objects": {"order": "SO11"}}, "objects.order", "SO1"),
        ({"objects": {"order_line_table": "SO_LINES"}}, "objects.order_line_table", "SO_LINE"),
        ({"article_group": "BROOT"}, "article_group", "BROOD"),
    ],
)
async def test_a_name_in_the_connection_s_settings_is_told_at_its_place(
    changes: Mapping[str, Any], place: str, meant: str | None
) -> None:
    books = a_books()
    books.put("ART_GRP", {"AG_CODE": "BROOD", "AG_DESC": "Brood"})
    async with office(books, **changes) as o:
        said = await looked(o)
    assert nearest(said) == {f"connections.books.{place}": meant}


async def test_without_the_company_nothing_else_is_asked_but_all_is_told() -> None:
    async with office(a_books()) as o:
        whole = await looked(o)
    async with office(a_books(), company="OTHER") as o:
        said = await looked(o)
        assert o.books.calls["GET", "COMPANIES"] == sum(o.books.calls.values()) - o.books.calls["POST", "TOKEN"] == 1
    assert "the company OTHER" in not_asked(said)["flows.orders.settings.journal.default"]
    assert count(said) == count(whole)


async def test_rows_are_looked_up_in_the_dictionary_partners_columns_included() -> None:
    books = a_books()
    books.own_columns["SO_HDR"] = frozenset({"X11_CODE"})
    rows = [
        {"to": "SO_HDR.X11_CODE", "from": "order.number"},
        {"to": "SO_HDR.X11_KODE", "from": "order.number"},
        {"to": "CONTACT.ACCT_LINK", "const": "1"},
    ]
    async with office(books) as o:
        said = await looked(o, flow_of(*rows))
    assert (Kind.COLUMN, "X11_CODE") in found(said)
    assert nearest(said) == {"flows.orders.mapping.1.to": "X11_CODE", "flows.orders.mapping.2.to": None}
    assert severities(said) == {"flows.orders.mapping.1.to": "error", "flows.orders.mapping.2.to": "warning"}
    assert "COM_BLK" in told(said)["flows.orders.mapping.2.to"]


async def test_a_right_to_write_that_the_user_lacks_is_told_and_weighs_less_in_a_dry_run() -> None:
    flow = flow_of(missing_article="create")
    async with office(a_books(), articles_can_be_made=True) as o:
        said, dry = await looked(o, flow), await looked(o, replace(flow, write=False))
    place = "flows.orders.settings.missing_article"
    assert severities(said) == {place: "error"}
    assert severities(dry) == {place: "warning"}
    assert "insert on AK1" in told(said)[place]


async def test_a_table_that_the_dictionary_marks_as_closed_is_a_warning() -> None:
    books = a_books()
    books.closed_tables = frozenset({"SO_HDR"})
    async with office(books) as o:
        said = await looked(o)
    assert severities(said) == {"flows.orders.settings.send_as": "warning"}
    assert "NO_XML_UPD" in told(said)["flows.orders.settings.send_as"]


async def test_a_source_is_asked_for_its_columns_and_filters() -> None:
    wanted = read_filter([{"field": "status", "is": "1"}, {"field": "shop_yn", "is": True}])
    filters: dict[str, Any] = {"filter": {"status": ("1",), "ORD_KIND": ("W",)}, "wanted": wanted}
    flow = replace(flow_of(), source="books", target="afas", **filters)
    reading = {"orders": {"columns": {"status": "ORD_STAT", "currency": "CURR"}}}
    async with office(a_books(), reading=reading) as o:
        said = await looked(o, flow)
    assert set(told(said)) == {
        "connections.books.reading.orders.columns.currency",
        "flows.orders.poll.filter.ORD_KIND",
        "flows.orders.filter",
    }
    assert (Kind.OBJECT, "VA1") in found(said)


async def test_where_the_dictionary_is_not_shown_a_row_shows_the_columns() -> None:
    behaviour = Behaviour(unreadable=frozenset({"FLD"}))
    async with office(demo_books(today=lambda: TODAY), behaviour=behaviour, order_number_column="ORD_NUM") as o:
        said = await looked(o, flow_of(shipping_cost={}))
    assert nearest(said) == {"connections.books.order_number_column": "ORD_NR"}
    async with office(a_books(), behaviour=behaviour, objects={"order_header_table": "SO_HEAD"}) as o:
        said = await looked(o)
    assert nearest(said) == {"connections.books.objects.order_header_table": "SO_HDR"}
    assert "no row of it yet" in not_asked(said)["connections.books.objects.order_line_table"]


async def test_a_dictionary_that_may_be_cut_off_proves_nothing_missing() -> None:
    async with office(a_books(), behaviour=Behaviour(largest_page=100), order_columns={"status": "QQQ"}) as o:
        said = await looked(o)
    assert "connections.books.objects.debtor" in not_asked(said)
    assert nearest(said) == {"connections.books.order_columns.status": None}


async def test_rights_are_not_asked_where_the_list_of_objects_is_not_shown() -> None:
    async with office(a_books(), behaviour=Behaviour(shows_objects=False)) as o:
        said = await looked(o)
    assert told(said) == {}
    assert {path for path in not_asked(said) if "objects" in path} >= {"connections.books.objects.order"}
    assert "flows.orders.settings.send_as" in not_asked(said)


async def test_no_call_is_made_beyond_any_bound_and_what_is_left_is_told() -> None:
    async with office(a_books()) as o:

        async def within(most: int) -> tuple[LookedUp, int]:
            o.books.calls.clear()
            gate = BoundedGate(OpenGate(), most)
            bounded = OpenAccountView("books", o.settings, o.session, o.tokens, gate, today=lambda: TODAY)
            said = await bounded.look_up([naming(flow_of())])
            assert sum(o.books.calls.values()) - o.books.calls["POST", "TOKEN"] == gate.calls <= most
            return said, gate.calls

        whole, needed = await within(MOST_CALLS)
        assert needed < MOST_CALLS
        found_before = 0
        for most in range(needed):
            said, _ = await within(most)
            assert f"the {most} calls that one look may make are spent" in set(not_asked(said).values())
            assert (count(said), said.findings) == (count(whole), ())
            assert len(said.found) >= found_before
            found_before = len(said.found)
        assert (await within(needed))[0] == whole


async def test_a_hub_that_is_away_is_asked_once_and_without_tokens_not_at_all() -> None:
    async with office(a_books()) as o:
        o.sandbox.faults.next(Fault.UNAVAILABLE, 50)
        said = await looked(o)
        assert o.books.calls["GET", "DBF"] == 1
        assert {name for _, name in o.books.calls} == {"TOKEN", "COMPANIES", "BUSINESSOBJECTS", "DBF"}
        assert said.findings == ()
        o.books.calls.clear()
        alone = OpenAccountView("books", o.settings, o.session, NoTokens(), OpenGate(), today=lambda: TODAY)
        said = await alone.look_up([naming(flow_of())])
        assert (said.found, said.findings, sum(o.books.calls.values())) == ((), (), 0)
    assert "Redis does not answer" in not_asked(said)["connections.books.company"]


@pytest.mark.parametrize("end", ENDS)
async def test_however_one_call_ends_every_name_is_accounted_for_and_none_is_called_missing(end: str) -> None:
    async with office(a_books()) as o:

        async def at(gate: BoundedGate | FailingGate) -> LookedUp:
            one = OpenAccountView("books", o.settings, o.session, o.tokens, gate, today=lambda: TODAY)
            return await one.look_up([naming(flow_of())])

        whole = await at(unbroken := BoundedGate(OpenGate(), MOST_CALLS))
        for number in range(unbroken.calls):
            said = await at(FailingGate(number, ENDS[end]))
            assert (told(said), count(said)) == ({}, count(whole))
