"""Says what a product becomes in the target first: the article, how it is found, made and changed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.products import ProductTarget
from handlers.contracts.records import Fields
from handlers.pipelines.common.article_codes import CODE
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.field_digests import digest_fields, list_changed
from handlers.pipelines.common.part import Part
from handlers.pipelines.common.write_policy import Judged, Policy, is_empty
from handlers.pipelines.products.looking_up import ask_linked, look_up_code
from handlers.pipelines.products.run import ProductRun
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Links
from relay.model import Origin

BLOCKS: Final = ("blocked", "product.blocked")
"""What rows read by which an article may not be sold."""

_PRICES: Final = ("price", "product.price")
KEY: Final = "code"
"""What rows read by which an article is known."""


def article_part(run: ProductRun, target: ProductTarget, links: Links, known: KnownRecords) -> Part[FoundProduct]:
    """The article of a run's product, whether it is there or is to be made."""
    everything = target.product_fields(run.drafted)

    async def read_back(code: str) -> FoundProduct | None:
        return await ask_linked(run.ticket.flow.name, target, known, code)

    async def look_up(_: OpenIntent | None) -> Sequence[FoundProduct]:
        found = await look_up_code(run, target, known, run.drafted.code)
        return [found] if found is not None else []

    return Part(
        role="article",
        name=run.pair.name,
        fields=digested_fields(run, target, everything),
        horizon=target.habits.keys_last or target.horizon,
        make=lambda: target.create_product(everything),
        change=target.update_product,
        changes=lambda found: judge_article(run, target, links, found).changes,
        read_back=read_back,
        look_up=look_up,
        number=run.number,
        found=run.found,
        pair=run.pair,
        also=run.also,
        always_judged=run.blocked_by_us,
        repeat=target.repeat,
    )


def judge_article(run: ProductRun, target: ProductTarget, links: Links, found: FoundProduct) -> Judged:
    """What is to be changed on an article that is there, and what is only told.

    Of one that was carried before, only what changed at the source since counts.
    """
    return judge_changed(run, target, found, changed_fields(run, target, links, target.product_fields(run.drafted)))


def judge_changed(
    run: ProductRun, target: ProductTarget, found: FoundProduct, changed: Collection[str] | None
) -> Judged:
    """The same where it is known what ``changed``; None where the article is found for the first time.

    Where the target is to have all of an article again, whatever of it changed, all that may be written is.
    """
    settings, sources = run.settings.product, target.product_sources
    if settings.on_existing == "skip":
        return Judged({}, [])
    policy = Policy(
        update="always",
        writes=target.product_writes,
        sources=sources,
        clears=target.product_clears,
        posted=run.ticket.event.origin is Origin.HOOK,
        unblock=settings.unblock or run.blocked_by_us,
        blocks=BLOCKS,
        is_blocked=run.drafted.blocked,
        folds=False,
    )
    fields = own_fields(target, target.product_fields(run.drafted))
    key = {CODE: fields.pop(CODE)} if CODE in fields else {}
    emptied = [name for name in sources if is_empty(fields.get(name)) and _is_emptied(run, sources[name])]
    emptied = [name for name in emptied if name in own_fields(target, dict.fromkeys(emptied))]
    if changed is None:
        policy, changed = policy.at_first_match(settings.on_first_match), {*fields, *emptied}
    judged = policy.judge(fields, emptied, found, changed)
    if judged.changes and target.habits.updates_whole:
        judged = replace(judged, changes=policy.judge(fields, emptied, found, {*fields, *emptied}).changes)
    return replace(judged, changes=judged.changes | key) if judged.changes else judged


def changed_fields(run: ProductRun, target: ProductTarget, links: Links, fields: Fields) -> set[str] | None:
    """The fields of the article that changed at the source since they were last carried.

    None where they never were: then the article was found by its code, and less is written of it. What the relay
    blocked when the product left is to be let go, though nothing of it changed.
    """
    if run.link is None or not (run.link.digest or run.link.manual):
        return None
    now = digest_fields(links, run.pair.name, digested_fields(run, target, fields))
    changed = {*list_changed(run.link.digest, now)} - {CODE}
    if run.blocked_by_us:
        changed |= {name for name, paths in target.product_sources.items() if paths & {*BLOCKS}}
    return changed


def digested_fields(run: ProductRun, target: ProductTarget, fields: Fields) -> dict[str, Any]:
    """Of the fields those that are remembered of an article, and the source's own code."""
    linked = run.link.number if run.link is not None and target.habits.numbers_are_codes else ""
    code = (run.read.code or linked).strip().casefold()
    return {**own_fields(target, fields), **({CODE: code} if code else {})}


def own_fields(target: ProductTarget, fields: Fields) -> dict[str, Any]:
    """The article's own fields: not its key, nor a price where prices are records that only begin with the article.

    A target that shows nothing gets the key with all the rest.
    """
    sources = target.product_sources
    return {
        name: value
        for name, value in fields.items()
        if not (target.habits.shows_articles and _reads_only(sources.get(name, frozenset()), (KEY,)))
        and not (target.keeps_prices and _reads_only(sources.get(name, frozenset()), _PRICES))
    }


def _reads_only(paths: frozenset[str], names: Sequence[str]) -> bool:
    return bool(paths) and all(path in names or path.startswith(tuple(f"{name}." for name in names)) for path in paths)


def _is_emptied(run: ProductRun, paths: frozenset[str]) -> bool:
    """Whether the source gives one of these and has it empty: what it does not give at all is not empty.

    An offer is empty where the usual price is carried, and offers are, and there is none.
    """
    product, prices, chosen = run.read, run.settings.prices, run.chosen
    if any(path.partition(".")[0] == "offer" for path in paths):
        has_price = chosen is not None and chosen.usual is not None and not chosen.problems
        return has_price and prices is not None and prices.offers == "carry" and run.drafted.offer is None
    names = {path.rpartition(".")[2] for path in paths if not path.startswith(_PRICES)}
    return any(name in product.model_fields_set and is_empty(getattr(product, name)) for name in names)
