"""Runs the examples in the docstrings of all that is particular, so that documentation cannot lie."""

import doctest
import importlib
import pkgutil

import pytest

import handlers

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(handlers.__path__, "handlers.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_holds(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_walk_finds_protocols_and_sandboxes_too() -> None:
    assert {"handlers.vendors.accountview.protocol.calls", "handlers.sandboxes.accountview.server"} <= set(MODULES)


def test_there_are_examples_to_run() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(examples) >= 20
