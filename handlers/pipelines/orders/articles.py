"""Sees to it that the target has every article of an order: held, made, replaced or turned into text, as is set."""

from collections.abc import Collection
from dataclasses import replace

from handlers.pipelines.orders.needs import OrderTarget
from handlers.pipelines.orders.run import OrderRun
from mapping.pricing import PricedLine
from mapping.problems import Problem
from relay.errors import Hold, Skip
from relay.intents import Intents
from relay.links import Link, Links
from relay.locks import Locks


async def products(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, locks: Locks) -> OrderRun:
    """Ask for all articles at once, and do what the settings say about those that are missing."""
    way, settings = run.settings.missing_article, run.settings
    sold = {line.sku for line in run.known.lines if line.sku and line.role == "goods"}
    named = {line.sku for line in run.known.lines if line.sku and line.role != "goods"}
    spare = {settings.fallback_item} if way == "fallback_item" and settings.fallback_item else set[str]()
    skus = sorted(sold | named | spare)
    missing = set(await target.missing_articles(skus)) if skus else set[str]()
    if missing <= spare:
        return run
    strange = missing & (named | spare)
    if strange or way == "hold":
        raise _held(run, strange or missing)
    if way == "create":
        return await _make_all(run, target, links, intents, locks, missing)
    run = _replaced(run, missing)
    if problems := target.check(run.known):
        told = ", ".join(sorted(missing))
        raise Hold(f"not in the target: {told}; and what would be written instead does not fit", problems=problems)
    return run


def _held(run: OrderRun, missing: Collection[str]) -> Hold:
    remedy, rule = "make the article in the target, then replay the order", "the target has no such article"
    wanting = {line.position: line.sku for line in run.known.lines if line.position is not None and line.sku in missing}
    problems = [Problem(f"lines[{position}].sku", rule, remedy, sku) for position, sku in wanting.items()]
    named = sorted(set(missing) - set(wanting.values()))
    problems += [Problem("settings", f"{rule}, which the flow's settings name", remedy, sku) for sku in named]
    return Hold(f"not in the target: {', '.join(sorted(missing))}", problems=problems)


def _replaced(run: OrderRun, missing: Collection[str]) -> OrderRun:
    """The order with another article, or with text, where one is missing; its code goes into the description."""
    draft, fallback = run.known, run.settings.fallback_item if run.settings.missing_article == "fallback_item" else None
    lines = tuple(_instead(line, fallback) if line.sku in missing else line for line in draft.lines)
    told = f"not in the target: {', '.join(sorted(missing))}; written as {fallback or 'lines of text'}"
    return run.with_draft(priced=replace(draft.priced, lines=lines)).tell(told)


def _instead(line: PricedLine, fallback: str | None) -> PricedLine:
    told = f"{line.sku} {line.description or ''}".strip()
    return replace(line, sku=fallback, role="goods" if fallback else "text", description=told)


async def _make_all(
    run: OrderRun, target: OrderTarget, links: Links, intents: Intents, locks: Locks, missing: Collection[str]
) -> OrderRun:
    if not run.ticket.flow.write:
        raise Skip(f"dry run: would make the articles {', '.join(sorted(missing))}, then the order")
    first = {line.sku: line for line in reversed(run.known.lines) if line.sku in missing}
    for sku, line in sorted(first.items(), key=lambda item: str(item[0])):
        run = await _make(run, target, links, intents, locks, str(sku), line)
    return run


async def _make(
    run: OrderRun,
    target: OrderTarget,
    links: Links,
    intents: Intents,
    locks: Locks,
    sku: str,
    line: PricedLine,
) -> OrderRun:
    fields = target.article_fields(run.known, line)
    name = links.name(target.connection, "article", sku)

    async def look_up() -> Link | None:
        return None if await target.missing_articles([sku]) else Link(sku)

    async def send() -> Link | None:
        return Link(await target.create_article(fields) or sku)

    async with locks.hold([name]):
        await intents.write(run.ticket.lease, [name], target.horizon, look_up, send)
    return run.tell(f"article {sku} created")
