"""The page about watching the relay lists every counter and gauge as the program has them."""

import re
from pathlib import Path
from typing import get_args

from prometheus_client.exposition import generate_latest

from admin.api.metrics import Reading
from relay.care.activity import WORKER_LIVES_FOR
from relay.care.doctor.asking import PATIENCE
from relay.care.doctor.observations import FILLING_AT
from relay.care.doctor.process_observations import OLD_EVENT_SECONDS
from relay.care.doctor.troubles import Reason
from relay.care.process_register import Register
from relay.cli.app import COMMANDS
from relay.model import State
from relay.store.counters import COUNTERS
from relay.store.gaps import Gap
from relay.store.memory import Memory

PAGE = (Path(__file__).parents[2] / "docs" / "monitoring.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(relay_\w+)` \| ([\w, ]*)\|", PAGE, re.MULTILINE)


def test_every_counter_stands_in_the_table_with_its_labels() -> None:
    told = {name: tuple(labels.strip().split(", ")) for name, labels in ROWS if name.endswith("_total")}
    assert told == {f"relay_{name}_total": counted.labels for name, counted in COUNTERS.items()}


def test_every_gauge_stands_in_the_table() -> None:
    memory = {"state": Memory(1, 2, 0, evicts=False)}
    reading = Reading(
        {},
        {"shop": {State.HELD: 1}},
        1,
        Register(0),
        0,
        0.0,
        memory,
        {"gone": 1},
        [],
        {"shop": Gap(1, 2.0, 3.0)},
        {"items": 2},
    )
    gauges = set(re.findall(r"^# TYPE (\w+) gauge$", generate_latest(reading).decode(), re.MULTILINE))
    assert {name for name, _ in ROWS if not name.endswith("_total")} == gauges


def test_the_alerts_ask_for_metrics_that_are_there_at_the_thresholds_of_the_doctor() -> None:
    alerts = PAGE.rpartition("```\n")[0].rpartition("```\n")[2]
    assert set(re.findall(r"relay_\w+", alerts)) <= {name for name, _ in ROWS}
    assert f"relay_oldest_waiting_seconds > {OLD_EVENT_SECONDS:.0f}" in alerts
    assert f"> {FILLING_AT}" in alerts
    assert f"last {WORKER_LIVES_FOR} seconds" in PAGE


def test_every_reason_of_readyz_stands_in_the_table() -> None:
    told = re.findall(
        r"^\| `(\w+)` \| [a-z]", PAGE.partition("## `/readyz` says why")[2].partition("## ")[0], re.MULTILINE
    )
    assert told == list(get_args(Reason))


def test_the_page_has_every_exit_status_of_the_doctor_and_the_patience_it_has() -> None:
    assert re.findall(r"^\| ([0-9]) \|", PAGE, re.MULTILINE) == ["0", "1", "2"]
    assert f"gives each {PATIENCE.total_seconds():.0f} seconds" in PAGE


def test_every_command_that_an_observation_tells_to_type_is_one_of_the_relay() -> None:
    told = set()
    for file in (Path(__file__).parents[2] / "relay").rglob("*observations.py"):
        told |= set(re.findall(r'"relay ([a-z-]+)', file.read_text("utf-8")))
    assert {"doctor", "events", "replay", "reconcile", "check"} & told
    assert told <= set(COMMANDS)
