"""Functions that take HTML and accents out of text."""

import html
import unicodedata
from html.parser import HTMLParser
from typing import Any

from mapping.bare_letters import BARE_LETTERS
from mapping.functions.function import Function
from mapping.functions.values import text_of
from mapping.html_text import only_tags

_SIGNS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "€": "EUR"})  # noqa: RUF001 - these signs are what it replaces
_BREAKING = frozenset({"br", "p", "div", "li", "tr", "td", "h1", "h2", "h3", "h4", "ul", "ol", "table"})
_SILENT = frozenset({"script", "style"})


class _Words(HTMLParser):
    """Collects the text that a reader of a page would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class hands it over
        self._silent += tag in _SILENT
        if tag in _BREAKING:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BREAKING:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def strip_html(value: Any) -> str:
    """Take the tags, scripts and styles out of HTML, and write its entities as the characters they stand for.

    >>> strip_html("<p>Bread <b>tin</b> &amp; lid</p><script>x()</script>")
    'Bread tin & lid'
    """
    found = text_of(value)
    if "<" not in found:
        return " ".join(html.unescape(found).split())
    reader = _Words()
    reader.feed(only_tags(found))
    reader.close()
    return " ".join("".join(reader.words).split())


def unescape_html(value: Any) -> str:
    """Write the entities of HTML as the characters they stand for; tags stay.

    >>> unescape_html("Jansen &amp; Zn &#8364; 5")
    'Jansen & Zn € 5'
    """
    return html.unescape(text_of(value))


def transliterate(value: Any) -> str:
    """Write letters without accents and typographic signs as plain ones; what has no such form becomes ``?``.

    >>> transliterate("Café Ångström, Straße “7”")
    'Cafe Angstrom, Strasse "7"'
    """
    bare = unicodedata.normalize("NFKD", text_of(value).translate(BARE_LETTERS).translate(_SIGNS))
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return kept.encode("ascii", "replace").decode("ascii")


MARKUP: dict[str, Function] = {
    "strip_html": Function(strip_html),
    "unescape_html": Function(unescape_html),
    "transliterate": Function(transliterate),
}
