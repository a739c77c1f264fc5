"""What a customer record must have."""

from typing import Any

import pytest

from mapping.documents.customer import CustomerRecord
from mapping.documents.reading import problems_of, read_customer

Plain = dict[str, Any]


def test_a_customer_record_is_a_customer_with_number_and_address(address: Plain) -> None:
    record = read_customer(
        {"number": "C-1", "customer": {"last_name": "Meulen"}, "billing_address": address}, strict=True
    )
    assert (record.number, record.customer.name, record.billing_address.city) == ("C-1", "Meulen", "Amsterdam")
    assert record.blocked is None


def test_what_the_source_does_not_give_is_known_from_what_it_gives_as_empty(address: Plain) -> None:
    given = {"last_name": "Meulen", "phone": ""}
    record = read_customer({"number": "C-1", "customer": given, "billing_address": address}, strict=True)
    assert record.customer.model_fields_set == {"last_name", "phone"}
    assert "iban" not in record.model_fields_set


@pytest.mark.parametrize(("told", "block"), [(True, "delivery"), (False, "no"), ("all", "all"), (None, None)])
def test_a_single_block_means_that_no_goods_go_out(told: Any, block: str | None) -> None:
    assert (
        read_customer({"number": "C-1", "customer": {"last_name": "Meulen"}, "blocked": told}, strict=True).blocked
        == block
    )


def test_the_one_place_to_deliver_to_that_has_no_number_is_an_address_like_the_others(address: Plain) -> None:
    elsewhere = {**address, "city": "Zwolle"}
    numbered = [{"id": "7", "address": elsewhere, "is_default": True}]
    plain = {"number": "C-1", "customer": {"last_name": "Meulen"}, "billing_address": address}
    record = read_customer({**plain, "shipping_address": elsewhere, "delivery_addresses": numbered}, strict=True)
    assert [one.id for one in record.addresses] == ["7", "shipping"]
    assert read_customer({**plain, "shipping_address": address}, strict=True).addresses == ()


def test_of_one_who_is_to_be_forgotten_the_number_is_enough() -> None:
    assert read_customer({"number": "C-1", "erased": True}, strict=True).erased


def test_an_unknown_block_is_refused_with_its_path() -> None:
    wrong: list[Any] = ["sometimes", [], 7]
    for told in wrong:
        [problem] = problems_of({"number": "C-1", "blocked": told}, CustomerRecord)
        assert (problem.path, problem.rule) == ("blocked", "is none of the words that may stand here")
        assert problem.remedy == "write 'no', 'delivery' or 'all'"
