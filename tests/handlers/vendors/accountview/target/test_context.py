"""What rows may read: of a party by its own names, and by the names of the order that rows of before read."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.vendors.accountview.target.context import context_of, readable
from handlers.vendors.shipped_rows import shipped_rows
from mapping.documents.order import Order
from mapping.rows.known_paths import path_mistakes
from tests.handlers.vendors.accountview.office import drafting
from tests.handlers.vendors.accountview.office import some_settings as settings
from tests.handlers.vendors.accountview.orders import a_company, a_draft, a_person, an_address, an_order

GUARDED = {"CONTACT.MAIL_BUS", "DEL_ADDR.SUB_NR"}
"""Fields that no row of a flow may fill."""

BEFORE = (("customer.", "order.customer."), ("billing.", "order.billing_address."), ("ship_to.", "order.ship_to."))
"""How the names that presets read began before there were parties."""


def as_before(path: str) -> str:
    """A path of a shipped row as rows of before have it."""
    return next((f"{old}{path.removeprefix(new)}" for new, old in BEFORE if path.startswith(new)), path)


def rows_of_before() -> list[dict[str, Any]]:
    """A flow's own rows as somebody copied them from the presets when these still read an order."""
    shipped = [
        row for name in ("debtor", "address") for row in shipped_rows("accountview", name) if row.to not in GUARDED
    ]
    return [
        row.model_dump(by_alias=True, include={"to", "write", "preset"}, exclude_none=True)
        | {
            "from": [as_before(path) for path in row.source or ()],
            "do": [step.name if step.argument is None else {step.name: step.argument} for step in row.do],
        }
        for row in shipped
    ]


def an_order_of(customer: dict[str, Any], **changes: Any) -> Order:
    """An order of this customer, delivered in another city than it is billed in."""
    delivery = an_address(street="Kade", number="3", addition=None, city="Delft", name="Magazijn", extra="poort 2")
    return an_order(customer=customer, shipping_address=delivery, **changes)


def test_only_a_company_has_a_contact() -> None:
    company = an_order(customer=a_company())
    assert context_of(a_draft(company), settings())["contact"]["name"] == "Eva van den Berg"
    for customer in (a_person(), {"company": "Zonder Contact B.V.", "email": "x@example.com"}):
        assert context_of(a_draft(an_order(customer=customer)), settings())["contact"] is None


def test_the_second_line_of_a_delivery_address_is_kept_on_its_one_line() -> None:
    order = an_order(shipping_address=an_address(extra="2e etage"))
    assert context_of(a_draft(order), settings())["ship_to_line"] == "Voorbeeldstraat 12-A, 2e etage"


@pytest.mark.parametrize("customer", [a_company(), a_person(phone="06-12345678")])
def test_rows_of_before_fill_what_they_filled(customer: dict[str, Any]) -> None:
    rows = rows_of_before()
    assert sum("order." in str(row["from"]) for row in rows) > 15
    party = a_draft(an_order_of(customer), debtor="10001").party
    assert drafting(*rows).debtor(party) == drafting().debtor(party)
    assert drafting(*rows).address(party) == drafting().address(party)


@pytest.mark.parametrize("customer", [a_company(company="B" * 41), a_person(email=f"{'a' * 50}@example.com")])
def test_what_is_wrong_is_told_by_the_same_path_whichever_names_a_row_reads(customer: dict[str, Any]) -> None:
    draft = a_draft(an_order_of(customer, billing_address=an_address(city="U" * 36)))
    told = drafting(too_long="hold").check(draft)
    assert {problem.path for problem in told} == {
        "customer.company" if "company" in customer else "customer.email",
        "billing_address.city",
    }
    assert drafting(*rows_of_before(), too_long="hold").check(draft) == told


def test_rows_of_a_debtor_may_read_the_rest_of_the_order_that_names_them() -> None:
    own = drafting(
        {"to": "CONTACT.DISC_CODE", "from": "order.payment_condition", "table": {"14 days": "14"}},
        {"to": "CONTACT.COMMENT1", "from": "lines[0].sku"},
        {"to": "CONTACT.COMMENT2", "expr": "$uppercase(order.remark) & ' ' & reference"},
        {"to": "CONTACT.COMMENT3", "from": "customer.phone", "when": {"path": "order.ship_to.city", "is": "Delft"}},
    )
    order = an_order_of(a_company(), payment_condition="14 days", remark="ring")
    fields = own.debtor(a_draft(order).party)
    assert [fields[name] for name in ("DISC_CODE", "COMMENT1", "COMMENT2", "COMMENT3")] == [
        "14",
        "KFM-100",
        "RING W-100245",
        "030-5550101",
    ]


@pytest.mark.parametrize("customer", [a_company(), a_person()])
def test_a_party_that_no_order_names_fills_the_same_fields(customer: dict[str, Any]) -> None:
    party = a_draft(an_order_of(customer), debtor="10001").party
    alone = replace(party, draft=None)
    assert drafting().debtor(alone) == drafting().debtor(party)
    assert drafting().address(alone) == drafting().address(party)
    assert drafting().check_debtor(alone) == drafting().check_address(alone) == []


def names_of(value: Any) -> Any:
    """The names that a context has, and those of its mappings."""
    return {name: set(inside) if isinstance(inside, dict) else None for name, inside in value.items()}


def test_what_rows_may_read_is_what_a_context_has() -> None:
    found = names_of(context_of(a_draft(an_order(customer=a_company())), settings()))
    known = names_of(readable("ARTICLE"))
    assert set(known) == {*found, "line"}
    assert known["contact"] == found["contact"]
    assert set(readable("SO_HDR")) == set(found)


def test_every_shipped_row_reads_what_there_is() -> None:
    for name in ("debtor", "address", "article", "order", "order_columns", "invoice", "mutation"):
        rows = shipped_rows("accountview", name)
        assert [*path_mistakes(rows, readable, {})] == []
