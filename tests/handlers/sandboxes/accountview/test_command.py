"""The sandbox runs on its own and says how it is reached."""

import asyncio
import sys

import aiohttp


async def test_the_sandbox_runs_as_a_program_and_says_how_to_reach_it() -> None:
    module = "handlers.sandboxes.accountview"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told = {}
        for _ in range(5):
            name, _, value = (await process.stdout.readline()).decode().strip().partition(": ")
            told[name] = value
        async with aiohttp.ClientSession() as session, session.get(f"{told['base_url']}/api/v3/companies") as answer:
            assert answer.status == 401
        assert list(told) == ["base_url", "company", "client_id", "client_secret", "refresh_token"]
    finally:
        process.terminate()
        await process.wait()
