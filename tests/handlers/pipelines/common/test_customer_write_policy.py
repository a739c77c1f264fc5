"""What a customer's own record may change on a debtor who is there: by what each field reads, and what its row says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from handlers.contracts.debtors import FoundDebtor
from handlers.pipelines.common.write_policy import FirstMatch, Policy, Update

SOURCES: Mapping[str, frozenset[str]] = {
    "NAME": frozenset({"customer.name"}),
    "PHONE": frozenset({"customer.phone"}),
    "VAT": frozenset({"customer.vat_number"}),
    "IBAN": frozenset({"record.iban"}),
    "BIC": frozenset({"record.bic"}),
    "STREET": frozenset({"billing.street"}),
    "HOUSE": frozenset({"billing.number"}),
    "ADDITION": frozenset({"billing.addition"}),
    "CODE": frozenset({"codes.vat_liability"}),
    "CURRENCY": frozenset({"foreign_currency"}),
    "KIND": frozenset(),
    "BLOCK": frozenset({"record.blocked"}),
}
THERE = {"NAME": "Wit", "PHONE": "1", "VAT": "NL1", "IBAN": "NL91", "STREET": "Kade", "HOUSE": "9", "ADDITION": "A"}


def found(**fields: Any) -> FoundDebtor:
    return FoundDebtor("10023", "", {**dict.fromkeys(SOURCES), **THERE, **fields})


def judge(
    fields: Mapping[str, Any],
    *,
    there: FoundDebtor | None = None,
    changed: set[str] | None = None,
    emptied: set[str] | None = None,
    **policy: Any,
) -> tuple[dict[str, Any], list[str]]:
    judged = Policy(**{"update": "always", "sources": SOURCES, **policy}).judge(
        fields, emptied or set(), there or found(), {*fields} if changed is None else changed
    )
    return judged.changes, judged.reported


@pytest.mark.parametrize(("update", "sent"), [("always", {"PHONE": "2"}), ("empty_fields", {}), ("never", {})])
def test_the_flows_setting_decides_about_a_field_that_the_source_states(update: Update, sent: dict[str, str]) -> None:
    assert judge({"PHONE": "2"}, update=update) == (sent, [])


def test_an_empty_field_is_filled_in_and_a_row_wins_over_the_setting() -> None:
    assert judge({"PHONE": "2"}, update="empty_fields", there=found(PHONE=" ")) == ({"PHONE": "2"}, [])
    assert judge({"PHONE": "2"}, update="never", writes={"PHONE": "always"}) == ({"PHONE": "2"}, [])
    assert judge({"PHONE": "2"}, writes={"PHONE": "create_only"}) == ({}, [])


@pytest.mark.parametrize("name", ["CODE", "CURRENCY", "KIND"])
def test_what_the_relays_own_settings_choose_is_written_on_new_debtors_only(name: str) -> None:
    assert judge({name: "7"}) == ({}, [])
    assert judge({name: "7"}, writes={name: "always"}) == ({name: "7"}, [])
    assert judge({name: "7"}, writes={name: "if_empty"}) == ({name: "7"}, [])


@pytest.mark.parametrize("name", ["IBAN", "VAT", "BIC"])
def test_what_money_and_tax_go_by_changes_only_where_its_row_says_always_and_never_from_a_shop(name: str) -> None:
    assert judge({name: "NL2"}) == ({}, [name])
    assert judge({name: "NL2"}, writes={name: "if_empty"}) == ({}, [name])
    assert judge({name: "NL2"}, writes={name: "always"}) == ({name: "NL2"}, [])
    assert judge({name: "NL2"}, writes={name: "always"}, posted=True) == ({}, [name])
    assert judge({name: THERE.get(name)}) == ({}, [])


def test_a_block_is_carried_by_itself_and_lifted_only_where_the_settings_say_so() -> None:
    assert judge({"BLOCK": True}, update="empty_fields", there=found(BLOCK=False)) == ({"BLOCK": True}, [])
    assert judge({"BLOCK": False}, there=found(BLOCK=True)) == ({}, ["BLOCK"])
    assert judge({"BLOCK": False}, there=found(BLOCK=True), unblock=True) == ({"BLOCK": False}, [])
    assert judge({"BLOCK": True}, there=found(BLOCK=True)) == ({}, [])
    assert judge({"BLOCK": True}, there=found(BLOCK=False), update="never") == ({}, [])


def test_only_what_changed_at_the_source_counts_with_what_is_one_with_it() -> None:
    fields = {"NAME": "Zwart", "PHONE": "2", "STREET": "Markt", "HOUSE": "1"}
    assert judge(fields, changed={"PHONE"}) == ({"PHONE": "2"}, [])
    moved, _ = judge(fields, changed={"HOUSE"})
    assert moved == {"HOUSE": "1", "STREET": "Markt", "ADDITION": None}


def test_the_rest_of_an_address_that_was_left_goes_with_it_and_stays_where_nobody_moved() -> None:
    assert judge({"STREET": "Markt", "HOUSE": "1"})[0] == {"STREET": "Markt", "HOUSE": "1", "ADDITION": None}
    assert judge({"STREET": "Kade", "HOUSE": "9"}) == ({}, [])
    assert judge({"STREET": "Markt"}, update="empty_fields") == ({}, [])
    kept = judge({"STREET": "Markt"}, writes={"ADDITION": "create_only"})[0]
    assert kept == {"STREET": "Markt", "HOUSE": None}


def test_an_empty_value_clears_only_where_its_row_says_so() -> None:
    assert judge({}, emptied={"PHONE"}, changed={"PHONE"}) == ({}, [])
    assert judge({}, emptied={"PHONE"}, changed={"PHONE"}, clears=frozenset({"PHONE"})) == ({"PHONE": None}, [])
    assert judge({}, changed={"PHONE"}, clears=frozenset({"PHONE"})) == ({}, [])
    assert judge({}, emptied={"IBAN"}, changed={"IBAN"}, clears=frozenset({"IBAN"})) == ({}, ["IBAN"])


def test_fields_of_the_other_kind_of_debtor_are_never_written() -> None:
    there = replace(found(), foreign=frozenset({"PHONE", "IBAN", "BLOCK"}))
    assert judge({"PHONE": "2", "IBAN": "NL2", "BLOCK": True}, there=there) == ({}, [])


@pytest.mark.parametrize(
    ("how", "sent", "reported"),
    [
        ("link_only", {}, []),
        ("if_empty", {"PHONE": "2"}, ["IBAN"]),
        ("update", {"IBAN": "NL2", "NAME": "Zwart", "PHONE": "2"}, []),
    ],
)
def test_a_debtor_who_was_found_by_a_mark_is_changed_as_the_settings_say_of_a_first_match(
    how: FirstMatch, sent: dict[str, Any], reported: list[str]
) -> None:
    policy = Policy("always", writes={"NAME": "always", "IBAN": "always"}, sources=SOURCES).at_first_match(how)
    fields = {"NAME": "Zwart", "PHONE": "2", "IBAN": "NL2"}
    judged = policy.judge(fields, (), found(PHONE=""), {*fields})
    assert (judged.changes, judged.reported) == (sent, reported)
