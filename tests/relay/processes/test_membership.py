"""How one process follows the newest settings: it reads its own file again, and asks to be renewed at most so often."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from relay.care.process_register import Announcement, Process, Processes, Register
from relay.processes import membership
from relay.processes.membership import Membership
from relay.processes.supervised import Because, Parent
from relay.settings import Settings
from relay.store.counters import Metrics, read_counters
from relay.store.store import Store
from tests.plain import as_told
from tests.relay.settings.files import GOOD, load_text
from tests.waiting import eventually
from words.told import Told

DRY = GOOD.replace("write: true", "write: false")


@dataclass
class Host:
    """A machine with a settings file, whose process can be asked what it told its parent."""

    store: Store
    folder: Path
    text: str = GOOD
    reads: int = 0
    metrics: Metrics = field(init=False)
    lines: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.store)

    def read(self) -> Settings:
        self.reads += 1
        return load_text(self.text, self.folder)

    def process(self, because: Because = "start", *, is_first: bool = True) -> Membership:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        self.lines.append((ours, theirs))
        return Membership(
            self.store, self.read(), "work", self.read, self.metrics, Parent(theirs, (), because, is_first)
        )

    def close(self) -> None:
        for pair in self.lines:
            for end in pair:
                end.close()

    def asked(self) -> list[dict[str, Any]]:
        """What the parent has heard."""
        try:
            return [orjson.loads(line) for line in self.lines[-1][0].recv(2**16).splitlines()]
        except BlockingIOError:
            return []


@pytest.fixture
def host(store: Store, tmp_path: Path) -> Iterator[Host]:
    one = Host(store, tmp_path)
    yield one
    one.close()


async def announce(store: Store, version: str, *dry: str) -> Announcement:
    """Let a process on another host announce settings."""
    other = Process("other", "serve", "elsewhere", 1, started_ms=1, seen_ms=1, version=version)
    return (await Processes(store).show(other, announce=True, dry=dry)).newest


async def mine(store: Store) -> Process:
    [one] = [one for one in (await Processes(store).read()).processes if one.role == "work"]
    return one


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let every difference count as one that has lasted for over ten seconds."""
    return lambda: monkeypatch.setattr(Register, "differs", lambda *_: True)


async def test_a_start_announces_its_settings_and_one_that_follows_does_not(host: Host, store: Store) -> None:
    await host.process().beat()
    first = (await Processes(store).read()).newest
    host.text = DRY
    await host.process("followed").beat()
    assert (await Processes(store).read()).newest == first
    await host.process("signal").beat()
    newest = (await Processes(store).read()).newest
    assert (newest.number, newest.dry) == (first.number + 1, frozenset({"shop-orders"}))


async def test_a_process_whose_file_gives_what_was_announced_asks_its_parent_for_renewal(
    host: Host, store: Store
) -> None:
    process = host.process()
    await process.beat()
    host.text = DRY
    newest = await announce(store, host.read().version, "shop-orders")
    await process.beat()
    assert host.asked() == [{"follows": newest.number}]


async def test_a_process_whose_file_gives_other_settings_stays_as_it_is_and_reads_it_no_more_for_a_while(
    host: Host, store: Store
) -> None:
    process = host.process()
    await process.beat()
    await announce(store, "another-version")
    reads = host.reads
    for _ in range(5):
        await process.beat()
    assert host.asked() == []
    assert host.reads == reads + 1


async def test_two_hosts_with_different_files_do_not_renew_each_other_for_ever(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    hosts = [Host(store, tmp_path / "a"), Host(store, tmp_path / "b", text=DRY)]
    processes = [host.process() for host in hosts]
    for _ in range(5):
        for process in processes:
            await process.beat()
    assert [host.asked() for host in hosts] == [[], []]
    assert (await Processes(store).read()).newest.number == 2
    for host in hosts:
        host.close()


async def test_a_flow_that_the_newest_settings_do_not_let_write_is_held_back_until_the_process_is_renewed(
    host: Host, store: Store
) -> None:
    process = host.process()
    await process.beat()
    assert process.held_back == frozenset()
    await announce(store, "another-version", "shop-orders", "unknown-flow")
    await process.beat()
    assert process.held_back == {"shop-orders"}
    await announce(store, host.read().version)
    await process.beat()
    assert process.held_back == frozenset()


async def test_a_difference_that_lasts_is_logged_and_counted_once_for_each_announcement(
    host: Host, store: Store, unhurried: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    process = host.process()
    await process.beat()
    unhurried()
    for version in ("another", "another", "a-third"):
        await announce(store, version)
        await process.beat()
    await host.metrics.hand_over()
    assert (await read_counters(store))["settings_differences", "work"] == 2
    told = capsys.readouterr().out
    assert told.count("settings_differ ") == 2
    assert told.count(str(Told("process.named", role="serve", host="elsewhere").values)) == 2


async def test_a_refused_renewal_is_shown_and_counted_once_however_many_processes_stay(
    host: Host, store: Store
) -> None:
    process = host.process()
    async with process.shown():
        process.heard({"refused": ["flows.x.to: unknown"], "is_first": True})
        process.heard({"refused": ["flows.x.to: unknown"], "is_first": False})

        async def refused() -> bool:
            return (await mine(store)).refused == (as_told("flows.x.to: unknown"),)

        await eventually(refused)
    await host.metrics.hand_over()
    assert (await read_counters(store))["renewals", "work", "refused"] == 1
    assert [one for one in (await Processes(store).read()).processes if one.role == "work"] == []


async def test_a_file_with_mistakes_is_told_by_a_process_that_should_follow(
    host: Host, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = host.process()
    await process.beat()
    await announce(store, "another-version")
    host.text = GOOD.replace("entity: order", "entity: ordr")
    await process.beat()
    await process.beat()
    assert any("flows.shop-orders.entity" in str(mistake) for mistake in (await mine(store)).refused)
    host.text = GOOD
    monkeypatch.setattr(membership, "READ_AGAIN_AFTER", membership.EVERY * 0)
    await process.beat()
    await process.beat()
    assert (await mine(store)).refused == ()


async def test_a_renewed_process_is_counted_once(host: Host, store: Store) -> None:
    started: list[tuple[Because, bool]] = [("start", True), ("signal", True), ("signal", False), ("followed", True)]
    for because, is_first in started:
        await host.process(because, is_first=is_first).beat()
    await host.metrics.hand_over()
    assert (await read_counters(store))["renewals", "work", "done"] == 2


async def test_a_process_that_leaves_says_so_and_follows_nothing_more(host: Host, store: Store) -> None:
    process = host.process()
    await process.beat()
    process.is_leaving()
    host.text = DRY
    await announce(store, host.read().version)
    await process.beat()
    assert (await mine(store)).is_leaving
    assert host.asked() == []
