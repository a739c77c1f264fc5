"""Runs the examples in the docstrings of the check."""

import doctest
import importlib
import pkgutil

import pytest

from handlers import vies

MODULES = sorted(module.name for module in pkgutil.walk_packages(vies.__path__, "handlers.vies."))


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_holds(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
