import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from relay.bootstrap.flows import rehearse
from relay.bootstrap.settings import load
from relay.demo.embedded import _answers
from relay.demo.redis_program import find_server
from relay.settings.model import Settings
from relay.store.disk_proof import memory_mistakes, saving_mistakes
from relay.store.server_facts import Facts
from tests.deploy.example import DEPLOY, EXAMPLE, example_environment, example_names

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]


@contextmanager
def server_as_deployed(service: str, folder: Path) -> Iterator[dict[str, str]]:
    """Run a server with the options of the compose file, and give the configuration it then has."""
    _, *options = SERVICES[service]["command"]
    address = folder / "redis.sock"
    ours = ["--port", "0", "--unixsocket", str(address), "--dir", str(folder)]
    with subprocess.Popen([find_server(), *options, *ours], stdout=subprocess.DEVNULL) as process:  # noqa: S603 - the options under test
        try:
            assert _answers(process, address)
            with redis.Redis(unix_socket_path=str(address)) as client:
                yield client.config_get("*")
        finally:
            process.kill()


@pytest.fixture
def socket_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a path short enough for a unix socket."""
    return tmp_path_factory.mktemp("r")


def example_settings() -> Settings:
    return load(EXAMPLE, example_environment())


def test_the_payload_server_of_the_compose_file_passes_the_proof_at_start(socket_folder: Path) -> None:
    with server_as_deployed("redis-payload", socket_folder) as found:
        facts = Facts({}, found)
        assert [*saving_mistakes(facts, example_settings().redis), *memory_mistakes(facts)] == []
        assert found["repl-diskless-load"] == "swapdb"
        assert found["crash-log-enabled"] == "no"


def test_the_state_server_of_the_compose_file_passes_the_proof_at_start(socket_folder: Path) -> None:
    with server_as_deployed("redis-state", socket_folder) as found:
        assert memory_mistakes(Facts({}, found)) == []
        assert found["appendonly"] == "yes"
        assert found["appendfsync"] == "always"


def test_only_the_state_server_has_a_volume_to_keep_things_on() -> None:
    named = {name: service.get("volumes", []) for name, service in SERVICES.items() if name.startswith("redis")}
    assert named == {"redis-payload": [], "redis-state": ["state:/data"]}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_not_swap_write_its_image_or_gain_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["memswap_limit"] == service["mem_limit"]
    assert service["mem_swappiness"] == 0
    assert service["ulimits"] == {"core": 0}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_redis_stands_on_a_network_without_a_way_out() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name, service in SERVICES.items():
        assert ("outside" in service["networks"]) == name.startswith("relay")


def test_only_the_intake_is_published_and_on_loopback_alone() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"relay-serve": [f"127.0.0.1:8080:{example_settings().server.port}"]}


def test_the_maximum_of_each_redis_leaves_room_below_the_limit_of_its_container() -> None:
    bytes_of = {"mb": 2**20, "m": 2**20, "g": 2**30}
    for name in ("redis-payload", "redis-state"):
        options = SERVICES[name]["command"]
        maximum, limit = options[options.index("--maxmemory") + 1], SERVICES[name]["mem_limit"]
        sizes = [int(number) * bytes_of[unit] for number, unit in re.findall(r"(\d+)([a-z]+)", f"{maximum} {limit}")]
        assert sizes[0] * 2 <= sizes[1]  # rewriting its file, or feeding a replica, may double what it holds


def test_the_example_settings_load_with_the_names_of_the_example_environment() -> None:
    settings = example_settings()
    rehearse(settings)
    assert {name: flow.write for name, flow in settings.flows.items()} == {"afas-orders": False, "shop-orders": False}


def test_every_name_of_the_example_environment_is_used_in_the_settings() -> None:
    used = re.findall(r"\$\{(\w+)\}", EXAMPLE.read_text("utf-8"))
    assert sorted(example_names()) == sorted(set(used))
