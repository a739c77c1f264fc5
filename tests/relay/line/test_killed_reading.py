"""A first read whose process is killed goes on in another one, and carries each document once."""

import asyncio
import sys
from collections import Counter

from relay.demo.embedded import EmbeddedRedis
from relay.store.full_notes import FullNotes
from relay.store.store import Store
from tests.conftest import make_queue
from tests.relay.line.first_read_process import NUMBERS, VAULT
from tests.relay.line.sliced import Sliced, never, polled_of, reader_of
from tests.relay.parts import FLOW, fields_of
from tests.relay.shops import Shop
from tests.source import HOUSE
from tests.stand_ins import make_acceptor


async def test_a_first_read_that_was_killed_with_signal_9_goes_on_after_its_last_whole_slice(
    store: Store, redis_server: EmbeddedRedis, instance: str
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.relay.line.first_read_process", redis_server.url, instance),
        cwd=HOUSE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        told = [int(await process.stdout.readline()) for _ in range(3)]
    finally:
        process.kill()
        await process.wait()
    running = await FullNotes(store).under_way(FLOW.name)
    assert running is not None
    assert told[-1] <= running.read < len(NUMBERS)
    shop, source = Shop(store, make_acceptor(store, VAULT, make_queue(store))), Sliced(numbers=NUMBERS, size=5)
    assert await reader_of(shop).go_on(polled_of(source, start="all"), never)
    assert source.positions == [(running.position, None)]
    ids = await store.state.zrange(store.keys.index(FLOW.name), 0, -1)
    carried = Counter([(await fields_of(store, one.decode()))["reference"] for one in ids])
    assert carried == Counter(str(number) for number in NUMBERS)
