"""Golden orders: for each preset of a source one document in, the canonical order and AccountView's columns out."""

import pytest

from handlers.vendors.webhook.settings import FORMATS
from tests.handlers.presets import GOLDEN, SOURCES, golden_of, made_of


@pytest.mark.parametrize("kind", ["order", "accountview"])
@pytest.mark.parametrize("source", SOURCES)
def test_the_document_of_each_preset_becomes_what_it_must(source: str, kind: str) -> None:
    renew = "where the change is meant, renew it with: python -m tests.handlers.presets"
    assert made_of(source)[kind] == golden_of(source, kind), renew


def test_every_preset_of_a_source_has_a_golden_document() -> None:
    assert {*FORMATS, "afas"} == {source.partition("-")[0] for source in SOURCES}
    assert {path.name.partition(".")[0] for path in GOLDEN.iterdir()} == set(SOURCES)
