"""Codes of the target by the settings of a flow."""

from handlers.contracts.drafts import CODES
from handlers.pipelines.customers.settings import CustomerSettings
from handlers.pipelines.orders.codes import choose_codes
from handlers.pipelines.orders.settings import OrderSettings
from mapping.choices import Choice
from mapping.documents.reading import read_order
from tests.handlers.pipelines.orders.fakes import document


def test_each_code_is_chosen_by_its_own_setting() -> None:
    settings = OrderSettings.model_validate(
        {"receivables_account": {"default": "1300"}, "payment_condition": {"table": {"30 days": "30"}}}
    )
    order = read_order(document(payment_condition="30 days"), strict=True)
    assert choose_codes(settings, order) == ({"receivables_account": "1300", "payment_condition": "30"}, [])


def test_a_value_without_a_code_is_a_problem_and_the_others_are_chosen() -> None:
    settings = OrderSettings.model_validate({"administration": {"default": "1"}})
    codes, [problem] = choose_codes(settings, read_order(document(payment_condition="60 days"), strict=True))
    assert codes == {"administration": "1"}
    assert (problem.path, problem.value) == ("payment_condition", "60 days")
    assert "settings.payment_condition.table" in problem.remedy


def test_every_code_that_rows_may_read_is_chosen_by_a_setting_or_by_the_vat_of_the_order() -> None:
    models = (OrderSettings, CustomerSettings)
    fields = [field for model in models for field in model.model_fields.items()]
    chosen = {name for name, field in fields if isinstance(field.default, Choice)}
    assert set(CODES) == {*chosen, "vat_liability"}
