"""One order tried: what the mappings make of it, and all that is wrong."""

from datetime import date
from typing import Any

from handlers.contracts.drafts import Draft
from handlers.contracts.orders import Explained
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.orders.trial import try_order
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from mapping.pricing import Basis
from mapping.problems import Problem
from relay.model import Flow
from relay.roles import Trial
from tests.handlers.pipelines.orders.fakes import customer_of, document
from tests.plain import as_told


class Canonical:
    def read(self, document: Any) -> Order:
        return read_order(document, strict=True)


class Ledger:
    keeps_debtors = True

    def basis(self, order: Order) -> Basis:
        return Basis(order.prices_include_vat)

    def today(self) -> date:
        return date(2026, 11, 24)

    def explain(self, draft: Draft) -> Explained:
        return Explained(
            {"H": {"REF": draft.reference, "DEBTOR": draft.debtor, **draft.codes}},
            [Problem("a", as_told("is wrong"), as_told("mend it"))],
        )


def tried(order: dict[str, Any], **settings: Any) -> Trial:
    flow = Flow("orders", "order", "shop", "books", OrderSettings.model_validate(settings), reference_prefix="S1-")
    return try_order(flow, order, Canonical(), Ledger())


def test_a_good_order_is_shown_as_source_canonical_and_target_document() -> None:
    trial = tried(document(), receivables_account={"default": "1300"})
    assert trial.source == document()
    assert trial.canonical is not None
    assert trial.canonical["lines"][1]["unit_price"] == "0.1234567890123456789"
    assert trial.targets == {"H": {"REF": "S1-1001", "DEBTOR": None, "receivables_account": "1300"}}
    assert [problem.path for problem in trial.problems] == ["a"]


def test_a_value_without_a_code_is_told_beside_the_targets_own_problems() -> None:
    assert [problem.path for problem in tried(document(payment_condition="60")).problems] == ["payment_condition", "a"]


def test_a_document_that_cannot_be_read_is_shown_with_its_problems() -> None:
    trial = tried(document(number=None, lines=None))
    assert (trial.canonical, dict(trial.targets)) == (None, {})
    assert [problem.path for problem in trial.problems] == ["number", "lines"]


def test_the_debtor_that_the_settings_choose_is_the_one_that_is_shown() -> None:
    guest = document(customer=customer_of(email=None))
    for order, default, debtor in (
        (document(), {"value": "1500"}, None),
        (document(), {"value": "1500", "force": True}, "1500"),
        (guest, {"value": "1500"}, "1500"),
    ):
        assert tried(order, default_debtor=default).targets["H"]["DEBTOR"] == debtor


def test_a_guessed_house_number_is_shown_as_such() -> None:
    guessed = document()["billing_address"] | {"split_guessed": True}
    shown = tried(document(billing_address=guessed)).canonical
    assert shown is not None
    assert shown["billing_address"]["split_guessed"] is True
    assert "split_guessed" not in (tried(document()).canonical or {})["billing_address"]
