"""What a product is called in the target and how it is described there: as it fits, and in the right language."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.products.texts import Texts, TextSettings, name_of, texts_of
from mapping.documents.product import Product

ROOM = {"name": 100, "extra_name": 100}
BENCH = (
    "Garden bench of oiled acacia wood with armrests, foldable table leaf in the middle, weatherproof cushions in "
    "anthracite and a cover, 180 cm, delivered in two boxes"
)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
BOARD = (
    "Kaasplank van eikenhout met gleuf voor mes en vier bakjes van aardewerk, geolied, maat familie "
    f"{FAMILY} voor acht personen en meer"
)


def made(fields: dict[str, Any], languages: tuple[str, ...] = (), **changes: Any) -> Texts:
    product = Product.model_validate({"number": "GG-1", **fields})
    return texts_of(product, TextSettings.model_validate(changes), ROOM, languages)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": "Kaas &amp; Wijn &#8211; set 4&#215;"}, "Kaas & Wijn \u2013 set 4\u00d7"),
        ({"name": "Tom &amp;amp; Co"}, "Tom & Co"),
        ({"name": "Maat &lt;S&gt;"}, "Maat <S>"),
        ({"name": "Maat <S>"}, "Maat <S>"),
        ({"name": "100% katoen"}, "100% katoen"),
        ({"name": "Shoes &amp; Sandals &#8211; 30-50g"}, "Shoes & Sandals \u2013 30-50g"),
        ({"name": "S / Black", "parent_name": "T-shirt", "options": ["S", "Black"]}, "T-shirt, S / Black"),
        (
            {"name": "Default Title", "parent_name": "Gift card sleeve", "options": ["Default Title"]},
            "Gift card sleeve",
        ),
        ({"name": "Gift card sleeve"}, "Gift card sleeve"),
        ({"parent_name": "T-shirt", "options": ["S", "zwart"]}, "T-shirt, S, zwart"),
        ({"name": "T-shirt - S, zwart", "parent_name": "T-shirt", "options": ["S", "zwart"]}, "T-shirt, S, zwart"),
        ({"name": "S, zwart", "parent_name": "T-shirt", "options": ["S", "zwart"]}, "T-shirt, S, zwart"),
        ({"name": "T-shirt", "parent_name": "T-shirt", "options": ["S"]}, "T-shirt, S"),
        ({"name": "T-shirt rood", "parent_name": "T-shirt"}, "T-shirt rood"),
        ({"name": "rood", "parent_name": "T-shirt"}, "T-shirt, rood"),
    ],
)
def test_a_product_is_called_by_its_parent_and_what_tells_it_from_its_sisters(
    fields: dict[str, Any], name: str
) -> None:
    assert name_of(Product.model_validate({"number": "GG-1", **fields})) == name
    assert made(fields).texts == {"name": name}


def test_a_text_that_the_source_does_not_give_is_left_out_and_one_that_is_empty_is_empty() -> None:
    assert made({}).texts == {}
    assert made({"name": "Vaas", "extra_name": "", "description": None}).texts == {
        "name": "Vaas",
        "extra_name": "",
        "description": "",
    }


class TestLongNames:
    def test_the_rest_of_a_name_goes_into_the_second_line_and_is_told_once(self) -> None:
        cut = made({"name": BENCH})
        assert cut.texts == {
            "name": "Garden bench of oiled acacia wood with armrests, foldable table leaf in the middle, weatherproof",
            "extra_name": "cushions in anthracite and a cover, 180 cm, delivered in two boxes",
        }
        assert [(one.path, one.value) for one in cut.warnings] == [("name", str(len(BENCH)))]

    def test_no_emoji_is_cut_and_no_joiner_stays_behind(self) -> None:
        cut = made({"name": BOARD})
        assert cut.texts["name"].endswith("maat familie")
        assert len(cut.texts["name"]) <= 100
        assert cut.texts["extra_name"] == f"{FAMILY} voor acht personen en meer"

    def test_a_second_line_of_the_product_s_own_stays(self) -> None:
        cut = made({"name": BENCH, "extra_name": "of oak"})
        assert cut.texts["extra_name"] == "of oak"
        assert "stands in" not in str(cut.warnings[0])

    def test_the_whole_name_may_go_before_the_description(self) -> None:
        cut = made({"name": BENCH, "description": "<p>For eight.</p>"}, long_name="description")
        assert cut.texts["description"] == f"{BENCH}\nFor eight."
        assert "extra_name" not in cut.texts

    def test_or_the_rest_is_left_out(self) -> None:
        assert [*made({"name": BENCH}, long_name="cut").texts] == ["name"]

    def test_a_description_is_cut_where_the_target_keeps_less_of_it(self) -> None:
        product = Product(number="1", description="<p>one two</p><p>three four</p>")
        cut = texts_of(product, TextSettings(), {"description": 9})
        assert cut.texts == {"description": "one two"}
        assert [one.path for one in cut.warnings] == ["description"]


class TestLanguages:
    def test_a_french_shop_never_overwrites_the_dutch_text_of_the_books(self) -> None:
        fields = {"name": "Planche \u00e0 fromage", "description": "<p>En ch\u00eane.</p>"}
        texts = made(fields, ("fr", "de"), source_language="fr", target_language="nl").texts
        assert texts == {"name.fr": "Planche \u00e0 fromage", "description.fr": "En ch\u00eane."}

    def test_where_the_target_keeps_no_french_it_is_left_out_and_told(self) -> None:
        carried = made({"name": "Planche"}, (), source_language="fr", target_language="nl")
        assert carried.texts == {}
        assert "the texts in fr are not carried" in str(carried.notes[0])

    def test_the_language_that_a_document_states_counts_more_than_settings(self) -> None:
        fields = {"name": "Kaasplank", "language": "nl"}
        assert made(fields, (), source_language="fr", target_language="nl").texts == {"name": "Kaasplank"}

    def test_each_language_goes_to_its_own_place_and_an_empty_one_nowhere(self) -> None:
        fields = {
            "name": "Kaasplank",
            "language": "nl",
            "texts": [{"language": "fr", "name": "Planche"}, {"language": "de", "name": ""}],
        }
        assert made(fields, ("fr", "de"), target_language="nl").texts == {"name": "Kaasplank", "name.fr": "Planche"}

    def test_the_target_s_own_language_is_found_among_the_others(self) -> None:
        fields = {"name": "Planche", "language": "fr", "texts": [{"language": "nl", "name": "Kaasplank"}]}
        assert made(fields, ("fr",), target_language="nl").texts == {"name": "Kaasplank", "name.fr": "Planche"}

    def test_a_long_text_of_another_language_is_cut_too(self) -> None:
        texts = made({"name": BENCH}, ("en",), source_language="en", target_language="nl").texts
        assert [*texts] == ["name.en", "extra_name.en"]


class TestDescriptions:
    HTML = '<p class="x">Plank van&nbsp;eiken.</p><script>alert(1)</script>'

    def test_html_becomes_text_unless_settings_keep_it_and_then_without_scripts(self) -> None:
        assert made({"description": self.HTML}).texts == {"description": "Plank van eiken."}
        assert made({"description": self.HTML}, keep_html=True).texts == {"description": "<p>Plank van\u00a0eiken.</p>"}

    def test_seventy_thousand_signs_of_it_are_read(self) -> None:
        long = f"<p>{'x' * 70_000}</p><p>end</p>"
        assert made({"description": long}).texts["description"] == f"{'x' * 70_000}\nend"

    def test_html_that_does_not_fit_is_cut_as_text(self) -> None:
        product = Product(number="1", description="<p>one two</p><p>three four</p>")
        cut = texts_of(product, TextSettings(keep_html=True), {"description": 20})
        assert cut.texts["description"] == "one two\nthree four"


@given(st.text(max_size=300), st.text(max_size=300), st.integers(0, 120))
def test_no_text_is_ever_longer_than_the_target_keeps(name: str, description: str, room: int) -> None:
    product = Product(number="1", name=name, description=description)
    texts = texts_of(product, TextSettings(), dict.fromkeys(("name", "extra_name", "description"), room)).texts
    assert max((len(text) for text in texts.values()), default=0) <= room
    again = texts_of(Product(number="1", name=texts.get("name", "")), TextSettings(), ROOM).texts
    assert again.get("name", "") == texts.get("name", "") or "&" in texts["name"]
