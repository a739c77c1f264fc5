"""`GET /api/processes`: which process runs which settings, and whether they agree."""

from admin.api.processes import ProcessList
from relay.care.process_register import Process, Processes
from relay.store.store import Store, reply
from tests.admin.conftest import Operator
from tests.plain import as_told

WORKER = Process("w", "work", "host-a", 11, started_ms=1_800_000_000_000, seen_ms=0, version="abc")


async def test_before_any_process_has_started_the_list_is_empty(operator: Operator) -> None:
    answer = (await operator.get("/api/processes")).document
    assert answer == {"newest": None, "agree": True, "processes": []}


async def test_every_process_is_shown_with_the_version_it_runs(operator: Operator, store: Store) -> None:
    await Processes(store).show(WORKER, announce=True, dry=[])
    found = (await operator.get("/api/processes")).document
    assert ProcessList.model_validate(found).model_dump(mode="json") == found
    [row] = found["processes"]
    assert (row["role"], row["host"], row["pid"], row["settings"]) == ("work", "host-a", 11, "abc")
    assert (found["newest"]["settings"], found["newest"]["number"], found["agree"]) == ("abc", 1, True)
    assert row["refused"] == []


async def test_processes_that_run_other_settings_than_the_newest_for_over_ten_seconds_do_not_agree(
    operator: Operator, store: Store
) -> None:
    seconds, _ = await store.state.time()
    for name, version, announce in (("a", "new", True), ("b", "old", False)):
        old = Process(name, "work", "host-a", 11, started_ms=seconds * 1000 - 60_000, seen_ms=0, version=version)
        await Processes(store).show(old, announce=announce, dry=[])
    await reply(store.state.hset(store.keys.settings, "at", str(seconds * 1000 - 11_000)))
    found = (await operator.get("/api/processes")).document
    assert not found["agree"]
    assert [(row["settings"], row["differs"]) for row in found["processes"]] == [("new", False), ("old", True)]


async def test_a_refused_renewal_tells_its_mistakes(operator: Operator, store: Store) -> None:
    refused = Process(
        "w", "serve", "host-a", 11, started_ms=1, seen_ms=0, version="abc", refused=(as_told("a: mistake"),)
    )
    await Processes(store).show(refused, announce=True, dry=[])
    [row] = (await operator.get("/api/processes")).document["processes"]
    assert row["refused"] == ["a: mistake"]
