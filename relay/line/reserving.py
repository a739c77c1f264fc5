"""Tells at acceptance what an order sells of an article whose level is guarded: both are stored in one stroke."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import orjson
import structlog

from mapping.parsing import parse_json
from relay.line.actions import GUARDS, SELLS, Sale, TellSales
from relay.line.once.links import Links
from relay.line.once.reservations import article_name, pack_sales
from relay.line.run_event import OpenFlow
from relay.model import Flow

log = structlog.get_logger()

_SMALL: Final = 32_768
"""Bytes of a document that is read in a few milliseconds, as most orders are."""


class ProvenBefore(Protocol):
    """What each connection stood for; :class:`relay.systems.systems.Systems` knows."""

    def last_id_of(self, connection: str) -> str:
        """The id of the system that the connection's name stood for when it was proven last."""
        ...

    def former_prefixes(self, connection: str) -> Sequence[str]:
        """Prefixes under which its documents were carried before the present one."""
        ...


class LastProven:
    """Which systems connections were proven last to stand for: orders are taken in though their books are away."""

    def __init__(self, systems: ProvenBefore) -> None:
        self._systems = systems

    def id_of(self, connection: str) -> str:
        """The id of the system."""
        return self._systems.last_id_of(connection)

    def former_prefixes(self, connection: str) -> Sequence[str]:
        """Prefixes under which its documents were carried before the present one."""
        return self._systems.former_prefixes(connection)


class Reserver:
    """What orders reserve. ``flows`` may be filled later: nothing is asked of them before the first document.

    ``links`` name what stands in systems that were proven last, such as those of :class:`LastProven`.
    """

    def __init__(self, links: Links, flows: Mapping[str, OpenFlow]) -> None:
        self._links = links
        self._flows = flows
        self._guarded: frozenset[str] | None = None

    async def reserve(self, flow: Flow, body: bytes) -> str:
        """What the document of a flow reserves, as the script that accepts reads it; empty for nothing.

        An order reserves where its flow writes into books of which a flow carries guarded levels. What cannot be read
        reserves nothing, and is held when it is carried. A large document is read beside the event loop.
        """
        opened = self._flows.get(flow.name)
        tell = opened.pipeline.actions.get(SELLS) if opened is not None else None
        if tell is None or not flow.write or flow.target not in self._find_guarded():
            return ""
        if len(body) <= _SMALL:
            return self._pack(flow, tell, body)
        return await asyncio.to_thread(self._pack, flow, tell, body)

    def _pack(self, flow: Flow, tell: TellSales, body: bytes) -> str:
        try:
            sales = tell(flow, parse_json(body))
        except Exception as error:  # noqa: BLE001 - no order is lost for want of a reservation; its text may be personal
            log.error("not_reserved", flow=flow.name, error=type(error).__name__)  # noqa: TRY400 - no traceback
            return ""
        if sales is None:
            return ""
        references = self._links.references_of(flow, sales.number)
        names = [self._links.name(flow.target, sales.kind, reference) for reference in references]
        return orjson.dumps(self._packed(flow, names, sales.sold)).decode()

    def _packed(self, flow: Flow, names: Sequence[str], sold: Sequence[Sale]) -> dict[str, Any]:
        by_article: dict[str, list[Sale]] = {}
        for sale in sold:
            by_article.setdefault(article_name(self._links, flow.target, sale.sku), []).append(sale)
        source = self._links.system(flow.source)
        entries = [(article, pack_sales(names[0], source, of_it)) for article, of_it in by_article.items()]
        return {"order": names[0], "kept_as": names, "entries": entries}

    def _find_guarded(self) -> frozenset[str]:
        """The connections whose levels any flow guards; which flows there are does not change any more."""
        if self._guarded is None:
            asked = [(opened, opened.pipeline.actions.get(GUARDS)) for opened in self._flows.values()]
            self._guarded = frozenset(
                one.flow.source for one, guards in asked if guards is not None and guards(one.flow)
            )
        return self._guarded
