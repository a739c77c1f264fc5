"""Flows are put together at start, and every mistake of every flow is told at once, of its source and its target."""

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from relay.errors import StartError
from relay.flows import open_flows
from relay.pipeline import Pipeline
from relay.roles import SystemIdentity
from tests.relay.parts import SmallRun, SmallSource, SmallTarget

PIPELINE = Pipeline("order", SmallSource, SmallTarget, BaseModel, SmallRun, ())


class Connection:
    """Opens its roles, or refuses each with a mistake of its own."""

    def __init__(self, *, refuses: bool) -> None:
        self._refuses = refuses

    async def identify(self) -> SystemIdentity:
        return SystemIdentity(("small",), {"system": "small"})

    def source(self, flow: Any) -> SmallSource:
        self._refuse(f"{flow.name}: the source")
        return SmallSource()

    def target(self, flow: Any) -> SmallTarget:
        self._refuse(f"{flow.name}: the target")
        return SmallTarget()

    def _refuse(self, told: str) -> None:
        if self._refuses:
            raise StartError(told)


def written(*names: str) -> Any:
    """Settings with flows of these names, each from shop to books."""
    flow = SimpleNamespace(
        entity="order", source="shop", target="books", settings=None, mapping=(), poll=None, write=True
    )
    connection = SimpleNamespace(reference_prefix="S-")
    return SimpleNamespace(flows=dict.fromkeys(names, flow), connections={"shop": connection, "books": connection})


def test_mistakes_of_both_roles_of_every_flow_are_told_at_once() -> None:
    connections = {"shop": Connection(refuses=True), "books": Connection(refuses=True)}
    with pytest.raises(StartError) as caught:
        open_flows(written("one", "two"), {"order": PIPELINE}, connections, {})
    assert list(caught.value.mistakes) == [
        *("one: the source", "one: the target", "two: the source", "two: the target"),
    ]


def test_a_flow_without_mistakes_is_opened_with_both_roles_and_both_prefixes() -> None:
    connections = {"shop": Connection(refuses=False), "books": Connection(refuses=False)}
    [opened] = open_flows(written("one"), {"order": PIPELINE}, connections, {}).values()
    assert isinstance(opened.source, SmallSource)
    assert (opened.flow.reference_prefix, opened.flow.target_prefix) == ("S-", "S-")
