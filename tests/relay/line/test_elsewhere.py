"""Rows of another administration are counted, by polls and by readings of all there is, and are no gap in these."""

from collections.abc import AsyncIterator

from relay.line.full_reading import FullReader
from relay.line.poll import Poller
from relay.line.polled import PollCount, PolledFlow
from relay.roles import Page, Slice
from relay.store.counters import Metrics, read_counters
from relay.store.full_notes import FullNotes
from tests.relay.line.sliced import Sliced, never, polled_of
from tests.relay.parts import FLOW, ReadableSource
from tests.relay.shops import DAY, Shop, page, poll_settings


class OfTwoCompanies(Sliced):
    """Each slice passed over two rows of the other company."""

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        async for one in super().slices(part, position, since):
            yield Slice(one.documents, one.position, one.left_out, elsewhere=2)


async def test_a_poll_counts_them_and_passes_nothing_over(shop: Shop) -> None:
    metrics = Metrics(shop.store)
    source = ReadableSource(pages=[Page(page("one", 1).documents, "one", elsewhere=3), Page((), "two", elsewhere=4)])
    poller = Poller(shop.store, shop.acceptor, [PolledFlow(FLOW, source, poll_settings())], metrics)
    assert await poller.poll(FLOW.name) == PollCount(1, 1)
    await metrics.hand_over()
    assert (await read_counters(shop.store))["poll_elsewhere", FLOW.name] == 7


async def test_a_reading_of_all_counts_them_and_is_complete(shop: Shop) -> None:
    metrics = Metrics(shop.store)
    reader = FullReader(shop.store, shop.acceptor, metrics)
    await reader.go_on_and_note(polled_of(OfTwoCompanies(numbers=range(1, 6)), refresh=DAY), never)
    await metrics.hand_over()
    assert (await read_counters(shop.store))["poll_elsewhere", FLOW.name] == 6
    last = await FullNotes(shop.store).last(FLOW.name)
    assert last is not None
    assert (last.rows, last.noticed) == (5, None)
