"""Makes an article in a target, once, whichever pipeline needs it: for an order that sells it, or for its own sake."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.contracts.articles import ArticleTarget
from handlers.contracts.records import Fields
from handlers.pipelines.common.records import Record, Records
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Link, Links
from relay.model import Lease


@dataclass(frozen=True, slots=True)
class _Article:
    """An article as it stands in the target: its code is its number."""

    number: str


async def make_article(
    sku: str, fields: Fields, lease: Lease, target: ArticleTarget, links: Links, records: Records
) -> Link:
    """Find the article with this code or make it of the fields, and link it. Raises what the target raises."""

    async def look_up(_: OpenIntent | None) -> Sequence[_Article]:
        return [] if await target.missing_articles([sku]) else [_Article(sku)]

    async def send() -> str | None:
        return await target.create_article(fields) or sku

    record = Record([links.name(target.connection, "article", sku)], target.horizon, look_up)
    return await records.write_once(lease, record, send)
