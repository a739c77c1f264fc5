"""What decides nothing where a flow's documents are only posted is told when the file is read."""

import base64
import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import indent

import pytest

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings.file import judge
from relay.settings.findings import Finding

FILE = """
redis: {{payload_url: "redis://127.0.0.1:6379/0", state_url: "redis://127.0.0.1:6380/0"}}
keys: {{payload: ["${{PAYLOAD_KEY}}"], index: "${{INDEX_KEY}}"}}
connections:
  shop: {{vendor: webhook, allow: [203.0.113.7], reference_prefix: "S1-"}}
  web:
    vendor: webhook
    posts:
      address: https://web.example.com/api
      orders: {{path: /orders, id: id, repeat: idempotent_key}}
      customers: {{path: /customers, id: id, repeat: idempotent_key}}
flows:
  carried:
    entity: {entity}
    from: shop
    to: web
    write: true
    settings:
{settings}
"""
ENVIRONMENT = {
    "PAYLOAD_KEY": base64.b64encode(bytes(range(32))).decode(),
    "INDEX_KEY": base64.b64encode(bytes(range(32, 64))).decode(),
}
AT = ("flows", "carried", "settings")
TOKEN = f"<token><version>1</version><data>{'0123456789ABCDEF' * 4}</data></token>"
BOOKS_ALONE = '  books: {vendor: afas, environment: "12345", token: "${TOKEN}", administration: 1}\n'


def found_in(folder: Path, entity: str, settings: str) -> Sequence[Finding]:
    path = folder / "relay.yaml"
    path.write_text(FILE.format(entity=entity, settings=indent(settings, " " * 6)), "utf-8")
    return judge(path, ENVIRONMENT, VENDORS, PIPELINES).findings


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("send_as: invoice", ("send_as",)),
        ("default_debtor: {value: '10000'}", ("default_debtor",)),
        ("customer: {match: [email]}", ("customer", "match")),
        ("customer: {on_many: first}", ("customer", "on_many")),
        ("customer: {on_none: hold}", ("customer", "on_none")),
        ("customer: {update: never}", ("customer", "update")),
        ("incomplete: {customer: skip}", ("incomplete", "customer")),
        ("missing_article: create", ("missing_article",)),
        ("payment_methods: {giro: {default_debtor: '10000'}}", ("payment_methods", "giro", "default_debtor")),
    ],
)
def test_a_setting_of_books_decides_nothing_about_an_order_that_is_posted(
    written: str, path: tuple[str, ...], tmp_path: Path
) -> None:
    [found] = found_in(tmp_path, "order", written)
    assert (found.severity, found.path) == ("warning", (*AT, *path))
    assert "web is only told and shows nobody what it has" in str(found)


@pytest.mark.parametrize(
    "written",
    [
        "statuses: [processing]",
        "payment_method: {table: {ideal: bank}}",
        "customer: {not_a_company: ['-']}",
        "incomplete: {delivery_address: leave_out, email: hold}",
    ],
)
def test_a_setting_that_counts_for_an_order_that_is_posted_is_fine(written: str, tmp_path: Path) -> None:
    assert list(found_in(tmp_path, "order", written)) == []


@pytest.mark.parametrize(
    ("written", "path", "severity", "says"),
    [
        ("customer: {match: [email]}", ("customer", "match"), "warning", "only told"),
        ("customer: {on_shared: create}", ("customer", "on_shared"), "warning", "only told"),
        ("customer: {unblock: true}", ("customer", "unblock"), "warning", "only told"),
        ("incomplete: {customer: skip}", ("incomplete", "customer"), "warning", "only told"),
        ("on_leave: block", ("on_leave",), "warning", "nothing is posted of them to web"),
        ("customer: {update: empty_fields}", ("customer", "update"), "error", "write always, or never"),
        ("two_way: {leader: shop}", ("two_way",), "error", "systems that show what stands there"),
    ],
)
def test_a_setting_that_must_see_what_stands_there_is_told_where_customers_are_posted(
    written: str, path: tuple[str, ...], severity: str, says: str, tmp_path: Path
) -> None:
    found = [one for one in found_in(tmp_path, "customer", written) if one.path == (*AT, *path)]
    assert [one.severity for one in found] == [severity]
    assert says in str(found[0])


def test_settings_of_customers_that_count_where_they_are_posted_are_fine(tmp_path: Path) -> None:
    assert list(found_in(tmp_path, "customer", "carry: companies\ncustomer: {on_none: hold, update: never}")) == []


@pytest.mark.parametrize(("target", "found"), [("web", []), ("books", ["under one reference"])])
def test_orders_and_invoices_of_one_source_meet_in_books_and_not_where_they_are_posted(
    target: str, found: list[str], tmp_path: Path
) -> None:
    said = f'from: shop, to: {target}, write: true, settings: {{payment_condition: {{default: "30"}}}}'
    other = f"""
  orders: {{entity: order, {said}}}
  invoices: {{entity: invoice, {said}}}
"""
    posts = "      invoices: {path: /invoices, id: id, repeat: idempotent_key}\n"
    text = FILE.format(entity="customer", settings="      carry: all")
    text = text.replace("      customers: {path", f"{posts}      customers: {{path").rstrip() + other
    path = tmp_path / "relay.yaml"
    path.write_text(text.replace("flows:\n", f"{BOOKS_ALONE}flows:\n"), "utf-8")
    findings = judge(path, {**ENVIRONMENT, "TOKEN": TOKEN}, VENDORS, PIPELINES).findings
    told = [str(one) for one in findings if "reference" in str(one)]
    assert len(told) == len(found)
    assert all(says in one for says, one in zip(found, told, strict=True))


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        ("settings: {}", ["error"]),
        ("settings: {customer: {update: never}}", []),
    ],
)
def test_of_two_systems_that_are_only_told_one_leaves_customers_alone_who_are_there(
    other: str, severity: list[str], tmp_path: Path
) -> None:
    posts = "posts: {address: https://shop.example.com/api, customers: {path: /customers, id: id, repeat: none}}"
    text = FILE.format(entity="customer", settings="      carry: all").rstrip()
    text = text.replace('reference_prefix: "S1-"}', f'reference_prefix: "S1-", {posts}}}')
    text = text.replace(
        "    vendor: webhook\n", '    vendor: webhook\n    allow: [203.0.113.8]\n    reference_prefix: "W-"\n'
    )
    path = tmp_path / "relay.yaml"
    path.write_text(f"{text}\n  back: {{entity: customer, from: web, to: shop, write: true, {other}}}\n", "utf-8")
    found = judge(path, ENVIRONMENT, VENDORS, PIPELINES).findings
    told = [one for one in found if one.path[-2:] == ("customer", "update")]
    assert [one.severity for one in told] == severity * 2
    assert len(told) == len(list(found)), list(map(str, found))


@pytest.mark.parametrize(
    ("said", "at", "severity"),
    [
        ("{customer: {update: always}}", ("customer", "update"), "warning"),
        ("{customer: {update: empty_fields}}", None, None),
        ("{customer: {update: never}, two_way: {leader: books}}", ("two_way",), "error"),
    ],
)
def test_books_take_the_form_of_a_system_that_is_only_told_when_somebody_says_so(
    said: str, at: tuple[str, ...] | None, severity: str | None, tmp_path: Path
) -> None:
    text = FILE.format(entity="customer", settings="      carry: all").rstrip()
    text = text.replace(
        "  web:\n    vendor: webhook\n",
        "  web:\n    vendor: webhook\n    allow: [203.0.113.8]\n    reference_prefix: W-\n",
    )
    text = text.replace("    from: shop", "    from: books\n    poll: {every: 5m}")
    books = BOOKS_ALONE.replace("administration: 1", "customers: {all_administrations: true}, reference_prefix: A-")
    text = re.sub(r"  shop: .*\n", books, text)
    path = tmp_path / "relay.yaml"
    path.write_text(
        f"{text}\n  back: {{entity: customer, from: web, to: books, write: true, settings: {said}}}\n", "utf-8"
    )
    found = list(judge(path, {**ENVIRONMENT, "TOKEN": TOKEN}, VENDORS, PIPELINES).findings)
    expected = [] if at is None else [(severity, ("flows", "back", "settings", *at))]
    assert [(one.severity, one.path) for one in found if "reference_prefix" not in one.path] == expected
