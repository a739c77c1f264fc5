"""Sees to it that the target has every article of an order: held, made, replaced or turned into text, as is set."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from handlers.contracts.articles import ArticleTarget, NewArticle
from handlers.contracts.orders import OrderTarget, books_of
from handlers.contracts.records import Fields
from handlers.pipelines.common.articles import make_article
from handlers.pipelines.common.records import Records
from handlers.pipelines.orders.fitting import refuse_unfit
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from mapping.pricing import PricedLine
from mapping.problems import Problem
from relay.errors import Hold
from relay.line.once.links import Links
from words.told import Told


async def products(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Ask for all articles at once, with those that the settings name; reads only."""
    books = books_of(target)
    if books is None:
        return run
    used = {line.sku for line in run.known.lines if line.sku}
    instead = _instead_of(run.settings)
    spare = {instead} if instead else set[str]()
    missing = set(await books.missing_articles(sorted(used | spare))) if used else set[str]()
    return replace(run, missing=tuple(sorted(missing)) if missing & used else ())


async def replacements(run: OrderRun, target: OrderTarget) -> OrderRun:
    """Do what the settings say about articles that are missing: hold, plan new ones, or write something else."""
    way, instead, missing = run.settings.missing_article, _instead_of(run.settings), set(run.missing)
    books = books_of(target)
    if not missing or books is None:
        return run
    sold = {line.sku for line in run.known.lines if line.sku and line.role == "goods"} - {run.settings.free_line_item}
    strange = missing - sold  # named by the settings: for costs, discounts, free text, or in place of another
    if strange or way == "hold":
        raise _hold(run, strange or missing)
    if way == "create":
        return run.change_plan(articles=_new_articles(run, books))
    worth = {line.sku for line in run.known.lines if line.sku in missing and line.amount}
    if worth and not instead:
        raise _hold(run, missing, Told("orders.set_free_line_item"))
    run = _replace(run, missing, instead)
    refuse_unfit(run, target, run.missing)
    return run


async def make_articles(run: OrderRun, target: OrderTarget, links: Links, records: Records) -> OrderRun:
    """Make the articles that were planned, each once."""
    books = books_of(target)
    if books is None:
        return run
    for sku, fields in run.plan.articles.items():
        await make_article(sku, fields, run.ticket.lease, books, links, records)
        run = run.tell(Told("orders.article_created", article=sku))
    return run


def _instead_of(settings: OrderSettings) -> str | None:
    """The article on which a line goes whose own one is missing."""
    ways = {"fallback_item": settings.fallback_item, "text_line": settings.free_line_item}
    return ways.get(settings.missing_article)


_MAKE_IT: Final = Told("orders.make_article")


def _hold(run: OrderRun, missing: Collection[str], mend: Told = _MAKE_IT) -> Hold:
    wrong, unset = Told("orders.no_such_article"), Told("orders.no_article_of_settings")
    wanting = {line.position: line.sku for line in run.known.lines if line.position is not None and line.sku in missing}
    problems = [Problem(f"lines[{position}].sku", wrong, mend, sku) for position, sku in wanting.items()]
    named = sorted(set(missing) - set(wanting.values()))
    problems += [Problem("settings", unset, mend, sku) for sku in named]
    return Hold(Told("orders.articles_missing", articles=sorted(missing)), problems=problems)


def _replace(run: OrderRun, missing: Collection[str], instead: str | None) -> OrderRun:
    """The order with another article where one is missing, or with text where that costs nothing."""
    draft = run.known
    lines = tuple(_put_under(line, instead) if line.sku in missing else line for line in draft.lines)
    told = Told("orders.articles_as_text", articles=sorted(missing))
    if instead:
        told = Told("orders.articles_replaced", articles=sorted(missing), instead=instead)
    return run.change_draft(priced=replace(draft.priced, lines=lines)).tell(told)


def _put_under(line: PricedLine, instead: str | None) -> PricedLine:
    """The line under another article; the code of its own one stands before its description."""
    told = f"{line.sku} {line.description or ''}".strip()
    return replace(line, sku=instead, role="goods" if instead else "text", description=told)


def _new_articles(run: OrderRun, target: ArticleTarget) -> dict[str, Fields]:
    """The fields of each missing article, from the first line that sells it. Raises Hold where one cannot be made."""
    first = {str(line.sku): line for line in reversed(run.known.lines) if line.sku in run.missing}
    return {sku: target.article_fields(NewArticle(first[sku], run.known.codes, run.known)) for sku in sorted(first)}
