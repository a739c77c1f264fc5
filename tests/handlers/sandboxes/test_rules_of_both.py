"""The sandboxes' rules beside the client's, which differ as ``differences`` lists and in nothing else.

Both were written from what the vendors publish, each by itself. A difference that is not listed is a mistake of one
side, and one that is listed must be there.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.accountview import published as accountview_published
from handlers.sandboxes.afas import layouts, standard_columns
from handlers.sandboxes.afas import published as afas_published
from handlers.sandboxes.afas.payloads import KEYS, Judgement, is_needed, read_records
from handlers.sandboxes.afas.refusals import RefusedError
from handlers.sandboxes.afas.values import read_value
from handlers.vendors.accountview import dictionary as accountview_client
from handlers.vendors.afas import dictionary as afas_client
from handlers.vendors.afas.source.settings import AfasInvoices, AfasOrders
from handlers.vendors.afas.target.field_rules import payload_problems
from handlers.vendors.afas.target.field_values import flaw
from handlers.vendors.afas.target.lookup_columns import AfasLookups
from mapping.parsing import dump_json
from tests.handlers.sandboxes.afas.bodies import BODIES
from tests.handlers.sandboxes.differences import ACCOUNTVIEW, AFAS, VALUES


def walk(holder: Any, path: str) -> Iterator[tuple[str, Any]]:
    """An object of either side and all under it, each by its path."""
    yield path, holder
    for name, under in holder.objects.items():
        yield from walk(under, f"{path}/{name}")


@cache
def published() -> Mapping[str, afas_published.PublishedObject]:
    names = afas_published.connector_names()
    return dict(pair for name in names for pair in walk(afas_published.find_object(name), name))


@cache
def believed() -> Mapping[str, afas_client.UpdateObject]:
    return dict(pair for name in afas_client.FILES for pair in walk(afas_client.update_object(name), name))


def compare_fields(holder: str, ours: afas_published.Field, theirs: afas_client.UpdateField) -> Iterator[str]:
    """What differs between a field of the sandbox and the same of the client."""
    if ours.type != theirs.type:
        yield "type"
    if ours.codes != theirs.codes or theirs.open:
        yield "codes"
    elif not ours.codes and ours.type != "guid" and (ours.length, ours.decimals) != (theirs.length, theirs.decimals):
        yield "length"
    if is_needed(holder, ours) != theirs.required:
        yield "needed"
    if (ours.required and ours.name in KEYS) != theirs.is_key:
        yield "key"
    if ours.label != theirs.label:
        yield "label"


def test_both_know_the_same_objects_of_afas_with_the_same_fields() -> None:
    assert published().keys() == believed().keys()
    for path, holder in published().items():
        assert holder.fields.keys() == believed()[path].fields.keys(), path


def test_fields_of_afas_differ_only_as_listed() -> None:
    found = {
        (name, what)
        for path, holder in published().items()
        for name, field in holder.fields.items()
        for what in compare_fields(holder.name, field, believed()[path].fields[name])
    }
    assert found == {(one.where, one.what) for one in AFAS}


def test_columns_of_accountview_differ_only_as_listed() -> None:
    assert accountview_client.FILES.keys() == accountview_published.TABLES
    found = set()
    for table in accountview_published.TABLES:
        ours, theirs = accountview_published.find_columns(table), accountview_client.columns_of(table)
        assert ours.keys() == theirs.keys(), table
        for name, column in ours.items():
            for what in ("type", "length", "mandatory", "upper", "writable"):
                if getattr(column, what) != getattr(theirs[name], what):
                    found.add((f"{table}.{name}", what))
    assert found == {(one.where, one.what) for one in ACCOUNTVIEW}


PROBES: tuple[Any, ...] = (
    "",
    " ",
    None,
    "x",
    "x" * 16,
    "x" * 300,
    "NL",
    "nl",
    "XK",
    "DE",
    "stk",
    0,
    7,
    -3,
    "12",
    "1.5",
    "+2",
    "1e3",
    " 7",
    "12a",
    "NaN",
    True,
    False,
    "true",
    "TRUE",
    "ja",
    "2",
    Decimal("1.5"),
    Decimal("0.001"),
    Decimal("0.000001"),
    Decimal("0.00000000001"),
    Decimal("1E+30"),
    2**31 - 1,
    2**31,
    2**63,
    "2026-03-02",
    "2026-3-2",
    "2026-02-30",
    "2026-03-02T08:00",
    "2026-03-02T08:00:00",
    "2026-03-02T08:00:00Z",
    "20260302",
    "{00000000-0000-0000-0000-000000000000}",
    "00000000-0000-0000-0000-000000000000",
    "{12}",
    [],
    {},
)


def is_taken(field: afas_published.Field, value: Any) -> bool:
    try:
        read_value(field, value)
    except RefusedError:
        return False
    return True


def test_one_side_takes_a_value_where_the_other_does() -> None:
    found: set[tuple[str, str]] = set()
    for path, holder in published().items():
        for name, field in holder.fields.items():
            theirs = believed()[path].fields[name]
            if theirs.codes == field.codes and not theirs.open:
                refused = {repr(value) for value in PROBES if not is_taken(field, value)}
                told = {repr(value) for value in PROBES if flaw(theirs, value)}
                found |= {(str(field.type), value) for value in refused ^ told}
    assert found == {(one.where, one.what) for one in VALUES}


@given(BODIES, st.sampled_from(["POST", "PUT"]))
def test_one_side_takes_a_body_where_the_other_does(named: tuple[str, Any], method: str) -> None:
    connector, holder = named
    body = {connector: holder}
    told = payload_problems(connector, body, method=method)
    try:
        read_records(connector, dump_json(body), method=method, part=None, judgement=Judgement())
        taken = True
    except RefusedError:
        taken = False
    told = [problem for problem in told if not problem.path.endswith(".LaNm")]
    assert taken is (told == [])


SHAPES: tuple[Any, ...] = (
    [],
    {},
    {"FbSales": []},
    {"FbSales": {"Element": "x"}},
    {"FbSales": {"Element": [], "Fields": {}}},
    {"fbsales": {"Element": {"Fields": {"DbId": "1"}}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1"}}, "Other": {}}},
    {"FbSales": {"Element": {"Fields": "", "@DbId": "1"}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1"}, "DbId": "1"}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1"}, "Objects": "x"}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1"}, "Objects": [{"FbSalesLines": {}}]}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1"}, "Objects": {"KnPerson": {"Element": {}}}}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1", "@Action": "insert"}}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1", "@action": "update"}}}},
    {"FbSales": {"Element": {"@Action": "update", "Fields": {}}}},
    {"FbSales": {"Element": {"@Action": "Insert", "Fields": {"DbId": "1"}}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1", "UnPri": "1"}}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1", "U" + "0123456789ABCDEF" * 2: "x"}}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1", "U" + "0123456789ABCDEF" * 2: ["x"]}}}},
    {"FbSales": {"Element": {"Fields": {"DbId": "1", "U12": "x"}}}},
)


@pytest.mark.parametrize("body", SHAPES)
def test_one_side_takes_a_shape_where_the_other_does(body: Any) -> None:
    told = payload_problems("FbSales", body)
    if told:
        with pytest.raises(RefusedError):
            read_records("FbSales", dump_json(body), method="POST", part=None, judgement=Judgement())
    else:
        assert read_records("FbSales", dump_json(body), method="POST", part=None, judgement=Judgement())


def test_the_connectors_of_the_sandbox_have_the_columns_that_the_client_asks_for() -> None:
    orders, invoices, lookups = AfasOrders(), AfasInvoices(), AfasLookups()
    asked: dict[str | None, Any] = {
        orders.connector: orders.columns,
        orders.line_connector: orders.line_columns,
        invoices.connector: invoices.columns,
        invoices.line_connector: invoices.line_columns,
        lookups.debtors: lookups.debtor_columns,
        lookups.addresses: lookups.address_columns,
        lookups.orders: lookups.order_columns,
        lookups.packing_slips: lookups.packing_slip_columns,
    }
    for connector, columns in asked.items():
        assert dict(columns).items() <= layouts.own_columns(str(connector)).items(), connector
    shown = {column.id for column in standard_columns.standard_table(lookups.articles).columns}
    assert set(lookups.article_columns.expected) <= shown
    assert "LongText" not in shown  # an article's remark is shown by a connector of one's own alone
