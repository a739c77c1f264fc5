"""Sees to it that one code in the target is one product of the source: codes that meet, change hands or change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from handlers.contracts.products import ProductTarget
from handlers.pipelines.common.article_codes import CODE, claim_name, digest_of_code
from handlers.pipelines.common.field_digests import unpack
from handlers.pipelines.products.run import ProductRun
from mapping.problems import Problem
from relay.errors import Hold, Skip, Transient
from relay.line.once.claims import Claims
from relay.line.once.links import Link, Links
from relay.model import Origin
from words.told import Told

_LOOKS: Final = 10
_GIVEN_UP_SOON: Final = timedelta(minutes=1)
"""A shop that joins products posts the new one first, and a moment later that the old ones are gone."""


async def claim_code(run: ProductRun, target: ProductTarget, links: Links, claims: Claims) -> ProductRun:
    """Claim the product's code, so that no other product of the source is written on its article.

    Raises Hold where two products have one code, where a known one has another code than before, and for none at all;
    Skip for a product that leaves and was never here.
    """
    flow, event, product = run.ticket.flow, run.ticket.event, run.read
    if run.leaving is not None:
        await claims.release(run.pair.name, product.number, event.ordinal)
        if run.link is None or not run.link.is_live:
            raise Skip(run.why_left or Told("products.gone"), number=run.link.number or None if run.link else None)
        return run
    if product.shares_sku_with:
        raise shared_code(product.number, product.shares_sku_with, product.code)
    if not product.code:
        if run.link is not None and run.link.number and "sku" not in product.model_fields_set:
            return run
        raise Hold(Told("products.no_code", number=product.number), problems=[no_code(product.number)])
    run = _renamed(run, target, links)
    name = claim_name(links, flow, product.code, target_folds=target.folds_codes)
    claimed = await claims.claim(run.pair.name, product.number, name, event.ordinal)
    others = sorted(claimed - {product.number})
    if others and event.origin is Origin.HOOK and event.runs <= _LOOKS:
        told = Told("products.code_given_up_soon", numbers=others, code=product.code)
        raise Transient(told, after=_GIVEN_UP_SOON, burns_try=False)
    if others:
        raise shared_code(product.number, others, product.code)
    return run


def shared_code(number: str, others: Sequence[str], code: str) -> Hold:
    """The end of a run on a product whose code another product of the source has: neither is written."""
    wrong = Told("products.key_collision", numbers=sorted(others))
    problem = Problem("sku", wrong, Told("products.give_each_a_code"), code)
    told = Told("products.codes_meet", numbers=sorted({number, *others}), code=code)
    return Hold(told, problems=[problem])


def no_code(number: str) -> Problem:
    """What is wrong with a product that has no code: it is never given one, nor carried under its number."""
    return Problem("sku", Told("products.code_is_empty"), Told("products.give_a_code", number=number))


def _renamed(run: ProductRun, target: ProductTarget, links: Links) -> ProductRun:
    """The run of a product that may have another code than when it was carried last, by what settings say of that."""
    link = run.link
    if link is None or not link.number or not _has_other_code(run, link, links):
        return run
    was, now, number = link.number, run.read.code, run.read.number
    how = run.settings.product.on_rename
    if how == "new":
        return replace(run, link=None, former=link).tell(Told("products.renamed_as_new", was=was, now=now))
    if how == "update_key" and not target.habits.numbers_are_codes:
        return run  # a code is a field like any other there
    if how == "update_key" and target.renames_codes:
        return replace(run, rename_to=now)
    mend = Told("products.say_which_article") if how == "report" else Told("products.target_keeps_codes")
    problem = Problem("sku", Told("products.renamed", was=was), mend, now)
    raise Hold(Told("products.was_renamed", number=number, was=was, now=now), problems=[problem])


def _has_other_code(run: ProductRun, link: Link, links: Links) -> bool:
    before = unpack(link.digest).get(CODE)
    return before is not None and before != digest_of_code(links, run.pair.name, run.read.code)
