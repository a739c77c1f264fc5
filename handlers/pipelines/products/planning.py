"""Decides what is written of a product whose article was found, or that none is; it reads, and writes nothing."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.contracts.products import ProductTarget
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.products.article_part import article_part, changed_fields, judge_article
from handlers.pipelines.products.drafting import lacks_of_new
from handlers.pipelines.products.run import ProductRun
from mapping.problems import Problem
from relay.errors import Hold
from relay.line.once.links import Links
from words.told import Told


async def fits(run: ProductRun, target: ProductTarget, links: Links) -> ProductRun:
    """Hold a product of which the target would refuse what is to be written, before anything is written.

    Of an article that is there only what changed at the source is looked at.
    """
    if run.leaving is not None:
        return run
    problems = _problems(run, target, links)
    if problems:
        raise Hold(Told("products.would_be_refused", problem=first_of(problems)), problems=problems)
    return run


async def plan(run: ProductRun, target: ProductTarget, links: Links, known: KnownRecords) -> ProductRun:
    """Decide what the article is to hold, and tell what is cut, what is left out and what only a person may change."""
    if run.leaving is not None:
        return run
    run = replace(run, parts=(article_part(run, target, links, known),))
    if run.found is not None and run.settings.product.on_existing == "skip":
        return run.tell(Told("products.left_as_it_is", number=run.found.number))
    sources = target.product_sources
    changed = changed_fields(run, target, links, target.product_fields(run.drafted))
    if run.found is not None:
        judged = judge_article(run, target, links, run.found)
        run = run.warn(*(_reported(run, sources.get(name, frozenset()), name) for name in judged.reported))
    lost = [name for name in target.shortened_product(run.drafted) if changed is None or name in changed]
    cautions = [one for one in run.cautions if changed is None or _is_about(one, changed, target)]
    return run.tell(*([Told("products.too_long", fields=lost)] if lost else [])).warn(*cautions)


def _problems(run: ProductRun, target: ProductTarget, links: Links) -> Sequence[Problem]:
    """What the target would refuse of the article; of one that is there, of what changed at the source."""
    problems = target.check_product(run.drafted)
    if run.number is None:
        return [*lacks_of_new(run.drafted, target), *problems]
    changed = changed_fields(run, target, links, target.product_fields(run.drafted))
    if changed is None or run.settings.product.on_existing == "skip":
        return ()  # found for the first time, and at most filled in; or left as it is
    return [problem for problem in problems if _is_about(problem, changed, target)]


def _is_about(problem: Problem, changed: set[str], target: ProductTarget) -> bool:
    """Whether a problem is about one of the target's fields that changed, by the last word of what its row reads."""
    words = {path.rpartition(".")[2] for name in changed for path in target.product_sources.get(name, ())}
    return bool({part for step in problem.path.split(".") for part in step.split("[")} & words) or (
        problem.path.startswith("price") and "amount" in words
    )


def _reported(run: ProductRun, paths: frozenset[str], name: str) -> Problem:
    """A block that is lifted at the source: only a person lets the article go, unless settings say otherwise."""
    path = next(iter(sorted(paths)), name)
    return Problem(path, Told("products.block_lifted"), Told("products.unblock", number=str(run.number)))
