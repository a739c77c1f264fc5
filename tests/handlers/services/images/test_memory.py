"""Pictures of 20 MB that all come at once do not all stand in memory at once."""

import asyncio
import sys
from base64 import b64decode

from aiohttp import web

from handlers.contracts.images import LARGEST
from handlers.sandboxes.afas.writing import MOST_BYTES
from relay.demo.embedded import EmbeddedRedis
from tests.handlers.exchange.hostile import serving
from tests.mapping.images.drawn import jpeg, segment

COUNT = 20
MOST = 250_000_000


async def test_twenty_pictures_of_20_mb_at_once_leave_a_process_below_250_mb(
    redis_server: EmbeddedRedis, instance: str
) -> None:
    beside = segment(0xE1, b"Exif\x00\x00" + bytes(60_000))
    content = jpeg(beside, data=bytes(LARGEST - len(jpeg(beside))))
    kept = len(content) - len(beside)
    taken: list[tuple[int, bytes]] = []

    async def give(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=content)

    async def take(request: web.BaseRequest) -> web.StreamResponse:
        length, head = 0, b""
        async for chunk in request.content.iter_chunked(65_536):
            length, head = length + len(chunk), (head + chunk[:400])[:400]
        assert length == int(request.headers["Content-Length"]) < MOST_BYTES
        taken.append((length, head))
        return web.Response(status=201, body=b"{}")

    async with serving(give, plain=True) as host, serving(take, plain=True) as afas:
        addresses = [f"http://127.0.0.1:{served.port}" for served in (host, afas)]
        module = "tests.handlers.services.images.many_pictures"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, redis_server.url, instance, *addresses, str(COUNT)),
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate()
    assert process.returncode == 0
    before, most = map(int, told.split())
    assert len(taken) == COUNT
    assert all(length > kept * 4 // 3 for length, _ in taken)
    _, _, digits = taken[0][1].partition(b'"FileStream":"')
    assert b64decode(digits[:80]).startswith(b"\xff\xd8\xff")
    assert before < most < MOST, f"{before} before, {most} at the most"
