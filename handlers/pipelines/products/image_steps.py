"""The steps of a product that are about its pictures: see whether all of them hang, and hang them once it is there."""

from dataclasses import replace
from datetime import UTC, datetime

from handlers.contracts.products import ProductSource, ProductTarget
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.products.image_places import arrange, find_places
from handlers.pipelines.products.images import Means, Pictured, carry_images, seen_of
from handlers.pipelines.products.run import ProductRun
from handlers.services.images import ImageFetcher
from relay.line.dues import Dues
from relay.line.once.intents import Intents
from relay.line.once.links import Links


async def look_at_pictures(
    run: ProductRun, source: ProductSource, target: ProductTarget, links: Links, intents: Intents
) -> ProductRun:
    """See whether the article shows the pictures that the source gives, by what was sent: nobody is asked anything."""
    settings, link = run.settings.images, run.link
    if run.leaving is not None or settings is None or link is None or not target.image_forms:
        return run
    if "images" not in run.read.model_fields_set:
        return run
    of = Pictured(run.ticket, run.pair, link.number, run.read, settings)
    places = await find_places(links, intents, target, run.pair)
    arranged = arrange(places, of.product.images, settings.most, keeps_absent=settings.on_absent == "keep")
    now = datetime.now(UTC)
    hangs = all(place.has_seen(image, seen_of(image, of, source, now)) for place, image in arranged.at)
    return replace(run, pictures_due=not hangs or bool(arranged.emptied))


async def carry_pictures(
    run: ProductRun,
    source: ProductSource,
    target: ProductTarget,
    links: Links,
    intents: Intents,
    parts: Parts,
    dues: Dues,
    fetcher: ImageFetcher,
) -> ProductRun:
    """Have the article show the pictures that the source gives, where the flow carries any."""
    settings = run.settings.images
    if run.leaving is not None or settings is None or target.habits.pictures_by_address:
        return run
    assert run.number is not None  # noqa: S101 - the article was carried in the step before
    of = Pictured(run.ticket, run.pair, run.number, run.read, settings)
    carried = await carry_images(of, source, target, Means(links, intents, parts, dues, fetcher))
    return run.tell(*carried.told).warn(*carried.warnings)
