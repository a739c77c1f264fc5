"""What shops post of customers in the published cases, to the field: nothing is wiped, invented or mistaken."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.rows.paths import follow, path_parts
from relay.model import Flow
from tests.handlers.pipelines.customers.published import (
    SHOPS,
    PublishedCase,
    Received,
    read_cases,
    read_expected,
    receive,
    source_of,
)

CASES = {name: case for name, case in read_cases().items() if case.source in SHOPS}
EXPECTED = read_expected()
KEYS = {"says", "leaves_out", "passed_over", "held", "order", "lasting", "same_as_before"}
WORDS_THAT_ARE_NO_NAME = {"None", "null", "undefined", "-", "None None"}
NOT_CARRIED = ("subscribed", "opt_in", "zakelijk", "nieuwsbrief", "1763596800")


def received(case: PublishedCase) -> Iterator[tuple[str, Any, Received]]:
    for topic, posted in case.posts():
        yield topic, posted, receive(case.source, posted)


@pytest.mark.parametrize("name", sorted(CASES))
def test_each_post_of_a_case_comes_to_what_is_expected_of_it(name: str) -> None:
    case = CASES[name]
    before: Any = None
    for (_, posted, got), wanted in zip(received(case), EXPECTED[name], strict=True):
        assert set(wanted) <= KEYS
        if "order" in wanted:
            assert any("is an order" in problem for problem in got.refused)
            assert reference_of_order(case.source, posted) == wanted["order"]
            continue
        assert (got.refused, got.passed_over) == ((), wanted.get("passed_over", ""))
        assert list(got.held) == wanted.get("held", [])
        if got.record is not None:
            assert got.identity is not None
            assert got.identity.lasting is wanted.get("lasting", False)
            check_record(got.record, wanted)
            if wanted.get("same_as_before"):
                assert source_of(case.source).digest_material(posted) == before
        before = source_of(case.source).digest_material(posted)


def check_record(record: BaseModel, wanted: dict[str, Any]) -> None:
    for path, value in wanted.get("says", {}).items():
        found = follow(record, path_parts(path))
        if value is None:
            assert not found, path
            assert is_given(record, path), path
        else:
            assert found == value, path
    for path in wanted.get("leaves_out", ()):
        assert not is_given(record, path), path


def is_given(record: BaseModel, path: str) -> bool:
    *above, last = path_parts(path)
    place = follow(record, tuple(above))
    return isinstance(place, BaseModel) and last in place.model_fields_set


def reference_of_order(form: str, posted: Any) -> str:
    connection = WebhookConnection.model_validate({"vendor": "webhook", "format": form})
    flow = Flow(name="shop-orders", entity="order", source="shop", target="books", settings=None)
    source = OpenWebhookConnection("shop", connection).source(flow)
    assert source.check(posted) == []
    return str(source.identify(posted).reference)


def test_every_published_case_of_a_shop_is_expected_to_come_to_something() -> None:
    assert set(EXPECTED) == set(CASES)
    assert len(CASES) >= 25


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_record_has_a_name_that_is_a_word_for_nothing(name: str) -> None:
    for _, _, got in received(CASES[name]):
        if got.record is not None:
            names = {got.record.customer.name, got.record.customer.first_name, got.record.customer.last_name}
            assert not names & WORDS_THAT_ARE_NO_NAME


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_a_customer_says_of_consent_tags_and_logins_is_nowhere_in_the_record(name: str) -> None:
    for _, _, got in received(CASES[name]):
        if got.record is not None:
            told = got.record.model_dump_json()
            assert not [word for word in NOT_CARRIED if word in told]


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_later_post_of_a_case_has_a_later_stamp_or_none(name: str) -> None:
    stamps: dict[str, Any] = {}
    for topic, _, got in received(CASES[name]):
        if got.identity is not None and got.identity.stamp is not None:
            before = stamps.get(got.identity.reference)
            assert before is None or before <= got.identity.stamp, topic
            stamps[got.identity.reference] = got.identity.stamp
