"""Which picture goes to which place: whatever moves, comes and goes, the order is kept and nothing hangs twice."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.common.field_digests import digest_field
from handlers.pipelines.products.image_places import CONTENT, IMAGE, NOTHING, SEEN, Place, arrange
from mapping.documents.product import Image
from relay.line.once.links import Links
from relay.store.vault import Vault
from tests.stand_ins import AsNamed

VAULT = Vault([bytes(32)], bytes(32))
MOST = 7


def links() -> Links:
    """A link table that is asked for digests alone, and needs no Redis."""
    table = Links.__new__(Links)
    table._vault, table._systems = VAULT, AsNamed()
    return table


def place(number: int, shows: str | None = None, *, was_emptied: bool = False) -> Place:
    table, name = links(), f"place {number}"
    fields = NOTHING if was_emptied else {CONTENT: shows, IMAGE: shows, SEEN: shows}
    known = shows is not None or was_emptied
    sent = {field: digest_field(table, name, field, value) for field, value in fields.items()} if known else {}
    return Place(number, name, table, sent, None)


def image(id_: str, number: int = 1) -> Image:
    return Image(id=id_, place=number, address=f"at:{id_}")


def test_a_place_knows_what_was_sent_there_and_that_it_was_emptied() -> None:
    shown, emptied, never = place(1, "a"), place(1, was_emptied=True), place(1)
    assert (shown.is_filled, emptied.is_filled, never.is_filled) == (True, False, False)
    assert shown.shows(image("a"))
    assert shown.has_seen(image("a"), "a")
    assert not shown.has_seen(image("a"), "b")
    assert not shown.shows(image("b"))
    assert (shown.has("a"), shown.has("b")) == (True, False)


@given(
    st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=MOST),
    st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=9),
    st.integers(1, 9),
    st.booleans(),
)
def test_the_order_is_kept_and_no_picture_has_two_places(
    before: list[str], now: list[str], most: int, keeps: object
) -> None:
    places = [place(number, before[number - 1] if number <= len(before) else None) for number in range(1, MOST + 1)]
    images = [image(one, number) for number, one in enumerate(now, 1)]
    arranged = arrange(places, list(reversed(images)), most, keeps_absent=bool(keeps))
    wanted = now[:most]
    assert [one.id for _, one in arranged.at] == wanted[: len(arranged.at)]
    assert arranged.without_place == len(wanted) - len(arranged.at)
    numbers = [one.number for one, _ in arranged.at]
    assert numbers == sorted(set(numbers))
    emptied = {one.number for one in arranged.emptied}
    assert not emptied & set(numbers)
    assert all(one.is_filled for one in arranged.emptied)
    if wanted:
        assert numbers[0] == 1, "the main picture is that of the source"
    left = {number: one for number, one in enumerate(before, 1) if number not in emptied and number not in numbers}
    if keeps:
        assert not [one for one in left.values() if one in now], "what is still given hangs at its new place alone"
    else:
        assert left == {}
