"""The published cases of stock that shops post: what comes of each post, to the field.

What public reports tell of such connectors, on fields that real shops send; codes and quantities are invented.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from mapping.documents.stock import StockRecord
from mapping.strict_yaml import read as read_yaml
from relay.roles import Json
from tests.handlers.vendors.webhook.source.product_posts import Door, SplitSource, parsed
from tests.handlers.vendors.webhook.source.stock_posts import door_of
from words.told import Told

HERE = Path(__file__).parent
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "stock_cases").glob("*.json"))}
EXPECTED = read_yaml((HERE / "stock_cases.yaml").read_text("utf-8"))


def test_every_published_case_of_a_shop_is_here() -> None:
    assert len(CASES) == 9
    assert CASES.keys() == EXPECTED.keys()


@pytest.mark.parametrize("name", CASES)
def test_each_post_comes_to_what_a_shop_manager_would_accept(name: str) -> None:
    door = door_for(CASES[name])
    assert [tell(door.source, post, door) for post in CASES[name]["posts"]] == EXPECTED[name]


@pytest.mark.parametrize("name", CASES)
def test_a_post_that_is_sent_again_comes_to_the_same_documents(name: str) -> None:
    door = door_for(CASES[name])
    for post in CASES[name]["posts"]:
        assert tell(door.source, post, door) == tell(door.source, dict(reversed(post.items())), door)


def door_for(case: dict[str, Any]) -> Door:
    """The door of the shop of a case, with its settings of stock."""
    return door_of(case["from"], **case.get("settings", {}))


def tell(source: SplitSource, post: Any, door: Door) -> dict[str, Any]:
    """What one post comes to: refused at the door, passed over and why, or the levels with their moments."""
    if problems := source.check(parsed(post)):
        return {"refused": [problem.path for problem in problems]}
    found = door.post(post)
    if isinstance(found, Told):
        return {"passed_over": found.code}
    return {"levels": [_tell_level(source, parsed(piece)) for piece in found]}


def _tell_level(source: SplitSource, piece: Json) -> dict[str, Any]:
    identity = source.identify(piece)
    record: StockRecord = source.read(piece)
    assert identity.reference.startswith(f"{record.number}@")
    [place] = record.model_dump(mode="json", exclude_defaults=True)["places"]
    told = {"of": identity.reference, **place}
    tracked = {} if record.tracked is not False else {"tracked": False}
    return told | tracked | ({"at": identity.stamp.isoformat()} if identity.stamp else {})
