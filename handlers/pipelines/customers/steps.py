"""The steps of a customer from a document to a party: read it, see whether it is wanted, and complete it."""

from dataclasses import replace

from handlers.contracts.customers import CustomerSource
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.customers.forgetting import held_request
from handlers.pipelines.customers.party import draw_party
from handlers.pipelines.customers.run import CustomerRun, Leaving
from handlers.pipelines.customers.settings import CustomerSettings
from mapping.documents.customer import CustomerRecord
from mapping.problems import DocumentError
from relay.errors import Hold, Skip
from relay.line.filtering import tell_unfit
from relay.line.once.links import Links, LinkState
from words.told import Told


async def read(run: CustomerRun, source: CustomerSource) -> CustomerRun:
    """Read the source's document as a canonical record; a wrong one is held with all its problems."""
    try:
        record = source.read(run.ticket.document)
    except DocumentError as error:
        told = Told("customers.unreadable", problem=first_of(error.problems))
        raise Hold(told, problems=error.problems) from None
    return replace(run, record=record, unfit=tell_unfit(run.ticket.flow, source, run.ticket.document))


async def recognise(run: CustomerRun, links: Links) -> CustomerRun:
    """Recall what the relay carried of this customer before, and see whether they go on from here.

    One who asked to be forgotten, or who went into another, is never carried again. One who is gone at the source, or
    whom the flow carries no longer, leaves. Raises Skip where there is nothing to do about them, Hold for a request for
    what is kept of them.
    """
    flow, record = run.ticket.flow, run.read
    pair = pair_of(links, flow, record.number)
    link = await links.find(pair.name)
    run = replace(run, own_pair=pair, link=link)
    if record.erased:
        return replace(run, leaving="erased")
    if record.wants_own_data:
        raise held_request(link)
    if link is not None and link.state is LinkState.ERASED:
        raise Skip(Told("customers.forgotten"))
    if record.successor is not None:
        return replace(run, leaving="merged")
    if link is not None and link.state is LinkState.MERGED:
        told = Told("customers.frozen", number=link.number or "-", successor=link.to or "-")
        raise Skip(told, number=link.number or None)
    if record.gone:
        return _leave(run, "gone", Told("customers.gone_and_not_known"))
    if unwanted := run.unfit or _why_unwanted(record, run.settings):
        return _leave(run, "unwanted", unwanted)
    return run


async def complete(run: CustomerRun) -> CustomerRun:
    """Decide all that settings decide: company or person, and codes; and tell which setting added what."""
    if run.leaving is not None:
        return run
    drawn = draw_party(run.read, run.settings)
    if unwanted := _why_unwanted_kind(run.settings, is_company=drawn.party.customer.is_company):
        return _leave(run, "unwanted", unwanted).tell(*drawn.notes)
    if drawn.problems:
        raise Hold(Told("customers.cannot_be_sent", problem=first_of(drawn.problems)), problems=drawn.problems)
    return replace(run, party=drawn.party).tell(*drawn.notes)


def _leave(run: CustomerRun, why: Leaving, unknown: Told) -> CustomerRun:
    """The run of a customer who leaves. Raises Skip for one whom this flow never carried, or who has left before."""
    link = run.link
    if link is None or not link.is_live:
        raise Skip(unknown, number=link.number or None if link is not None else None)
    return replace(run, leaving=why)


def _why_unwanted(record: CustomerRecord, settings: CustomerSettings) -> Told | None:
    if settings.stores and (record.store or "") not in settings.stores:
        return Told("customers.other_store", stores=list(settings.stores))
    country = record.billing_address.country
    if settings.countries and country not in settings.countries:
        return Told("customers.other_country", countries=list(settings.countries))
    return None


def _why_unwanted_kind(settings: CustomerSettings, *, is_company: bool) -> Told | None:
    if settings.carry == "all" or (settings.carry == "companies") is is_company:
        return None
    return Told("customers.only_companies") if settings.carry == "companies" else Told("customers.only_persons")
