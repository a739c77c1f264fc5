"""The bench: it measures a worker that works, and as a command tells who asks what it does."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bench import customer_load, first_load, gate, product_load, product_turns, start_up, turnover, worker
from bench.loaded_house import Vendor

HOUSE = Path(__file__).parents[1]
VENDOR = Vendor(places=4, delay=timedelta(milliseconds=2))


@pytest.mark.parametrize(("word", "status"), [("--help", 0), ("--hlep", 2)])
def test_a_word_for_the_bench_is_answered_and_starts_nothing(word: str, status: int) -> None:
    done = subprocess.run(  # noqa: S603 - a command of our own
        [sys.executable, "-m", "bench", word], cwd=HOUSE, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == status
    assert "usage: python -m bench" in done.stdout + done.stderr
    assert "intake" not in done.stderr


async def test_the_worker_of_the_bench_carries_its_orders_to_the_end() -> None:
    assert await worker.count_carried_a_second(30) > 0


async def test_a_bench_of_a_worker_that_carries_nothing_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STAND_STILL", 0.05)

    async def still_works(_: float) -> None:
        await asyncio.sleep(0.001)

    with pytest.raises(RuntimeError, match="no order was written"):
        await worker._wait_until_written(lambda: 3, 10, still_works)


async def test_the_bench_of_the_start_times_commands_to_their_end_and_a_worker_until_it_works() -> None:
    found = await start_up.measure(rounds=1)
    assert found.keys() == {"python", "libraries", "help", "check", "work"}
    spent = {name: measured["cpu_s"] for name, measured in found.items()}
    assert spent["python"] < spent["libraries"] < min(spent["check"], spent["work"])


def test_the_bench_of_the_gate_measures_another_tree_in_turns_with_this_one() -> None:
    found = gate.measure(HOUSE, rounds=1, calls=80)
    assert found.keys() == {"cpu_us_a_call_1_at_once", "cpu_us_a_call_8_at_once"} | {
        "vs_beside_1_at_once",
        "vs_beside_8_at_once",
    }
    assert all(figure > 0 for figure in found.values())


async def test_the_bench_of_a_first_load_carries_orders_while_customers_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_load, "LATENCY", 0.01)
    found = await first_load.measure(2, orders=10)
    assert found["ratio"] > 0
    assert found["customers_a_second"] > 0


async def test_a_change_without_a_story_leaves_nothing_but_its_records_line() -> None:
    without = await turnover.measure(6, 4, keeps_stories=False)
    grown = without["keys_after_all"] - without["keys_after_one_turn"]
    assert grown < 6, "one more for each of the records there are"  # a key of the relay's own may come meanwhile
    assert (without["state_bytes_a_change"] < 20, without["payload_bytes_a_change"]) == (True, 0)
    with_stories = await turnover.measure(6, 4, keeps_stories=True)
    assert with_stories["state_bytes_a_change"] > 1000


async def test_the_bench_of_products_loads_each_once_though_the_worker_is_killed_half_way() -> None:
    load = product_load.Load(products=12, picture_bytes=100, orders=2, pause=0.1)
    found = await product_load.measure(load, VENDOR)
    assert (found["there"], found["there_twice_after_a_kill"]) == (12, 0)
    assert (found["with_picture"], found["with_their_own_picture"]) == (2, 2)
    assert found["peak_memory_mb"] > 0
    assert set(found["answers_to_orders"]) == {202}


async def test_the_bench_of_customers_loads_each_once_though_the_worker_is_killed() -> None:
    found = await customer_load.measure(8, VENDOR, orders=2, pause=0.1)
    assert (found["there"], found["there_twice_after_a_kill"]) == (8, 0)
    assert found["peak_memory_mb"] > 0


async def test_a_product_that_changes_leaves_nothing_for_good() -> None:
    found = await product_turns.measure(6, 2, VENDOR)
    assert found["bytes_a_change"]["payload"] == 0
    assert found["bytes_a_change"]["state"] < 20
