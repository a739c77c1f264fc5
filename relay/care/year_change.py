"""Tells, before anything is carried in books of a new year, whether what is linked leads to records that are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from relay.care.refreshing import read_all
from relay.errors import StartError
from relay.line.actions import CHECK_LINKS
from relay.line.polled import PolledFlow
from relay.line.repeated_answers import on_behalf_of
from relay.line.run_event import OpenFlow
from relay.settings.names import UnknownName
from relay.store.store import storage_errors
from words.told import Told

MOST_SHOWN: Final = 20


@dataclass
class YearPreview:
    """What was found of all records of a source; ``gone`` are the first of those whose counterpart is not there."""

    flow: str
    read: int = 0
    new: int = 0
    there: int = 0
    gone_count: int = 0
    left_out: int = 0
    gone: list[str] = field(default_factory=list)


class YearChange:
    """Looks through flows that keep records in step; it writes nothing, and lets go of no link."""

    def __init__(self, polled: Sequence[PolledFlow], flows: Mapping[str, OpenFlow]) -> None:
        self._polled = {one.flow.name: one for one in polled}
        self._flows = flows

    async def preview(self, name: str) -> YearPreview:
        """Read all that a flow's source has now, and ask the target for what each record is linked to.

        Raises StartError for a flow without such links, and what either system raises.
        """
        polled = self._polled.get(name)
        if polled is None:
            raise UnknownName(Told("names.polled_flow"), name, list(self._polled))
        check = self._flows[name].pipeline.actions.get(CHECK_LINKS)
        if check is None:
            raise StartError(Told("care.no_lasting_links", flow=name, entity=polled.flow.entity))
        found = YearPreview(name)
        async with storage_errors():
            await polled.ends.prove_both()
        with on_behalf_of(name):
            async for documents, left_out in read_all(polled.source):
                checked = await check(polled.flow, documents)
                found.read += len(documents)
                found.new += checked.new
                found.there += checked.there
                found.gone_count += len(checked.gone)
                found.left_out += checked.left_out + left_out
                found.gone += list(checked.gone)[: MOST_SHOWN - len(found.gone)]
        return found
