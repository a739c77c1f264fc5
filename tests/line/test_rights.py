"""The whole line runs under users of Redis with the documented rights and no others, arq's part of it included."""

from pathlib import Path

from redis.asyncio import Redis

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import MISSING_SKU
from relay.bootstrap.connections import connect
from relay.care.doctor.doctor import examine
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from relay.store.rights import write_acl_line
from tests.line.afas_orders import FLOW, WEEK, add_article, orders_with, polled, stands
from tests.line.household import open_line, webshop_order
from tests.relay.store.redis_servers import LASTS, SAVES_NOTHING, running
from tests.waiting import eventually


async def grant(port: int, line: str) -> None:
    async with Redis(port=port) as redis:
        await redis.execute_command(*line.replace(">PASSWORD", ">word").split())  # type: ignore[no-untyped-call]  # redis-py has no types here


async def test_orders_are_posted_read_held_replayed_and_written_with_the_documented_rights(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    with running(tmp_path / "lasts", *LASTS) as lasts, running(tmp_path / "forgets", *SAVES_NOTHING) as forgets:
        await grant(forgets, write_acl_line("payload", "papers", "limited:"))
        await grant(lasts, write_acl_line("state", "books", "limited:"))
        variables = {
            "PAYLOAD_REDIS": f"redis://papers:word@127.0.0.1:{forgets}/0",
            "STATE_REDIS": f"redis://books:word@127.0.0.1:{lasts}/0",
        }
        changes = {
            "instance": "limited",
            "redis": {"payload_url": "${PAYLOAD_REDIS}", "state_url": "${STATE_REDIS}"},
        }
        books, orders = bare_books(), OrderBooks(orders_with(MISSING_SKU))
        opened = open_line(
            redis_server, tmp_path / "home", books=books, orders=orders, changes=changes, variables=variables
        )
        async with opened as line, line.worker():
            posted, read = await line.accepted(webshop_order("1")), await polled(line)
            stories = await line.ended(posted, read)
            assert [story.summary.event.state for story in stories] == [State.WRITTEN, State.HELD]
            add_article(line, MISSING_SKU)
            await line.program.operations().replayer.replay(read)
            await eventually(lambda: stands(line, read, State.WRITTEN), within=20)
            await line.program.operations().reconciler.reconcile(FLOW, WEEK, carry=False)
            assert [one async for one in examine(line.program.settings, connect)]
        async with Redis(port=lasts) as redis:
            log = await redis.acl_log()
    assert [entry for entry in log if entry["object"] != "client|setinfo"] == []
