"""Makes the name of the file under which a target keeps a picture: never with what follows a ``?`` in its address."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from mapping.documents.product import Image
from mapping.images.forms import ENDINGS

_LONGEST: Final = 100
_UNUSUAL: Final = re.compile(r"[^\w .()+-]")


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
    return _UNUSUAL.sub("-", shown)[:_LONGEST].strip(" .-")
