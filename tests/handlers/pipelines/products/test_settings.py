"""Two flows of products between two systems say whose edit counts, and carry prices one way, or are refused."""

import pytest

from tests.relay.settings.mistakes import BASE, judged

PAIR = """
  {name}:
    entity: product
    from: {source}
    to: {target}
    poll: {{every: 5m}}
    write: {write}
    settings:
      unit: {{default: "STK", unmapped: default}}
      group: {{default: "ALG", unmapped: default}}
      vat_class: {{default: "1", unmapped: default}}
"""
WORD = "      two_way: {leader: afas}\n"
PRICES = (
    "      prices: {source: {are: excl, currency: EUR, unit: own}, target: {are: excl, currency: EUR, unit: own}}\n"
)


def found(*, write: str = "true", there: str = "", back: str = "") -> list[tuple[str, str]]:
    """The severity and code of what is told of both flows."""
    text = BASE.rstrip("\n") + "\n"
    text = text.replace("    vendor: afas\n", "    vendor: afas\n    products: {all_administrations: true}\n", 1)
    text += PAIR.format(name="afas-products", source="afas", target="books", write=write) + there
    text += PAIR.format(name="office-products", source="books", target="afas", write=write) + back
    return [
        (finding.severity, finding.told.code)
        for finding in judged(text).findings
        if finding.path[1:2] in {("afas-products",), ("office-products",)}
    ]


@pytest.mark.parametrize(("write", "severity"), [("true", "error"), ("false", "warning")])
def test_two_that_write_and_say_nothing_are_refused_and_two_that_only_try_are_told(write: str, severity: str) -> None:
    assert found(write=write) == [(severity, "common.no_word_on_both_ways")] * 2


def test_two_that_say_the_same_are_good() -> None:
    assert found(there=WORD, back=WORD) == []


def test_two_that_say_different_things_are_refused() -> None:
    other = WORD.replace("afas", "books")
    assert found(there=WORD, back=other) == [("error", "common.two_ways_differ")] * 2


def test_prices_go_one_way_only() -> None:
    assert found(there=WORD + PRICES, back=WORD) == []
    assert found(there=WORD + PRICES, back=WORD + PRICES) == [("error", "products.one_way_only")] * 2


def test_nobody_can_tell_whose_edit_counts_where_products_are_only_told() -> None:
    text = BASE.rstrip("\n") + "\n"
    text = text.replace("    vendor: afas\n", "    vendor: afas\n    products: {all_administrations: true}\n", 1)
    posts = "    posts: {address: 'https://shop.example.com', products: {path: /products, repeat: none}}\n"
    text = text.replace("    vendor: webhook\n", f"    vendor: webhook\n{posts}", 1)
    text += PAIR.format(name="afas-products", source="afas", target="shop", write="true") + WORD
    told = [one for one in judged(text).findings if one.path[1:2] == ("afas-products",)]
    assert [one.told.code for one in told if one.severity == "error"] == ["products.two_way_unseen"]
