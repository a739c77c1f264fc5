"""Whatever HTML a shop has, its reader's text comes of it, line by line, and nothing that is no text."""

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.html_text import bare_html, is_html, plain_text

WORDS = st.text(st.characters(whitelist_categories=("L", "N")), min_size=1, max_size=12)
SIGNS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), blacklist_characters="&;\u00a0"),
    min_size=1,
    max_size=20,
)


def test_the_published_description_becomes_its_lines() -> None:
    shop = (
        "<style>.x{color:red}</style><p class=\"x\">Plank van&nbsp;eiken.</p><script>alert('x')</script>"
        "<p>Maat: 30 &times; 20 cm</p><ul><li>geolied</li><li>1,2&nbsp;kg</li></ul>"
    )
    assert plain_text(shop) == "Plank van eiken.\nMaat: 30 \u00d7 20 cm\n- geolied\n- 1,2 kg"
    assert (
        bare_html(shop)
        == "<p>Plank van\u00a0eiken.</p><p>Maat: 30 \u00d7 20 cm</p><ul><li>geolied</li><li>1,2\u00a0kg</li></ul>"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Kaas &amp; Wijn &#8211; set 4&#215;", "Kaas & Wijn \u2013 set 4\u00d7"),
        ("Tom &amp;amp; Co", "Tom & Co"),
        ("Maat &lt;S&gt;", "Maat <S>"),
        ("100% katoen", "100% katoen"),
        ("weight class <30g kept, a < b", "weight class <30g kept, a < b"),
        ("one\n\n  two ", "one\n\n  two"),
        ("<p>one<br>two<br/>three</p>", "one\ntwo\nthree"),
        ("<div>one</div><div></div><div>two</div>", "one\ntwo"),
        (
            "<table><tr><td>length</td><td>30 cm</td></tr><tr><td>width</td><td>20 cm</td></tr></table>",
            "length 30 cm\nwidth 20 cm",
        ),
        ("<p>a line\nof the source</p>", "a line of the source"),
        ("<p>text<!-- a note > of the writer --> goes on</p>", "text goes on"),
        ("<p>&amp;lt;b&amp;gt;</p>", "<b>"),
        ("<p>open <b>tags", "open tags"),
        ("<p>kept</p><script>var a = '<p>not</p>';", "kept"),
        ("<STYLE>p{}</STYLE><P>capitals</P>", "capitals"),
        ("<p>R&D &copy 5</p>", "R&D © 5"),
        ("<html><head><title>x</title><body><p>page</p>", "page"),
        ("", ""),
    ],
)
def test_a_text_is_read_as_its_reader_would(written: str, read: str) -> None:
    assert plain_text(written) == read


@pytest.mark.parametrize(
    "hostile",
    [
        '<p onclick="steal()">x</p>',
        "<p>x<script>steal()</script></p>",
        "<p>x</p><script>steal()",
        '<p><a href="javascript:steal()">x</a></p>',
        '<p><a href=" JaVaScRiPt:steal()">x</a></p>',
        '<p>x<img src=y onerror="steal()"></p>',
        "<p>x<iframe src='https://steal()'></iframe></p>",
        "<p>x<svg><script>steal()</script></svg></p>",
        '<p style="background:url(steal())">x</p>',
        "<p>x<style>@import 'steal()'</style></p>",
        '<p><a href="https://example.com/" onfocus="steal()">x</a></p>',
        "<p>x<object data='steal()'></object><embed src='steal()'></p>",
    ],
)
def test_nothing_of_a_script_stays_in_html_that_is_kept(hostile: str) -> None:
    assert "steal" not in bare_html(hostile)
    assert plain_text(hostile) == "x"


def test_a_link_keeps_its_address_and_every_tag_is_closed() -> None:
    assert bare_html('<p><a href="https://example.com/?a=1&amp;b=2" target=x>shop</a><b>bold') == (
        '<p><a href="https://example.com/?a=1&amp;b=2">shop</a><b>bold</b></p>'
    )


@given(st.lists(SIGNS, min_size=1, max_size=5))
def test_what_stands_in_paragraphs_is_read_to_the_sign_whatever_it_is(paragraphs: list[str]) -> None:
    written = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    assert plain_text(written).split("\n") == [text for text in paragraphs if text != "-"]


@given(st.lists(st.tuples(st.sampled_from(["p", "div", "li", "h2", "script", "style", "b"]), WORDS), max_size=8))
def test_of_any_page_the_words_stay_and_those_of_scripts_go(parts: list[tuple[str, str]]) -> None:
    written = "<p></p>" + "".join(f"<{tag}>{word}</{tag}>" for tag, word in parts)
    read, kept = plain_text(written), bare_html(written)
    expected = [word for tag, word in parts if tag not in {"script", "style"}]
    assert read.replace("\n", "").replace("- ", "") == "".join(expected)
    assert [word for word in expected if word not in kept] == []


@given(st.text(max_size=200) | st.text("<>/&;'\"=!- abplisx\n", max_size=200))
def test_no_text_at_all_is_too_odd_to_be_read(text: str) -> None:
    plain_text(text)
    again = bare_html(text)
    assert plain_text(again) == plain_text(bare_html(again)) or is_html(plain_text(again))
    assert "<script" not in again.lower() or not is_html(text)


@pytest.mark.parametrize(
    "unit", ["<", "<a ", "<!", "<p><!--", "&", "<p ", "<i></b>", "<div>", "</p", "<p a='", "<i>", "</i>", "<script>"]
)
def test_a_long_text_of_any_shape_takes_no_time(unit: str) -> None:
    text = "<p>" + unit * (100_000 // len(unit))
    began = time.perf_counter()
    plain_text(text)
    bare_html(text)
    assert time.perf_counter() - began < 3
