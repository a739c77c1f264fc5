"""What the page about posted customers shows is accepted, and its table says what the presets do."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from handlers.vendors.webhook.posted_fields import renew, table
from handlers.vendors.webhook.source.kinds import CUSTOMERS
from mapping.documents.customer import Contact, CustomerRecord, DeliveryAddress
from mapping.documents.fields import fields_at
from mapping.parsing import parse_json
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.webhook.source.shops import customer, customers_of

PAGE = (Path(__file__).parents[4] / "docs" / "webhook-customers.md").read_text("utf-8")
EXAMPLES = [parse_json(text.encode()) for text in re.findall(r"^```json\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)]
ENDS = {"gone", "successor", "erased", "wants_own_data", "billing_guessed", "shipping_address"}


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_each_example_is_accepted_as_it_stands(example: dict[str, object]) -> None:
    assert customers_of().check(example) == []


def test_the_whole_example_and_the_text_tell_every_field() -> None:
    whole = EXAMPLES[0]
    assert set(whole) == set(CustomerRecord.model_fields) - ENDS
    assert set(whole["customer"]) == set(fields_at(CustomerRecord, ("customer",))) - {"code"}
    assert {name for one in whole["contacts"] for name in one} == set(Contact.model_fields)
    assert {name for one in whole["delivery_addresses"] for name in one} == set(DeliveryAddress.model_fields)
    assert [name for name in CustomerRecord.model_fields if f"`{name}`" not in PAGE] == []


def test_the_rows_that_the_page_shows_are_accepted() -> None:
    blocks = [block.partition("```")[0] for block in PAGE.split("```yaml\n")[1:]]
    rows = read_yaml(dedent(blocks[1]))["connections"]["shop"]["customers"]["mapping"]
    source = customers_of(format="woocommerce", customers={"mapping": rows})
    meta = [{"key": "btw_nummer", "value": "NL000099998B57"}]
    record = source.read(customer("woocommerce", email="login@example.com", meta_data=meta))
    assert (record.customer.email, record.customer.vat_number) == ("login@example.com", "NL000099998B57")


def test_the_table_of_fields_is_that_of_the_presets() -> None:
    renewed = renew(PAGE, CUSTOMERS)
    assert renewed == PAGE, "renew it: python -m handlers.vendors.webhook.posted_fields docs/webhook-customers.md"
    assert table(CUSTOMERS).count("\n") > 30
