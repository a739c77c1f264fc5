"""Makes of HTML the text that a reader of the page sees, line by line; or HTML that holds nothing but its form.

Shops write descriptions in HTML, with styles and scripts in it, and books keep them as text: tags that end up there
are printed on invoices.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Final

from mapping.clean_text import decode_entities

_SILENT: Final = frozenset({"script", "style", "template", "iframe", "title"})
"""What stands in these is not read by anybody."""

_BLOCKS: Final = """
address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li
main nav ol p pre section table tbody tfoot thead tr ul
"""
_LINES: Final = frozenset(_BLOCKS.split())
"""What begins and ends a line."""

_FORM: Final = """
p br ul ol li b strong i em u s sub sup h1 h2 h3 h4 h5 h6 div span blockquote table thead tbody tr th td a
"""
_KEPT: Final = frozenset(_FORM.split())
"""What is only form, and stays in :func:`bare_html`."""

_EMPTY: Final = frozenset({"br"})
_CELLS: Final = frozenset({"td", "th"})
_SIZES: Final = frozenset({"b", "i", "s", "u"})
"""Tags that alone are none: ``size <S>`` is text, and so may be any letter."""

_NAMES: Final = sorted(_SILENT | _LINES | _KEPT | {"body", "font", "html", "img"})
_TAG: Final = re.compile(
    rf"<(?:{'|'.join(name for name in _NAMES if name not in _SIZES)})\b[^<>]*>|</(?:{'|'.join(_NAMES)})\s*>",
    re.IGNORECASE,
)
_UNREAD: Final = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*>?", re.DOTALL)
"""Comments and declarations, which the parser of the standard library may refuse when they are broken."""

_NO_TAG: Final = re.compile(r"<(?![A-Za-z/][^<>]*>)")
"""Where no tag begins that ends before the next one: the parser would look through all that follows, each time."""

_BLANKS: Final = re.compile(r"[^\S\n]+")
_WEB: Final = re.compile(r"https?://[^\s\"'<>]+\Z", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Whether a text is HTML: it holds a tag that HTML has. ``a < b`` and ``<30 g`` are plain text.

    >>> is_html("<p>Oak</p>"), is_html("weight < 30 g, size <S>")
    (True, False)
    """
    return "<" in text and _TAG.search(text) is not None


def plain_text(text: str) -> str:
    r"""The text of HTML, or of what is plain text already: each paragraph, entry and row of a table a line of its own.

    Nothing of a style or script stays; entities are the signs that they stand for, also where they were encoded twice.

    >>> plain_text("<style>p{}</style><p>Oak&nbsp;board</p><ul><li>oiled</li><li>1,2 &amp;amp; 3 kg</li></ul>")
    'Oak board\n- oiled\n- 1,2 & 3 kg'
    >>> plain_text("size <S>\nweight &lt; 30 g ")
    'size <S>\nweight < 30 g'
    """
    if not is_html(text):
        lines = [line.rstrip() for line in decode_entities(text).replace("\xa0", " ").splitlines()]
        return "\n".join(lines).strip("\n")
    reader = _Reader()
    reader.feed(only_tags(text))
    reader.close()
    lines = [_BLANKS.sub(" ", line).strip() for line in decode_entities("".join(reader.parts)).split("\n")]
    return "\n".join(line for line in lines if line not in {"", "-"})


def bare_html(text: str) -> str:
    """HTML of which only form stays: no script, no style, no attribute but the address of a link.

    >>> bare_html('<p class="x" onclick="f()">Oak &amp; ash<script>f()</script> <a href="javascript:f()">x</a></p>')
    '<p>Oak &amp; ash <a>x</a></p>'
    """
    if not is_html(text):
        return plain_text(text)
    writer = _Writer()
    writer.feed(only_tags(text))
    writer.close()
    return "".join([*writer.parts, *(f"</{tag}>" for tag in reversed(writer.open))]).strip()


def only_tags(text: str) -> str:
    """HTML in which whatever is no tag is written as the text that it is."""
    return _NO_TAG.sub("&lt;", _UNREAD.sub("", text))


class _Silencer(HTMLParser):
    """Leaves out what nobody reads, and hands on the rest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif not self._silent:
            self.begin(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif not self._silent:
            self.end(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.read(data)

    def begin(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """A tag that is read begins."""
        raise NotImplementedError

    def end(self, tag: str) -> None:
        """It ends."""
        raise NotImplementedError

    def read(self, data: str) -> None:
        """Text that somebody reads."""
        raise NotImplementedError


class _Reader(_Silencer):
    """Collects the lines of a page."""

    def begin(self, tag: str, attributes: Mapping[str, str | None]) -> None:  # noqa: ARG002 - text has no attributes
        if tag in _LINES:
            self.parts.append("\n- " if tag == "li" else "\n")

    def end(self, tag: str) -> None:
        if tag in _LINES:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append(" ")

    def read(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))  # a line of the source is none of the page


class _Writer(_Silencer):
    """Writes HTML anew of what it reads, with tags that are form, each of them closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self._how_many = Counter[str]()

    def begin(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        if tag not in _KEPT:
            return
        address = attributes.get("href") or ""
        link = f' href="{html.escape(address)}"' if tag == "a" and _WEB.match(address) else ""
        self.parts.append(f"<{tag}{link}>")
        if tag not in _EMPTY:
            self.open.append(tag)
            self._how_many[tag] += 1

    def end(self, tag: str) -> None:
        while self._how_many[tag]:
            last = self.open.pop()
            self._how_many[last] -= 1
            self.parts.append(f"</{last}>")
            if last == tag:
                break

    def read(self, data: str) -> None:
        self.parts.append(html.escape(data, quote=False))
