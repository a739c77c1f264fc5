"""deploy/relay@.service: a reload checks the file and signals the parent, and a stop lets events be finished."""

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from relay.settings.model import WorkerSettings

UNIT = Path(__file__).parents[2] / "deploy" / "relay@.service"


def service() -> dict[str, list[str]]:
    """The values of each name in the section [Service]; a name may stand there twice."""
    found = defaultdict(list)
    [section] = re.findall(r"^\[Service\]\n(.*?)^\[", UNIT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for name, value in re.findall(r"^(\w+)=(.*)$", section, re.MULTILINE):
        found[name].append(value)
    return found


def test_a_reload_refuses_a_file_with_a_mistake_and_then_signals_the_parent() -> None:
    check, signal = service()["ExecReload"]
    [start] = service()["ExecStart"]
    assert check.split()[1:] == ["check", start.split()[-1]]
    assert signal == "/bin/kill -HUP $MAINPID"


def test_a_stop_asks_the_parent_alone_and_waits_longer_than_a_worker_drains() -> None:
    assert service()["KillMode"] == ["mixed"]
    [seconds] = service()["TimeoutStopSec"]
    assert int(seconds) > WorkerSettings().drain.total_seconds()


def test_systemd_finds_no_mistake_in_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed here")
    unit = tmp_path / "relay@serve.service"
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/relay/bin/relay", "/bin/true"), "utf-8")
    done = subprocess.run([analyze, "verify", "--man=no", unit], capture_output=True, text=True, check=False)  # noqa: S603 - a tool of systemd's own
    assert "relay@serve.service" not in done.stderr, done.stderr
