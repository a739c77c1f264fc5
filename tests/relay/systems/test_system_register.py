"""The register of systems: which one a name stands for, case by case, without Redis."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.errors import OtherSystem
from relay.systems.register_store import dump_register, load_register
from relay.systems.system_register import (
    KnownSystem,
    Register,
    adopt,
    change_prefix,
    forget_marks,
    place_system,
    register_prefix,
    register_reference,
    replace_system,
)

TRIAL = KnownSystem("accountview", "mark of the trial", shown={"company": "DEMO", "company id": "1"})
REAL = KnownSystem("accountview", "mark of the real one", shown={"company": "DEMO", "company id": "2"})
SHOP = KnownSystem("webhook", "mark of the shop", can_be_asked=False)
NEW_SHOP = KnownSystem("webhook", "mark of the new shop", can_be_asked=False)


def test_the_first_system_of_a_name_has_the_name_as_its_id_and_the_next_one_a_number_behind_it() -> None:
    register = place_system(Register(), "books", TRIAL)
    assert register.system_of("books") == "books"
    assert replace_system(register, "books", REAL).system_of("books") == "books~2"


def test_another_system_under_a_name_is_refused_with_both_named_and_the_remedy() -> None:
    register = place_system(Register(), "books", TRIAL)
    with pytest.raises(OtherSystem) as refused:
        place_system(register, "books", REAL)
    assert "connected to company DEMO, company id 2" in refused.value.reason
    assert "belongs to company DEMO, company id 1" in refused.value.reason
    assert "relay connection replace books" in refused.value.reason


def test_a_new_name_for_a_system_that_is_known_keeps_its_id() -> None:
    register = place_system(place_system(Register(), "books", TRIAL), "ledger", TRIAL)
    assert register.system_of("ledger") == register.system_of("books") == "books"


def test_a_new_name_that_an_old_system_has_as_its_id_gets_an_id_of_its_own() -> None:
    register = place_system(place_system(Register(), "books", TRIAL), "ledger", TRIAL)
    moved = replace(register, connections={"ledger": register.connections["ledger"]})
    assert place_system(moved, "books", REAL).system_of("books") == "books~2"


def test_pointed_back_a_name_finds_the_id_of_before() -> None:
    register = replace_system(place_system(Register(), "books", TRIAL), "books", REAL)
    back = replace_system(register, "books", TRIAL)
    assert back.system_of("books") == "books"
    assert replace_system(back, "books", REAL).system_of("books") == "books~2"


def test_the_same_books_under_another_id_keep_their_links_when_a_person_says_so() -> None:
    register = replace_system(place_system(Register(), "books", TRIAL), "books", REAL, keep_links=True)
    assert register.system_of("books") == "books"
    assert place_system(register, "books", REAL).system_of("books") == "books"
    with pytest.raises(OtherSystem):
        place_system(register, "books", TRIAL)


def test_a_company_whose_fiscal_years_come_and_go_one_by_one_stays_the_same() -> None:
    register = Register()
    for year in range(2020, 2030):
        register = place_system(register, "books", replace(TRIAL, books=frozenset({str(year), str(year + 1)})))
    assert register.system_of("books") == "books"


def test_a_company_with_none_of_the_administrations_of_before_is_another_system() -> None:
    register = place_system(Register(), "books", replace(TRIAL, books=frozenset({"DEMO2026"})))
    place_system(register, "books", TRIAL)  # the list may not be shown today
    with pytest.raises(OtherSystem):
        place_system(register, "books", replace(TRIAL, books=frozenset({"REAL2026"})))


POSTED_TO = KnownSystem("webhook", "mark of its address", shown={"address": "shop.example.com:443"})
ELSEWHERE = KnownSystem("webhook", "mark of another address", shown={"address": "other.example.com:443"})


def test_a_sender_that_comes_to_be_posted_to_is_the_same_system_and_known_by_its_address_from_then_on() -> None:
    sender = place_system(Register(), "shop", SHOP)
    posted_to = place_system(sender, "shop", POSTED_TO)
    assert posted_to.system_of("shop") == "shop"
    assert place_system(posted_to, "webshop", POSTED_TO).system_of("webshop") == "shop"
    with pytest.raises(OtherSystem, match=r"connected to address other.example.com:443"):
        place_system(posted_to, "shop", ELSEWHERE)


def test_where_a_sender_is_posted_to_no_more_its_address_is_not_forgotten() -> None:
    posted_to = place_system(place_system(Register(), "shop", SHOP), "shop", POSTED_TO)
    only_sends = place_system(posted_to, "shop", SHOP)
    assert place_system(only_sends, "shop", POSTED_TO).system_of("shop") == "shop"
    with pytest.raises(OtherSystem):
        place_system(only_sends, "shop", ELSEWHERE)


def test_a_sender_does_not_become_a_receiver_that_has_another_name_already() -> None:
    known = place_system(place_system(Register(), "shop", SHOP), "webshop", POSTED_TO)
    with pytest.raises(OtherSystem):
        place_system(known, "shop", POSTED_TO)


def test_a_name_that_leads_to_another_kind_of_system_is_refused_though_it_could_not_be_asked_before() -> None:
    with pytest.raises(OtherSystem):
        place_system(place_system(Register(), "shop", SHOP), "shop", TRIAL)


def test_a_state_of_an_earlier_version_keeps_all_that_stands_under_the_names_and_learns_who_they_are() -> None:
    register = adopt({"books": "accountview", "books_be": "accountview"})
    for name in ("books", "books_be"):  # two names of one company had links of their own, and keep them
        register = place_system(register, name, TRIAL)
        assert register.system_of(name) == name
    with pytest.raises(OtherSystem):
        place_system(register, "books", REAL)


def test_after_a_new_index_key_each_system_keeps_its_id_and_is_learnt_again() -> None:
    register = forget_marks(replace_system(place_system(Register(), "books", TRIAL), "books", REAL))
    assert place_system(register, "books", replace(REAL, mark="under the new key")).system_of("books") == "books~2"


def test_a_changed_prefix_is_refused_until_it_is_accepted_and_the_former_is_remembered() -> None:
    register = register_prefix(place_system(Register(), "afas", TRIAL), "afas", "A-", {"afas"})
    with pytest.raises(OtherSystem, match="it was 'A-' and is 'B-' now"):
        register_prefix(register, "afas", "B-", {"afas"})
    register = change_prefix(register, "afas", "B-", {"afas"})
    assert register_prefix(register, "afas", "B-", {"afas"}).prefixes_of("afas") == ("B-", "A-")
    assert change_prefix(register, "afas", "A-", {"afas"}).prefixes_of("afas") == ("A-", "B-")


def test_a_prefix_that_changes_together_with_the_name_is_refused_as_well() -> None:
    register = register_prefix(place_system(Register(), "afas", TRIAL), "afas", "A-", {"afas"})
    renamed = place_system(register, "profit", TRIAL)
    assert register_prefix(renamed, "profit", "A-", {"profit"}).prefixes_of("profit") == ("A-",)
    with pytest.raises(OtherSystem):
        register_prefix(renamed, "profit", "P-", {"profit"})
    assert change_prefix(renamed, "profit", "P-", {"profit"}).prefixes_of("profit") == ("P-", "A-")


def test_a_second_connection_to_one_system_has_a_prefix_of_its_own() -> None:
    names = {"afas", "afas_invoices"}
    register = register_prefix(place_system(Register(), "afas", TRIAL), "afas", "A-", names)
    register = register_prefix(place_system(register, "afas_invoices", TRIAL), "afas_invoices", "AI-", names)
    assert register.prefixes_of("afas_invoices") == ("AI-",)


@pytest.mark.parametrize(("first", "second", "meets"), [
    ("A-", "A-", True), ("A-", "a-", True), ("A-", "A-X", True), ("A-", "B-", False), ("", "A-", False), ("", "", True),
])  # fmt: skip
def test_references_in_a_target_belong_to_one_source_system_for_good(first: str, second: str, *, meets: bool) -> None:
    register = place_system(place_system(Register(), "afas", TRIAL), "books", replace(REAL, mark="books"))
    register = register_reference(register, "afas", "books", "orders", first, {"afas", "books"})
    register = replace_system(register, "afas", REAL)
    if meets:
        with pytest.raises(OtherSystem, match="give afas another reference_prefix"):
            register_reference(register, "afas", "books", "orders", second, {"afas", "books"})
    else:
        register_reference(register, "afas", "books", "orders", second, {"afas", "books"})


def test_a_sender_under_a_new_name_takes_its_references_along_but_not_those_of_one_that_is_still_there() -> None:
    register = place_system(place_system(place_system(Register(), "books", TRIAL), "shop", SHOP), "store", NEW_SHOP)
    register = register_reference(register, "shop", "books", "orders", "W-", {"books", "shop"})
    register_reference(register, "store", "books", "orders", "W-", {"books", "store"})
    with pytest.raises(OtherSystem):
        register_reference(register, "store", "books", "orders", "W-", {"books", "store", "shop"})


@given(st.lists(st.tuples(st.sampled_from(["books", "ledger", "b"]), st.integers(1, 4)), max_size=12))
def test_whatever_is_replaced_two_systems_never_share_an_id_and_the_register_is_kept_whole(
    moves: list[tuple[str, int]],
) -> None:
    register = Register()
    proven: dict[str, str] = {}
    for name, number in moves:
        seen = KnownSystem("accountview", f"mark {number}", shown={"company": str(number)})
        try:
            register = place_system(register, name, seen)
        except OtherSystem:
            register = replace_system(register, name, seen)
        system = register.system_of(name)
        assert proven.setdefault(system, seen.mark) == seen.mark
        register = load_register(dump_register(register))
        assert dump_register(register) == dump_register(load_register(dump_register(register)))
