"""Looks at the bytes of a picture once: which form they are, whether they are whole, and what of them is sent."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from mapping.images.forms import BrokenPictureError, Form, form_of, is_whole, name_no_picture
from mapping.images.jpeg import keep_of_jpeg
from mapping.images.png import keep_of_png
from words.told import Told


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
