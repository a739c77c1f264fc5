"""``GET /api/metrics``: what all processes have counted, and how things stand now, in the text format of Prometheus.

Labels are names from relay.yaml and words of ours, by the contract of :mod:`relay.store.counters`. Nothing is kept in
this process and nothing goes by way of a file: the sums stand in Redis, so any server process may be asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from aiohttp import hdrs, web
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from admin.view import VIEW, AdminView
from relay.care.clocks import Difference, read_differences
from relay.care.orphans import find_orphans
from relay.care.process_register import Processes, Register, Role
from relay.care.record_list import count_records
from relay.model import State
from relay.store.counters import COUNTERS, Label, read_counters
from relay.store.gaps import Gap, Gaps
from relay.store.memory import Memory, read_memory
from relay.store.store import storage_errors


@dataclass(frozen=True, slots=True)
class Reading(Collector):
    """All that is shown, as it stood when it was read. ``oldest_waiting`` is in seconds, 0 where nothing waits."""

    counters: Mapping[Label, int]
    states: Mapping[str, Mapping[State, int]]
    workers: int
    processes: Register
    waiting: int
    oldest_waiting: float
    memory: Mapping[str, Memory]
    orphaned: Mapping[str, int]
    clocks: Sequence[Difference]
    gaps: Mapping[str, Gap]
    records: Mapping[str, int]

    def collect(self) -> Iterable[Metric]:
        """The families, each with its samples. A sum that an older version counted under other labels is left out."""
        for name, counted in COUNTERS.items():
            family = CounterMetricFamily(f"relay_{name}", counted.meaning, labels=counted.labels)
            for (found, *labels), value in sorted(self.counters.items()):
                if found == name and len(labels) == len(counted.labels):
                    family.add_metric(labels, value)
            yield family
        events = GaugeMetricFamily("relay_events", "Events by where they stand.", labels=("flow", "state"))
        for flow, counts in self.states.items():
            for state, count in counts.items():
                events.add_metric((flow, state), count)
        yield events
        yield self._by_flow("relay_records", "Records of flows that keep no stories.", self.records)
        yield GaugeMetricFamily("relay_workers", "Workers that showed a sign of life lately.", self.workers)
        living = GaugeMetricFamily("relay_processes", "Processes that live.", labels=("role",))
        for role in get_args(Role):
            living.add_metric((role,), len(self.processes.alive(role)))
        yield living
        behind = len(self.processes.differing())
        yield GaugeMetricFamily("relay_settings_differing", "Processes with other settings than the newest.", behind)
        yield GaugeMetricFamily("relay_waiting_events", "Events that are due and not taken.", self.waiting)
        yield GaugeMetricFamily("relay_oldest_waiting_seconds", "How long the oldest is due.", self.oldest_waiting)
        gone = "Events that wait in a flow which is in relay.yaml no more."
        yield self._by_flow("relay_orphaned_events", gone, self.orphaned)
        yield self._clocks()
        yield self._gaps()
        yield self._bytes("relay_redis_used_bytes", "Memory in use.", {k: m.used for k, m in self.memory.items()})
        yield self._bytes("relay_redis_most_bytes", "Its maxmemory.", {k: m.most for k, m in self.memory.items()})

    def _clocks(self) -> Metric:
        """Of each clock the largest difference from any it was compared with."""
        family = GaugeMetricFamily("relay_clock_ahead_seconds", "A clock over 5 s off another.", labels=("of",))
        for of in sorted({one.of for one in self.clocks}):
            family.add_metric((of,), max((one.ahead.total_seconds() for one in self.clocks if one.of == of), key=abs))
        return family

    def _gaps(self) -> Metric:
        """How late polls were in the last day."""
        meaning = "How old changes of the last day were when a poll brought them."
        family = GaugeMetricFamily("relay_poll_gap_seconds", meaning, labels=("flow", "quantile"))
        for flow, gap in self.gaps.items():
            family.add_metric((flow, "0.5"), gap.half)
            family.add_metric((flow, "0.95"), gap.most)
        return family

    @staticmethod
    def _by_flow(name: str, meaning: str, counts: Mapping[str, int]) -> Metric:
        family = GaugeMetricFamily(name, meaning, labels=("flow",))
        for flow, count in counts.items():
            family.add_metric((flow,), count)
        return family

    @staticmethod
    def _bytes(name: str, meaning: str, by_role: Mapping[str, int]) -> Metric:
        family = GaugeMetricFamily(name, meaning, labels=("role",))
        for role, count in by_role.items():
            family.add_metric((role,), count)
        return family


async def tell_metrics(request: web.Request) -> web.Response:
    """Every counter and gauge. Raises StorageError."""
    async with storage_errors():
        reading = await _read(request.app[VIEW])
    return web.Response(body=generate_latest(reading), headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST})


async def _read(shown: AdminView) -> Reading:
    names = [flow.name for flow in shown.flows]
    health = await shown.activity.health(names)
    return Reading(
        counters=await read_counters(shown.store),
        states={name: await shown.activity.counts(name) for name in names},
        workers=health.workers,
        processes=await Processes(shown.store).read(),
        waiting=health.waiting,
        oldest_waiting=health.oldest_waiting or 0.0,
        clocks=await read_differences(shown.store),
        gaps={name: gap for name in names if (gap := await Gaps(shown.store).read(name)) is not None},
        records={
            flow.name: await count_records(shown.store, flow.name) for flow in shown.flows if not flow.keeps_stories
        },
        orphaned={orphaned.flow: orphaned.events for orphaned in await find_orphans(shown.store, names)},
        memory={"payload": await read_memory(shown.store.payload), "state": await read_memory(shown.store.state)},
    )
