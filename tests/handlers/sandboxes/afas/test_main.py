"""The sandbox as a program of its own."""

import asyncio
import sys
from pathlib import Path

import aiohttp

HOUSE = Path(__file__).parents[4]


async def test_it_says_how_it_is_reached_and_lets_that_caller_in() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "handlers.sandboxes.afas", "--port", "0", cwd=HOUSE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            lines = [(await process.stdout.readline()).decode().strip() for _ in range(5)]
        told = dict(line.split(": ", 1) for line in lines)
        form = {name: told[name] for name in ("client_id", "client_secret")} | {"grant_type": "client_credentials"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{told['base_url']}/oauth/token", data=form) as response,
        ):
            assert response.status == 200
    finally:
        process.terminate()
        await process.wait()
