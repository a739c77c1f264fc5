"""Customers and addresses of any kind, mostly such as can be sent, for the property tests of AFAS as a target."""

from typing import Any

from hypothesis import strategies as st

SIGNS = st.characters(exclude_categories=("Cs", "Cc", "Zs"))


def mostly(usual: st.SearchStrategy[Any], rare: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One time in thirty the rare one, so that about half of all orders can be sent."""
    return st.integers(0, 29).flatmap(lambda number: rare if number == 0 else usual)


TEXTS = mostly(st.text(SIGNS, min_size=1, max_size=10), st.text(SIGNS, min_size=1, max_size=90))
HOUSES = mostly(st.from_regex(r"[0-9]{1,4}[a-z]?", fullmatch=True), st.none() | TEXTS)
ADDRESSES = st.fixed_dictionaries(
    {
        "street": TEXTS,
        "number": HOUSES,
        "addition": st.none() | TEXTS,
        "extra": st.none() | TEXTS,
        "postcode": TEXTS,
        "city": TEXTS,
        "country": st.sampled_from(["BE", "DE", "FR", "GB", "US", "BI", "RU", "AQ"]),
    }
)
CUSTOMERS = st.fixed_dictionaries(
    {
        "company": st.none() | TEXTS,
        "first_name": st.none() | TEXTS,
        "infix": st.none() | TEXTS,
        "last_name": TEXTS,
        "email": st.just("buyer@example.com"),
        "phone": st.none() | TEXTS,
        "vat_number": st.none() | TEXTS,
    }
)
