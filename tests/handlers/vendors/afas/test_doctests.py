"""The examples in the docstrings of this vendor are run."""

import doctest
from importlib import import_module

import pytest

WITH_EXAMPLES = (
    "drafted",
    "lookups",
    "writes",
    "field_rules",
    "field_values",
    "protocol.answers",
    "protocol.moments",
    "protocol.payloads",
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_every_example_gives_what_it_says(name: str) -> None:
    results = doctest.testmod(import_module(f"handlers.vendors.afas.{name}"))
    assert results.attempted > 0
    assert results.failed == 0
