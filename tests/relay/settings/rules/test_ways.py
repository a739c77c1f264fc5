"""Flows in a circle, flows and books that are there twice, and flows that nothing starts are told with their cure."""

from pathlib import Path

import pytest

from relay.settings.findings import Finding
from tests.relay.settings.files import GOOD, found_in

BOTH_WAYS = dict.fromkeys(("shop", "books"), frozenset({"order"}))
POLL = "    poll: {every: 1m, start: 2026-11-24, filter: {status: [open]}}\n"


def test_a_flow_from_a_connection_to_itself_is_an_error(tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("to: books", "to: shop"), tmp_path, offering=BOTH_WAYS)
    assert (found.severity, found.path) == ("error", ("flows", "shop-orders", "to"))
    assert str(found.sentence()) == (
        "flows.shop-orders.to: from and to are both shop; a flow leads from one connection to another, "
        "so name the other one"
    )


def test_a_second_flow_of_one_entity_between_the_same_two_is_an_error_that_names_the_first(tmp_path: Path) -> None:
    again = "\n  again: {entity: order, from: shop, to: books, write: true, poll: {every: 1m}}\n"
    [found] = found_in(GOOD + again, tmp_path)
    assert (found.severity, found.path) == ("error", ("flows", "again"))
    assert "the flow shop-orders carries each order from shop to books already" in str(found)


def with_books_twice(*, used: bool) -> str:
    text = GOOD.replace("  books: {vendor: books}", "  books: {vendor: books}\n  ledger: {vendor: books}")
    more = "\n  more: {entity: order, from: shop, to: ledger, write: true, poll: {every: 1m}}\n"
    return text + more if used else text


def test_the_same_books_under_two_names_are_an_error_where_flows_use_both(tmp_path: Path) -> None:
    [found] = found_in(with_books_twice(used=True), tmp_path, books=("hub", "DEMO"))
    assert (found.severity, found.path, found.code) == ("error", ("connections", "ledger"), "settings.books_twice")


def test_they_are_odd_where_flows_use_one_of_them(tmp_path: Path) -> None:
    found = found_in(with_books_twice(used=False), tmp_path, books=("hub", "DEMO"))
    assert {one.severity for one in found} == {"warning"}
    assert "settings.books_twice" in {one.code for one in found}


def test_books_that_the_settings_cannot_tell_apart_are_not_guessed_at(tmp_path: Path) -> None:
    assert found_in(with_books_twice(used=True), tmp_path) == []


def test_a_connection_that_no_flow_names_is_odd(tmp_path: Path) -> None:
    [found] = found_in(with_books_twice(used=False), tmp_path)
    assert (found.severity, found.path) == ("warning", ("connections", "ledger"))
    assert "no flow names ledger" in str(found)


def test_where_a_flow_is_wrong_no_connection_is_called_unused(tmp_path: Path) -> None:
    assert [one.path for one in found_in(GOOD.replace("to: books", "to: boosk"), tmp_path)] == [
        ("flows", "shop-orders", "to")
    ]


def test_no_flow_at_all_is_odd_and_told_once(tmp_path: Path) -> None:
    text = GOOD.partition("flows:")[0] + "flows: {}\n"
    assert [(one.severity, one.path) for one in found_in(text, tmp_path)] == [("warning", ("flows",))]


class TestWhatStartsAFlow:
    def found(self, tmp_path: Path, poll: str = "", more: str = "", *, calls_us: bool = False) -> list[Finding]:
        text = GOOD.replace(POLL, poll).replace("limits:", f"{more}limits:")
        return found_in(text, tmp_path, calls_us=calls_us)

    def test_a_source_that_is_read_needs_poll(self, tmp_path: Path) -> None:
        [found] = self.found(tmp_path)
        assert (found.severity, found.path) == ("error", ("flows", "shop-orders", "poll"))
        assert "write poll with a length of time, such as poll: {every: 5m, start: now}" in str(found)

    def test_a_source_that_may_post_its_documents_needs_none(self, tmp_path: Path) -> None:
        assert self.found(tmp_path, more="allow: [192.0.2.7], ") == []

    def test_hints_only_start_a_poll_so_they_need_one(self, tmp_path: Path) -> None:
        [found] = self.found(tmp_path, more="allow: [192.0.2.7], events: hints, ")
        assert found.path == ("flows", "shop-orders", "poll")

    @pytest.mark.parametrize(
        ("poll", "more", "path"),
        [
            (POLL, "", ("flows", "shop-orders", "poll")),
            ("", "events: hints, ", ("connections", "shop", "events")),
        ],
    )
    def test_a_sender_cannot_be_read(self, poll: str, more: str, path: tuple[str, ...], tmp_path: Path) -> None:
        assert [(one.severity, one.path) for one in self.found(tmp_path, poll, more, calls_us=True)] == [
            ("error", path)
        ]
