"""Decides all that settings decide about a product, before a target is asked: codes, texts, bar code, weight."""

from dataclasses import dataclass
from typing import Final

from handlers.contracts.products import DraftProduct, ProductTarget
from handlers.pipelines.products.barcodes import ChosenBarcode
from handlers.pipelines.products.image_places import images_by_address
from handlers.pipelines.products.settings import ProductSettings
from handlers.pipelines.products.texts import texts_of
from handlers.pipelines.products.units import weight_of
from mapping.choices import Choice, UnmappedValueError
from mapping.documents.product import Product
from mapping.problems import Problem
from words.masking import shorten
from words.told import Told

_FIXED: Final = ("warehouse", "supplier", "statistics")
"""Settings that give every new article one code, since no source tells one."""

_CHOSEN: Final = ("unit", "group", "vat_class")
"""Settings by which a code is chosen, each by the field of the product that has its name."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft of a product, what is wrong with it, and notes for the story.

    ``cautions`` are what a person should look at though the product is carried.
    """

    draft: DraftProduct
    problems: tuple[Problem, ...] = ()
    notes: tuple[Told, ...] = ()
    cautions: tuple[Problem, ...] = ()


def draft_product(
    product: Product, settings: ProductSettings, code: str, barcode: ChosenBarcode, target: ProductTarget
) -> Drafted:
    """The draft of a product that the target has, or is to have, under this code, without its prices: pure."""
    codes, problems = _choose_codes(product, settings)
    texts = texts_of(product, settings.texts, target.text_room, target.languages)
    weighed = weight_of(product, settings.weight)
    images, unreachable = (
        images_by_address(product, settings.images) if target.habits.pictures_by_address else (None, ())
    )
    draft = DraftProduct(
        product=weighed.product,
        code=code,
        codes=codes,
        texts=texts.texts,
        barcode=barcode.digits,
        barcode_kind=barcode.kind,
        blocked=product.blocked,
        images=images,
    )
    added = [Told("products.code_added", setting=name, code=chosen) for name, chosen in codes.items()]
    return Drafted(
        draft,
        tuple(problems),
        (*added, *texts.notes, *weighed.notes),
        (*_odd_code(product), *_blocked_parts(product), *texts.warnings, *barcode.warnings, *unreachable),
    )


def _odd_code(product: Product) -> list[Problem]:
    """A code that begins with a blank is another one to its source, and to nobody who looks at it."""
    code = product.sku or ""
    if not product.code or not code[:1].isspace():
        return []
    return [Problem("sku", Told("products.blank_before_code"), Told("products.correct_code"), f'"{code}"')]


def _blocked_parts(product: Product) -> list[Problem]:
    """Parts of a composition that may not be sold, so that it can hardly be."""
    blocked = [part.sku for part in product.components if part.blocked]
    if not blocked or product.blocked:
        return []
    wrong = Told("products.parts_blocked", codes=blocked)
    return [Problem("components", wrong, Told("products.block_or_let_go"), ", ".join(blocked))]


def lacks_of_new(draft: DraftProduct, target: ProductTarget) -> list[Problem]:
    """What keeps an article from being made, in whatever target: a code that does not fit, or no name to call it by."""
    problems: list[Problem] = []
    if len(draft.code) > target.longest_code:
        wrong = Told("products.code_too_long", length=len(draft.code), most=target.longest_code)
        problems.append(Problem("sku", wrong, Told("products.shorten_code", most=target.longest_code), draft.code))
    if not draft.texts.get("name"):
        problems.append(Problem("name", Told("products.no_name"), Told("products.give_a_name")))
    return problems


def _choose_codes(product: Product, settings: ProductSettings) -> tuple[dict[str, str], list[Problem]]:
    """The target's codes by what they are for, and a problem for each value that has none.

    A setting that the flow does not make gives no code.
    """
    codes: dict[str, str] = {name: code for name in _FIXED if (code := getattr(settings, name))}
    problems: list[Problem] = []
    for name in _CHOSEN:
        choice: Choice = getattr(settings, name)
        value: str | None = getattr(product, name)
        if not choice.model_fields_set:
            continue
        if name == "vat_class" and product.is_taxed is False:
            if settings.vat_class.untaxed is not None:
                codes[name] = settings.vat_class.untaxed
            else:
                problems.append(Problem("is_taxed", Told("products.outside_vat"), Told("products.say_untaxed"), "no"))
            continue
        try:
            code = choice.choose(value)
        except UnmappedValueError:
            offered = list(dict.fromkeys(choice.table.values()))
            mend = Told("products.add_code", setting=name, codes=offered)
            problems.append(Problem(name, Told("products.code_unknown"), mend, shorten(value or "")))
            continue
        if code is not None:
            codes[name] = code
    return codes, problems
