"""The steps of a product from a document to what settings decide about it: read it, see whether it is wanted."""

from dataclasses import replace

from handlers.contracts.products import ProductSource, ProductTarget
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.common.one_to_one import pair_of, require_live
from handlers.pipelines.products.barcodes import barcode_of, look_at_barcode
from handlers.pipelines.products.drafting import draft_product
from handlers.pipelines.products.leaving import was_blocked_by_us
from handlers.pipelines.products.run import ProductRun
from handlers.pipelines.products.settings import ProductSettings
from mapping.documents.product import Product
from mapping.problems import DocumentError
from relay.errors import Hold, Skip
from relay.line.filtering import tell_unfit
from relay.line.once.links import Links, LinkState
from words.told import Told


async def read(run: ProductRun, source: ProductSource) -> ProductRun:
    """Read the source's document as a canonical product; a wrong one is held with all its problems."""
    try:
        product = source.read(run.ticket.document)
    except DocumentError as error:
        told = Told("products.unreadable", problem=first_of(error.problems))
        raise Hold(told, problems=error.problems) from None
    return replace(run, product=product, unfit=tell_unfit(run.ticket.flow, source, run.ticket.document))


async def recognise(run: ProductRun, links: Links) -> ProductRun:
    """Recall what the relay carried of this product before, and see whether it goes on from here.

    One that is gone at the source, is a draft, or that the flow carries no longer, leaves.
    """
    flow, product = run.ticket.flow, run.read
    pair = pair_of(links, flow, product.number)
    link = await links.find(pair.name)
    run = replace(run, own_pair=pair, link=link)
    if link is not None and link.state is not LinkState.GONE:
        require_live(pair, link)
    if product.gone:
        return replace(run, leaving="gone", why_left=Told("products.gone_and_not_known"))
    if unwanted := run.unfit or _why_unwanted(product, run.settings):
        return replace(run, leaving="unwanted", why_left=unwanted)
    if link is not None:
        return replace(run, blocked_by_us=await was_blocked_by_us(links, pair))
    return run


async def complete(run: ProductRun, target: ProductTarget, links: Links) -> ProductRun:
    """Decide all that settings decide: codes, texts, bar code and weight; and tell which setting added what.

    A product of a kind that the target has no place for is left out.
    """
    if run.leaving is not None:
        return run
    kind = run.read.kind or "article"
    if kind not in target.kinds:
        raise Skip(Told("products.no_place_for_kind", kind=kind, target=run.ticket.flow.target))
    settings, connection = run.settings, target.connection
    barcode = barcode_of(run.read, settings.barcodes)
    barcode = await look_at_barcode(links, connection, run.pair, barcode, settings.barcodes)
    drafted = draft_product(run.read, settings, code_of(run, target), barcode, target)
    if drafted.problems:
        raise Hold(Told("products.cannot_be_sent", problem=first_of(drafted.problems)), problems=drafted.problems)
    draft = drafted.draft
    if run.blocked_by_us and draft.blocked is None:
        draft = replace(draft, blocked=False)
    return replace(run, draft=draft, barcode=barcode, cautions=drafted.cautions).tell(*drafted.notes)


def code_of(run: ProductRun, target: ProductTarget) -> str:
    """The code under which the target has the product or is to have it: that of its link goes first.

    Where a link's number is no code, it is the source's own.
    """
    if run.link is not None and run.link.number and target.habits.numbers_are_codes:
        return run.rename_to or run.link.number
    return run.read.code


def _why_unwanted(product: Product, settings: ProductSettings) -> Told | None:
    if product.is_published is False:
        return Told("products.draft")
    name = _plain(product.name)
    if name and name in {_plain(each) for each in settings.placeholder_names}:
        return Told("products.placeholder_name", name=product.name or "")
    if settings.stores and (product.store or "") not in settings.stores:
        return Told("products.other_store", stores=list(settings.stores))
    return None


def _plain(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()
