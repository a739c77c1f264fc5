"""The page about posting says what settings there are, which values a path may name, and what each answer means."""

import re
from pathlib import Path
from typing import Final

import pytest

from handlers.contracts.records import Repeat
from handlers.exchange.reply import Reply
from handlers.vendors.webhook.posting.answers import refusal
from handlers.vendors.webhook.posting.headers import OWN_HEADERS
from handlers.vendors.webhook.posting.settings import KINDS, EntityPosts, Posts, ProductPosts, StockPosts
from handlers.vendors.webhook.posting.templates import MOST
from relay.cli.app import COMMANDS
from relay.errors import Barred, Hold, RunEnd, Transient, Unconfirmed

PAGE: Final = (Path(__file__).parents[2] / "docs" / "outbound.md").read_text("utf-8")
HOW: Final = EntityPosts.model_validate({"path": "/orders", "repeat": "none"})


def test_every_way_to_repeat_has_its_line() -> None:
    table = PAGE.split("## What is done where no answer comes")[1].split("## ")[0]
    assert re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE) == [
        "repeat",
        "idempotent_key",
        "idempotent_method",
        "look_up",
        "none",
    ]
    assert {repeat.value for repeat in Repeat} == {"idempotent_key", "idempotent_method", "look_up", "none"}


def test_the_values_that_a_path_may_name_are_those_of_the_program() -> None:
    [said] = re.findall(r"^A path may name values.*?Nothing personal", PAGE, re.MULTILINE | re.DOTALL)
    known = EntityPosts.values | ProductPosts.values | StockPosts.values
    assert set(re.findall(r"\{([a-z]+)\}", said)) == known
    assert f"longer than {MOST}" in PAGE


def test_the_kinds_and_headers_are_those_of_the_program() -> None:
    [said] = re.findall(r"^\| `type` \| (.*?) \|", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", said)) == set(KINDS)
    for header in ("relay-sequence", "relay-as-of", "webhook-id", "Idempotency-Key"):
        assert f"`{header}`" in PAGE
        assert header.lower() in OWN_HEADERS


@pytest.mark.parametrize("name", sorted(Posts.model_fields))
def test_every_setting_of_posts_is_one_that_the_reference_lists(name: str) -> None:
    settings = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
    assert f"`posts.{name}" in settings


def test_every_command_that_it_names_is_there() -> None:
    assert set(re.findall(r"`relay ([a-z]+)", PAGE)) <= set(COMMANDS)


ANSWERS: Final[dict[str, type[RunEnd]]] = {
    "301 308": Barred,
    "401 403 407 405 501 404 410": Barred,
    "408 425 429": Transient,
    "400 409 422 499": Hold,
    "500 502 503 504 599": Unconfirmed,
}


@pytest.mark.parametrize(("statuses", "end"), ANSWERS.items())
def test_each_answer_means_what_the_page_says(statuses: str, end: type[RunEnd]) -> None:
    for status in map(int, statuses.split()):
        assert type(refusal(Reply(status, b""), HOW, update=False, at_a_place=False)) is end
