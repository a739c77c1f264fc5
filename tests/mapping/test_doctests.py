"""Runs the examples in the docstrings of every mapping module, so that documentation cannot lie."""

import doctest
import importlib
import pkgutil

import pytest

import mapping
from mapping.functions import FUNCTIONS

MODULES = sorted(module.name for module in pkgutil.walk_packages(mapping.__path__, "mapping."))


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_holds(name: str) -> None:
    module = importlib.import_module(name)
    results = doctest.testmod(module)
    assert results.failed == 0


def test_every_function_of_the_mapping_language_has_an_example() -> None:
    parser = doctest.DocTestParser()
    without = [name for name, function in FUNCTIONS.items() if not parser.get_examples(function.call.__doc__ or "")]
    assert without == []


def test_the_walk_finds_the_modules_of_the_documents_too() -> None:
    assert {"mapping.functions.text", "mapping.documents.values"} <= set(MODULES)
