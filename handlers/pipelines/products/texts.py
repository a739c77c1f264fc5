"""Decides what a product is called in the target, and how it is described there: in which language, and how long.

A shop's name may be longer than the column of books, its description is HTML, and a variant is called by its size
alone. A text of another language never takes the place of the target's own.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, StringConstraints

from mapping.clean_text import decode_entities
from mapping.cutting import cut_text
from mapping.documents.product import Product, ProductText
from mapping.documents.values import LANGUAGE_FORM
from mapping.html_text import bare_html, plain_text
from mapping.pricing.settings import MODEL
from mapping.problems import Problem
from words.told import Told

_NO_OPTION: Final = "default title"
"""What Shopify calls the only variant of a product."""

_ENDS: Final = " ,;:-–—/|\u200d"  # noqa: RUF001 - these dashes are what names are cut at

LanguageCode = Annotated[str, StringConstraints(pattern=LANGUAGE_FORM)]


class TextSettings(BaseModel):
    """What becomes of names and descriptions."""

    model_config = MODEL

    source_language: LanguageCode | None = Field(
        default=None, description="That of the source's texts where a document does not say it: two letters of ISO 639."
    )
    target_language: LanguageCode | None = Field(
        default=None,
        description="That of the target's own texts. Left out, or without one of the source: texts are taken to be in "
        "the target's own language.",
    )
    keep_html: bool = Field(
        default=False, description="Carry descriptions as HTML, without scripts, styles and attributes; else as text."
    )
    long_name: Literal["extra_name", "description", "cut"] = Field(
        default="extra_name",
        description="What becomes of the rest of a name that is too long: it goes into the second line where the "
        "product has none, the whole name goes before the description, or the rest is left out.",
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """The ``texts`` as :class:`handlers.contracts.products.DraftProduct` has them, and what a person should look at.

    One that the source does not give is left out, and one that it gives as empty is empty.
    """

    texts: Mapping[str, str]
    warnings: tuple[Problem, ...] = ()
    notes: tuple[Told, ...] = ()


def texts_of(
    product: Product, settings: TextSettings, room: Mapping[str, int], languages: Collection[str] = frozenset()
) -> Texts:
    """The texts of a product as they fit: in the target's own language, and those of other ``languages`` it keeps.

    ``room`` says how many signs the target keeps of ``name``, ``extra_name`` and ``description``.
    """
    texts: dict[str, str] = {}
    warnings: list[Problem] = []
    notes: list[Told] = []
    for language, given in _by_language(product, settings):
        if language and language not in languages:
            notes.append(Told("goods.language_left_out", language=language))
            continue
        behind = f".{language}" if language else ""
        fitted = _fit(given, settings, room, warnings, behind)
        texts.update({f"{name}{behind}": text for name, text in fitted.items() if text or not language})
    return Texts(texts, tuple(warnings), tuple(dict.fromkeys(notes)))


def name_of(product: Product) -> str:
    """What a product is called: a variant by its parent first, and then by what tells it from its sisters.

    >>> name_of(Product(number="1", name="S / Black", parent_name="T-shirt", options=["S", "Black"]))
    'T-shirt, S / Black'
    >>> name_of(Product(number="1", name="T-shirt - S, black", parent_name="T-shirt", options=["S", "black"]))
    'T-shirt, S, black'
    >>> name_of(Product(number="1", name="Default Title", parent_name="Sleeve", options=["Default Title"]))
    'Sleeve'
    """
    name, parent = decode_entities(product.name or ""), decode_entities(product.parent_name or "")
    options = [decode_entities(option) for option in product.options if option.casefold() != _NO_OPTION]
    name = "" if name.casefold() == _NO_OPTION else name
    if not parent:
        return name or ", ".join(options)
    if options:
        rest = name if name == " / ".join(options) else ", ".join(options)
    else:
        rest = "" if name.casefold().startswith(parent.casefold()) else name
    return f"{parent}, {rest}" if rest else name or parent


def _by_language(product: Product, settings: TextSettings) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The texts that the source gives by language, the target's own under an empty one; each language once."""
    own = settings.target_language
    main = product.language or settings.source_language
    main = "" if main is None or own is None or main == own else main
    seen = set[str]()
    for language, given in ((main, _main_texts(product)), *((one.language, _texts_in(one)) for one in product.texts)):
        key = "" if language == own else language
        if given and key not in seen:
            seen.add(key)
            yield key, given


def _main_texts(product: Product) -> dict[str, str]:
    given = product.model_fields_set
    texts = {}
    if given & {"name", "parent_name", "options"} and (name := name_of(product)):
        texts["name"] = name
    if "extra_name" in given:
        texts["extra_name"] = decode_entities(product.extra_name or "")
    if "description" in given:
        texts["description"] = product.description or ""
    return texts


def _texts_in(text: ProductText) -> dict[str, str]:
    given = {"name": text.name, "extra_name": text.extra_name, "description": text.description}
    return {name: decode_entities(value) for name, value in given.items() if value}


def _fit(
    given: Mapping[str, str], settings: TextSettings, room: Mapping[str, int], warnings: list[Problem], behind: str
) -> dict[str, str]:
    """The texts of one language, each no longer than the target keeps; what is cut is told once a field."""
    texts = dict(given)
    if "description" in texts:
        texts["description"] = (bare_html if settings.keep_html else plain_text)(texts["description"])
    name, rest = _cut(texts.get("name", ""), room.get("name"))
    if name != texts.get("name", ""):
        rest = _place_rest(texts, rest, settings, room)
        texts["name"] = name
        warnings.append(_told_cut(f"name{behind}", len(given["name"]), where=rest))
    for field in ("extra_name", "description"):
        if texts.get(field):
            whole = texts[field]
            texts[field], _ = _cut(whole, room.get(field), as_html=settings.keep_html and field == "description")
            if texts[field] != whole and not (rest == field == "extra_name"):
                warnings.append(_told_cut(f"{field}{behind}", len(whole), where=""))
    return texts


def _place_rest(texts: dict[str, str], rest: str, settings: TextSettings, room: Mapping[str, int]) -> str:
    """Put the rest of a name where settings say, and give the field's name; an empty one where it is left out."""
    where = settings.long_name
    if not rest or where == "cut" or room.get(where) == 0 or (where == "extra_name" and texts.get("extra_name")):
        return ""
    if where == "extra_name":
        texts["extra_name"] = rest
    else:
        described = texts.get("description", "")
        first = bare_html(f"<p>{texts['name']}</p>") if settings.keep_html else texts["name"]
        texts["description"] = f"{first}\n{described}".rstrip()
    return where


def _cut(text: str, room: int | None, *, as_html: bool = False) -> tuple[str, str]:
    """A text as it fits, and the rest. HTML that does not fit is cut as the text that it is: half a tag is none."""
    if room is None or not text:
        return text, ""
    kept, rest = cut_text(text, room)
    if rest and as_html:
        kept, _ = cut_text(plain_text(text), room)
    return (kept.rstrip(_ENDS) if rest else kept), rest.lstrip(_ENDS)


def _told_cut(path: str, length: int, where: str) -> Problem:
    wrong = Told("goods.rest_moved", where=where) if where else Told("goods.rest_left_out")
    return Problem(path, wrong, Told("goods.shorten"), str(length))
