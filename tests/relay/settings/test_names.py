"""Names that do not exist: what is told of them, and that no text from outside makes it long or slow."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.suggestions import did_you_mean
from relay.errors import StartError
from relay.settings import names
from relay.settings.names import FLOW, UnknownName, require_event_id, require_known

FLOWS = ("shop-orders", "afas-orders")


def test_the_examples_in_the_texts_hold() -> None:
    assert doctest.testmod(names).failed == 0


def test_the_nearest_name_and_all_that_there_are_are_told() -> None:
    with pytest.raises(UnknownName) as caught:
        require_known(FLOW, "Shop-Order", FLOWS)
    told = "did you mean 'shop-orders'? known here: shop-orders, afas-orders"
    assert str(caught.value) == f"there is no flow 'Shop-Order'; {told}"
    assert (str(caught.value.wrong), str(caught.value.mend)) == ("there is no such flow", told)


@given(st.text(max_size=3000), st.lists(st.text("abc-", min_size=1, max_size=30), max_size=60, unique=True))
def test_only_unknown_names_are_refused_and_what_is_told_stays_short(name: str, known: list[str]) -> None:
    if name in known:
        require_known(FLOW, name, known)
        assert did_you_mean(name, known) == name
        return
    with pytest.raises(UnknownName) as caught:
        require_known(FLOW, name, known)
    assert len(str(caught.value.mend)) < 800
    assert len(str(caught.value)) < 800 + 12 * 100


@pytest.mark.parametrize("text", ["1001", "#1001", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "A", "x" * 5000, ""])
def test_what_is_no_id_of_an_event_is_refused_with_how_to_name_a_document(text: str) -> None:
    with pytest.raises(StartError, match="--reference NUMBER") as caught:
        require_event_id(text)
    assert len(str(caught.value)) < 400
    require_event_id("0123456789abcdef" * 2)
