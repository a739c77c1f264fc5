"""Work beside other work ends with it, also when it does not hear the first cancellation."""

import asyncio

import pytest

from relay.line.background import beside, end


class Deaf:
    """A loop that swallows its first cancellations, as one may that sits in ``asyncio.wait_for``."""

    def __init__(self, swallows: int) -> None:
        self.swallows = swallows
        self.started = asyncio.Event()

    async def run(self) -> None:
        while True:
            try:
                self.started.set()
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.swallows -= 1
                if self.swallows < 0:
                    raise


@pytest.mark.parametrize("swallows", [0, 1, 3])
async def test_work_ends_with_its_block_however_many_cancellations_it_swallows(swallows: int) -> None:
    work = Deaf(swallows)
    async with asyncio.timeout(5):
        async with beside(work.run()):
            await work.started.wait()
    assert work.swallows == -1


async def test_work_that_is_done_already_is_left_alone() -> None:
    done = asyncio.create_task(asyncio.sleep(0))
    await done
    await end(done)
    assert not done.cancelled()


async def test_a_defect_beside_a_block_does_not_end_it_and_is_logged_by_its_kind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = asyncio.Event()

    async def fail() -> None:
        failed.set()
        raise KeyError("secret-name")

    async with beside(fail()):
        await failed.wait()
    logged = capsys.readouterr().out
    assert "background_failed" in logged
    assert "KeyError" in logged
    assert "secret-name" not in logged


async def test_an_error_in_the_block_ends_the_work_and_goes_on() -> None:
    work = Deaf(0)

    async def fail() -> None:
        async with beside(work.run()):
            await work.started.wait()
            raise ValueError("of the block")

    with pytest.raises(ValueError, match="of the block"):
        await fail()
    assert work.swallows == -1
