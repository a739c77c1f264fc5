"""The items of an administration: found by type and code at once, and put back where a call fails."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.afas.masters import ARTICLE, TEXT, Item, Masters

CODES = st.sampled_from(["A", "a", "B", "C", "T1"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["keep", "drop", "undo"]), CODES, st.sampled_from([ARTICLE, TEXT])), max_size=30
)


@given(STEPS)
def test_an_item_is_found_as_if_all_were_looked_at_one_by_one(steps: list[tuple[str, str, str]]) -> None:
    given_items = [Item("A", "first"), Item("T1", "text", type=TEXT)]
    masters, undo = Masters(items=given_items), []
    for number, (step, code, kind) in enumerate(steps):
        before = list(masters.items)
        found = masters.find_item(kind, code)
        if step == "keep":
            undo.append((before, masters.keep_item(Item(found.code if found else code, str(number), type=kind))))
        elif step == "drop" and found is not None:
            undo.append((before, masters.drop_item(found)))
        elif step == "undo" and undo:
            wanted, take_back = undo.pop()
            take_back()
            assert list(masters.items) == wanted
        for one in CODES_AND_TYPES:
            slowly = next((item for item in masters.items if (item.type, item.code.upper()) == one), None)
            assert masters.find_item(*one) is slowly
    assert given_items == [Item("A", "first"), Item("T1", "text", type=TEXT)]


CODES_AND_TYPES = [(kind, code) for kind in (ARTICLE, TEXT) for code in ("A", "B", "C", "T1")]
