"""Flows that cannot work, or would take two documents for one, are refused before anything starts."""

from dataclasses import replace
from pathlib import Path

import pytest

from relay.errors import StartError
from relay.settings import load_settings
from relay.settings.findings import SettingsError
from tests.relay.settings.files import ENVIRONMENT, GOOD, PIPELINES, VENDORS, load_text
from words.told import Told

MORE = """
  more-orders:
    entity: order
    from: more
    to: books
    poll: {every: 1m}
    write: true
"""


def with_a_second_source(first_prefix: str, second_prefix: str) -> str:
    text = GOOD.replace('"S1-"', f'"{first_prefix}"') + MORE
    second = f'  more: {{vendor: shop, token: "${{SHOP_TOKEN}}", reference_prefix: "{second_prefix}"}}\n  books: '
    return text.replace("  books: ", second)


SHOP = "did you mean 'shop'? known here: shop, books"
BOOKS = "did you mean 'books'? known here: shop, books"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            GOOD.replace("from: shop", "from: shpo"),
            f"flows.shop-orders.from: there is no such connection; {SHOP}; found 'shpo'",
        ),
        (
            GOOD.replace("to: books", "to: boosk"),
            f"flows.shop-orders.to: there is no such connection; {BOOKS}; found 'boosk'",
        ),
        (
            GOOD.replace("to: books", "to: shop"),
            "flows.shop-orders.to: shop offers no order as target; it offers none",
        ),
        (
            GOOD.replace("from: shop", "from: books"),
            "flows.shop-orders.from: books offers no order as source; it offers none",
        ),
    ],
)
def test_a_flow_between_what_is_not_there_is_refused(wrong: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        load_text(wrong, tmp_path)
    assert list(caught.value.mistakes) == [told]


def test_a_vendor_that_cannot_be_a_target_of_something_says_why(tmp_path: Path) -> None:
    path = tmp_path / "relay.yaml"
    path.write_text(GOOD.replace("entity: order", "entity: invoice"), "utf-8")
    books = replace(VENDORS["books"], no_targets={"invoice": Told("accountview.takes_no_stock")})
    shop = replace(VENDORS["shop"], sources=frozenset({"invoice"}))
    with pytest.raises(SettingsError) as caught:
        load_settings(path, ENVIRONMENT, {"shop": shop, "books": books}, PIPELINES)
    [finding] = caught.value.findings
    assert str(finding.sentence()).startswith(
        "flows.shop-orders.to: AccountView takes no stock: no business object is known"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [("", ""), ("S1-", "S1-"), ("S", "S1-"), ("S1-", "S"), ("", "S1-"), ("s1-", "S1-"), ("S1-", "s1")],
)
def test_two_sources_into_one_target_without_distinct_prefixes_are_refused(
    first: str, second: str, tmp_path: Path
) -> None:
    with pytest.raises(StartError) as caught:
        load_text(with_a_second_source(first, second), tmp_path)
    [mistake] = caught.value.mistakes
    assert "more and shop both send" in mistake or "shop and more both send" in mistake
    assert "must differ from the first letters on" in mistake


@pytest.mark.parametrize(("first", "second"), [("S1-", "S2-"), ("A", "B"), ("S1-", "S-1")])
def test_two_sources_into_one_target_with_distinct_prefixes_are_accepted(
    first: str, second: str, tmp_path: Path
) -> None:
    assert len(load_text(with_a_second_source(first, second), tmp_path).flows) == 2


BACK = """
  back-orders:
    entity: order
    from: books
    to: shop
    poll: {every: 1m}
    write: true
"""


@pytest.mark.parametrize(("prefix", "nameless"), [("S1-", ["books"]), ("", ["shop", "books"])])
def test_where_documents_go_both_ways_each_connection_needs_a_prefix(
    prefix: str, nameless: list[str], tmp_path: Path
) -> None:
    both = dict.fromkeys(("shop", "books"), frozenset({"order"}))
    with pytest.raises(StartError) as caught:
        load_text(GOOD.replace('"S1-"', f'"{prefix}"') + BACK, tmp_path, offering=both)
    told = [f"connections.{name}.reference_prefix: give one" for name in nameless]
    assert [mistake[: len(start)] for mistake, start in zip(caught.value.mistakes, told, strict=True)] == told


def test_with_prefixes_documents_may_go_both_ways(tmp_path: Path) -> None:
    both = dict.fromkeys(("shop", "books"), frozenset({"order"}))
    text = GOOD.replace("{vendor: books}", '{vendor: books, reference_prefix: "B-"}') + BACK
    assert len(load_text(text, tmp_path, offering=both).flows) == 2


def test_two_entities_with_one_kind_of_settings_share_references_and_so_need_two_connections(tmp_path: Path) -> None:
    both = dict.fromkeys(("shop", "books"), frozenset({"order", "invoice"}))
    text = GOOD + MORE.replace("from: more", "from: shop").replace("entity: order", "entity: invoice")
    with pytest.raises(StartError, match=r"connections\.shop: it sends invoice and order documents to books"):
        load_text(text, tmp_path, offering=both)


SIGNATURE = 'signature: {scheme: bearer, tokens: ["${TOKEN}"]}, limits:'
SAME_SOURCE = """
  more-orders: {entity: order, from: shop, to: ledger, write: true}
"""


def allowing(entries: str, *, flow: bool = False) -> str:
    """A good file with an allow-list, of the connection or of its flow."""
    if flow:
        return GOOD.replace("    from: shop", f"    allow: [{entries}]\n    from: shop")
    return GOOD.replace("limits:", f"allow: [{entries}], limits:")


def mistakes_in(text: str, folder: Path) -> list[str]:
    with pytest.raises(StartError) as caught:
        load_text(text, folder, {**ENVIRONMENT, "TOKEN": "0123456789abcdef"})
    return list(caught.value.mistakes)


@pytest.mark.parametrize("network", ["203.0.113.0/24", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/56", "2000::/3", "::/0"])
@pytest.mark.parametrize("flow", [False, True], ids=["of the connection", "of the flow"])
def test_a_wide_network_without_signature_is_refused_with_its_place(network: str, flow: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of the table
    place = "flows.shop-orders.allow" if flow else "connections.shop.allow"
    [mistake] = mistakes_in(allowing(f'192.0.2.1, "{network}"', flow=flow), tmp_path)
    assert mistake.startswith(f"{place}: {network} is too wide for the only guard; set connections.shop.signature, or ")
    assert mistake.endswith("list only networks narrower than /24 (IPv4) and /56 (IPv6)")


@pytest.mark.parametrize("network", ["203.0.113.0/25", "203.0.113.7", "2001:db8::/57", "2001:db8::1"])
@pytest.mark.parametrize("flow", [False, True], ids=["of the connection", "of the flow"])
def test_a_narrow_network_without_signature_is_accepted(network: str, flow: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of the table
    assert "shop-orders" in load_text(allowing(f'"{network}"', flow=flow), tmp_path).flows


@pytest.mark.parametrize("network", ["127.0.0.0/8", "127.0.0.0/16", "::1"])
def test_a_network_of_loopback_addresses_is_this_machine_however_wide(network: str, tmp_path: Path) -> None:
    assert "shop-orders" in load_text(allowing(f'"{network}"'), tmp_path).flows


@pytest.mark.parametrize("flow", [False, True], ids=["of the connection", "of the flow"])
def test_a_wide_network_with_a_signature_is_accepted(flow: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of the table
    text = allowing("203.0.113.0/24", flow=flow).replace("limits:", SIGNATURE)
    assert "shop-orders" in load_text(text, tmp_path, {**ENVIRONMENT, "TOKEN": "0123456789abcdef"}).flows


def test_the_word_none_makes_no_difference(tmp_path: Path) -> None:
    text = allowing("203.0.113.0/24").replace("limits:", "signature: {scheme: none}, limits:")
    assert len(mistakes_in(text, tmp_path)) == 1


def test_a_list_that_two_flows_share_is_told_once(tmp_path: Path) -> None:
    text = allowing("203.0.113.0/24").replace("  books: {", "  ledger: {vendor: books}\n  books: {")
    assert len(mistakes_in(text + SAME_SOURCE, tmp_path)) == 1


def test_a_wide_list_that_its_only_flow_narrows_is_accepted(tmp_path: Path) -> None:
    text = allowing("203.0.113.7", flow=True).replace("limits:", "allow: [203.0.113.0/24], limits:")
    assert "shop-orders" in load_text(text, tmp_path).flows
