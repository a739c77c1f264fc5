"""Reads one document from its source again, where the source can be read, and says why not where it cannot."""

import structlog

from relay.errors import RunEnd
from relay.line.run_event import OpenFlow
from relay.roles import Json, PolledSource
from words.told import Told

log = structlog.get_logger()


async def fetch_anew(opened: OpenFlow, reference: str) -> tuple[Json | None, Told]:
    """The document as the source has it now, or None and why not. Raises nothing."""
    if not isinstance(opened.source, PolledSource):
        return None, Told("care.source_unreadable")
    try:
        await opened.ends.prove_both()
        document = await opened.source.fetch(reference)
    except RunEnd as end:
        return None, Told("care.source_gives_not", reason=end.told)
    except Exception as error:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
        log.error("document_not_fetched", flow=opened.flow.name, error=type(error).__name__)  # noqa: TRY400 - see above
        return None, Told("care.source_not_read", error=type(error).__name__)
    return document, Told("care.not_at_source")
