"""Decides all that settings decide about a product, before a target is asked: codes, texts, the barcode."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handlers.contracts.products import DraftProduct
from handlers.pipelines.products.settings import ProductSettings
from mapping.choices import Choice, UnmappedValueError
from mapping.documents.product import Product
from mapping.problems import Problem
from words.masking import shorten
from words.told import Told

_FIXED: Final = ("warehouse", "supplier", "statistics")
"""Settings that give every new article one code, since no source tells one."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft of a product, what is wrong with it, what was decided, and what a person should look at."""

    draft: DraftProduct
    problems: tuple[Problem, ...] = ()
    notes: tuple[Told, ...] = ()
    warnings: tuple[Problem, ...] = ()


def draft_product(product: Product, settings: ProductSettings, code: str) -> Drafted:
    """The draft of a product that the target has, or is to have, under this code: pure."""
    codes, problems = _choose_codes(product, settings)
    draft = DraftProduct(
        product=product,
        code=code,
        codes=codes,
        texts=_texts(product),
        barcode=product.barcode or "",
        barcode_kind="none" if product.barcode else "",
        blocked=product.blocked,
    )
    notes = [Told("products.code_added", setting=name, code=chosen) for name, chosen in codes.items()]
    return Drafted(draft, tuple(problems), tuple(notes))


def _texts(product: Product) -> dict[str, str]:
    given = {"name": product.name, "extra_name": product.extra_name, "description": product.description}
    return {name: text for name, text in given.items() if text}


def _choose_codes(product: Product, settings: ProductSettings) -> tuple[dict[str, str], list[Problem]]:
    """The target's codes by what they are for, and a problem for each value that has none.

    A setting that the flow does not make gives no code.
    """
    codes: dict[str, str] = {name: code for name in _FIXED if (code := getattr(settings, name))}
    problems: list[Problem] = []
    for name, value in _values(product).items():
        choice: Choice = getattr(settings, name)
        if not choice.model_fields_set:
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
    if product.is_taxed is False and settings.vat_class.model_fields_set:
        codes.pop("vat_class", None)
        problems = [one for one in problems if one.path != "vat_class"]
        if settings.vat_class.untaxed is None:
            problems.append(
                Problem("is_taxed", Told("products.outside_vat"), Told("products.say_what_untaxed_is"), "no")
            )
        else:
            codes["vat_class"] = settings.vat_class.untaxed
    return codes, problems


def _values(product: Product) -> Mapping[str, str | None]:
    """For each setting that chooses a code, what the source says of it."""
    return {"unit": product.unit, "group": product.group, "vat_class": product.vat_class}
