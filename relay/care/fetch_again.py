"""Reads one document from its source again, where the source can be read, and says why not where it cannot."""

from dataclasses import dataclass

import structlog

from relay.errors import RunEnd
from relay.line.once.ordinals import Ordinals
from relay.line.run_event import OpenFlow
from relay.roles import Json, PolledSource
from words.told import Told

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Fetched:
    """The document as the source has it now; None where it has it not, or cannot be read: ``trouble`` says which.

    ``ordinal`` was drawn before it was asked for, where the flow keeps state.
    """

    document: Json | None
    trouble: Told
    ordinal: int | None = None


async def fetch_in_turn(opened: OpenFlow, reference: str, ordinals: Ordinals) -> Fetched:
    """The same as :func:`fetch_anew`, with an ordinal where the flow keeps state. Raises StorageError."""
    ordinal = await ordinals.draw() if opened.flow.keeps_state else None
    fetched = await fetch_anew(opened, reference)
    return Fetched(fetched.document, fetched.trouble, ordinal)


async def fetch_anew(opened: OpenFlow, reference: str) -> Fetched:
    """The document as the source has it now, or why it is not had. Raises nothing."""
    if not isinstance(opened.source, PolledSource):
        return Fetched(None, Told("care.source_unreadable"))
    try:
        await opened.ends.prove_both()
        document = await opened.source.fetch(reference)
    except RunEnd as end:
        return Fetched(None, Told("care.source_gives_not", reason=end.told))
    except Exception as error:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
        log.error("document_not_fetched", flow=opened.flow.name, error=type(error).__name__)  # noqa: TRY400 - see above
        return Fetched(None, Told("care.source_not_read", error=type(error).__name__))
    return Fetched(document, Told("care.not_at_source"))
