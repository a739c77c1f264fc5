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


SKIP = "      product: {on_existing: skip}\n"


def told_of_shop(there: str = "", back: str | None = None) -> set[tuple[str, str]]:
    """The errors of a flow into a shop that is only told, and of one out of it: of which flow, and their codes."""
    text = BASE.rstrip("\n") + "\n"
    text = text.replace("    vendor: afas\n", "    vendor: afas\n    products: {all_administrations: true}\n", 1)
    posts = "    posts: {address: 'https://shop.example.com', products: {path: /products, repeat: none}}\n"
    text = text.replace("    vendor: webhook\n", f"    vendor: webhook\n{posts}", 1)
    text += PAIR.format(name="afas-products", source="afas", target="shop", write="true") + there
    if back is not None:
        pair = PAIR.format(name="shop-own-products", source="shop", target="afas", write="true")
        text += pair.replace("    poll: {every: 5m}\n", "") + back
    return {
        (str(one.path[1]), one.told.code)
        for one in judged(text).findings
        if one.severity == "error" and one.path[1:2] in {("afas-products",), ("shop-own-products",)}
    }


def test_nobody_can_tell_whose_edit_counts_where_products_are_only_told() -> None:
    assert told_of_shop(WORD) == {("afas-products", "products.two_way_unseen")}


def test_of_two_flows_with_a_shop_that_is_only_told_one_leaves_alone_what_is_there() -> None:
    code = "products.told_both_ways"
    assert told_of_shop(back="") == {("afas-products", code), ("shop-own-products", code)}
    assert told_of_shop(back=SKIP) == set()
    assert told_of_shop(there=SKIP, back="") == set()
