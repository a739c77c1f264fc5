"""Runs the examples in the docstrings of AccountView's modules, so that documentation cannot lie."""

import doctest
import importlib
import pkgutil

import pytest

from handlers.vendors import accountview

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(accountview.__path__, "handlers.vendors.accountview.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_holds(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_walk_finds_protocol_and_sandbox_too() -> None:
    assert {"handlers.vendors.accountview.protocol.calls", "handlers.vendors.accountview.sandbox.server"} <= set(
        MODULES
    )
