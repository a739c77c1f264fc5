"""The last step of a product: its pictures, once the article is there."""

from handlers.contracts.products import ProductSource, ProductTarget
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.products.images import Means, Pictured, carry_images
from handlers.pipelines.products.run import ProductRun
from handlers.services.images import ImageFetcher
from relay.line.dues import Dues
from relay.line.once.intents import Intents
from relay.line.once.links import Links


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
    if run.leaving is not None or settings is None:
        return run
    assert run.number is not None  # noqa: S101 - the article was carried in the step before
    of = Pictured(run.ticket, run.pair, run.number, run.read, settings)
    carried = await carry_images(of, source, target, Means(links, intents, parts, dues, fetcher))
    return run.tell(*carried.told).warn(*carried.warnings)
