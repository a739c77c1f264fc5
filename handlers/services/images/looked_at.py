"""Looks at a picture once: which form its bytes are, whether they are whole, and what of it is sent, and named how."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from mapping.documents.product import Image
from mapping.images.forms import ENDINGS, BrokenPictureError, Form, form_of, is_whole, name_no_picture
from mapping.images.jpeg import keep_of_jpeg
from mapping.images.png import keep_of_png
from words.told import Told

_LONGEST_NAME: Final = 100
_UNUSUAL: Final = re.compile(r"[^\w .()+-]")


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A picture that may be sent: its bytes as they are to be sent, and their SHA-256 in hexadecimal digits."""

    content: bytes
    form: Form
    digest: str

    def __repr__(self) -> str:
        return f"LookedAt({self.form}, {len(self.content)} bytes)"


class NotHadError(Exception):
    """A picture cannot be had. ``told`` is a part of a sentence, without its address and without any of its bytes.

    ``again``: time may mend it; ``after`` is how long its host asked to be left alone.
    """

    def __init__(self, told: Told, *, again: bool, after: timedelta | None = None) -> None:
        super().__init__(told)
        self.told = told
        self.again = again
        self.after = after


def look_at(content: bytes, *, strip: bool) -> LookedAt:
    """What the bytes are, and what of them is to be sent; ``strip``: without what was written beside the picture.

    Raises NotHadError.
    """
    form = form_of(content)
    if form is None:
        raise NotHadError(Told("images.no_picture", found=name_no_picture(content)), again=True)
    if not is_whole(content, form):
        raise NotHadError(Told("images.cut", form=form), again=True)
    if strip:
        try:
            content = _strip(content, form)
        except BrokenPictureError:
            raise NotHadError(Told("images.broken", form=form), again=False) from None
    return LookedAt(content, form, hashlib.sha256(content).hexdigest())


def _strip(content: bytes, form: Form) -> bytes:
    """A JPEG or PNG without what does not belong to the picture; the very bytes where there is nothing of that."""
    if form not in {"jpeg", "png"}:
        return content
    kept = list(keep_of_jpeg(content) if form == "jpeg" else keep_of_png(content))
    return content if sum(map(len, kept)) == len(content) else b"".join(kept)


def name_of_file(image: Image, code: str, form: str) -> str:
    """A name that ends as the form of the bytes does; that of the article's code where the source gives none.

    >>> name_of_file(Image(id="1", place=1, address="https://cdn.example.com/f/a%20b.jpg?v=1"), "A-1", "png")
    'a b.png'
    """
    written = image.file_name or ""
    if not written and re.match("https?:", image.address, re.IGNORECASE):
        written = unquote(urlsplit(image.address).path)
    name = PurePosixPath(written.replace("\\", "/")).name
    stem = name.rpartition(".")[0] if re.search(r"\.\w{2,5}$", name) else name
    stem = _clean(stem) or _clean(f"{code}-{image.place}" if image.place > 1 else code) or "image"
    return f"{stem}.{ENDINGS[form]}"


def _clean(stem: str) -> str:
    shown = unicodedata.normalize("NFC", stem)
    return _UNUSUAL.sub("-", shown)[:_LONGEST_NAME].strip(" .-")
