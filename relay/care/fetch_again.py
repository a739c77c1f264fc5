"""Reads one document from its source again, where the source can be read, and says why not where it cannot."""

import structlog

from relay.errors import RunEnd
from relay.line.run_event import OpenFlow
from relay.roles import Json, PolledSource

log = structlog.get_logger()


async def fetched(opened: OpenFlow, reference: str) -> tuple[Json | None, str]:
    """The document as the source has it now, or None and why not. Raises nothing."""
    if not isinstance(opened.source, PolledSource):
        return None, "its source cannot be read"
    try:
        await opened.ends.prove_both()
        document = await opened.source.fetch(reference)
    except RunEnd as end:
        return None, f"its source does not give it now ({end.reason})"
    except Exception as error:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
        log.error("document_not_fetched", flow=opened.flow.name, error=type(error).__name__)  # noqa: TRY400 - see above
        return None, f"the relay itself failed to read its source ({type(error).__name__})"
    return document, "its source was asked and does not have it"
