"""Asks a target for articles, together with other runs, and tells which of them a product's code is."""

import asyncio

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.products import ProductTarget
from handlers.contracts.records import NOT_SHOWN
from handlers.pipelines.common.article_codes import fold
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.products.run import ProductRun
from relay.errors import Hold
from words.told import Told


async def ask(run: ProductRun, target: ProductTarget, known: KnownRecords, code: str) -> FoundProduct | None:
    """The article that has this code, asked for together with those of other runs."""
    if not target.habits.shows_articles:  # each is asked for by itself, and what one answer lacks is its own trouble
        return (await target.find_by_codes([code])).get(code)
    return await known.get(run.ticket.flow.name, target, target.find_by_codes, code)


async def ask_linked(flow: str, target: ProductTarget, known: KnownRecords, number: str) -> FoundProduct | None:
    """The article that a product is linked to; None where the target has it no longer.

    One that shows no articles is believed to have it, as it was sent, until it refuses to change it.
    """
    if not target.habits.shows_articles:
        return FoundProduct(number, dict.fromkeys(target.product_sources, NOT_SHOWN))
    return await known.get(flow, target, target.find_by_codes, number)


async def look_up_code(run: ProductRun, target: ProductTarget, known: KnownRecords, code: str) -> FoundProduct | None:
    """The one article that has the code, as settings tell codes apart. Raises Hold where several have it."""
    equality = run.settings.key_equality
    spellings = [code]
    if equality.case == "ignored" and not target.folds_codes:
        spellings = list(dict.fromkeys((code, code.upper(), code.lower())))
    asked = await asyncio.gather(*(ask(run, target, known, spelling) for spelling in spellings))
    wanted = fold(code, equality, target_folds=target.folds_codes)
    found = {
        one.number: one
        for one in asked
        if one is not None and fold(one.code, equality, target_folds=target.folds_codes) == wanted
    }
    if len(found) > 1:
        raise Hold(Told("products.several_have_code", code=code, numbers=sorted(found)))
    return next(iter(found.values()), None)
