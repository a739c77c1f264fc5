"""The table of commands: what it says is what each command says, and a command loads what it needs and no more."""

import json
import subprocess
import sys
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest

from relay.cli.app import COMMANDS, load_command

TELL_MODULES = """
import atexit, json, sys
atexit.register(lambda: sys.stderr.write(json.dumps(sorted(sys.modules))))
"""
ASK_HELP = "import sys; from relay.__main__ import main; sys.argv = ['relay', '--help']; main()"

CHECK = """
import base64, os, re, sys
from relay.__main__ import main
text = open({file!r}).read()
os.environ |= {{name: "invented" for name in re.findall("[$][{{]([A-Z_]+)[}}]", text)}}
os.environ |= {{name: base64.b64encode(name.ljust(32).encode()).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")}}
os.environ["ADMIN_TOKEN"] = "invented-" * 5
sys.argv = ["relay", "check", {file!r}]
main()
"""
EXAMPLE = Path(__file__).parents[3] / "deploy" / "relay.example.yaml"

PAGES = {"admin", "aiohttp_pydantic", "jinja2", "prometheus_client"}
DEMONSTRATION = {"handlers.sandboxes", "relay.demo"}
LISTENERS = {"relay.intake.app", "relay.bootstrap.listeners"}
CALLS = {"aiohttp", "handlers.exchange.transport"}
WEB_SERVER = {"aiohttp.web", "relay.http.serve"}
TRACES = {"rich", "pygments"}
VALUES = {"email_validator", "jsonata", "phonenumbers"}
LIBRARIES = {"pydantic", "aiohttp", "redis", "cryptography", "structlog", "asyncio"}


def loaded_by(code: str) -> AbstractSet[str]:
    """The modules that a fresh Python has loaded once it has run the code, packages by their own name too."""
    said = subprocess.run([sys.executable, "-c", TELL_MODULES + code], capture_output=True, text=True, check=True)  # noqa: S603 - code of this test
    return set(json.loads(said.stderr))


def loaded_for(command: str) -> AbstractSet[str]:
    return loaded_by(f"from relay.cli.app import load_command; load_command({command!r})")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_of_a_command_what_its_own_help_begins_with(name: str) -> None:
    _, said = COMMANDS[name]
    assert said == load_command(name).help.partition("\n\n")[0].replace("\n", " ")


def test_help_loads_no_command_and_no_library_that_a_command_needs() -> None:
    loaded = loaded_by(ASK_HELP)
    assert {name for name in loaded if name.partition(".")[0] in {"handlers", "admin", *LIBRARIES}} == set()
    assert {name for name in loaded if name.startswith("relay.")} == {
        "relay.__main__",
        "relay.cli",
        "relay.cli.app",
        "relay.cli.common_options",
        "relay.cli.environment_file",
        "relay.errors",
        "relay.model",
        "relay.processes",
        "relay.processes.loading",
    }


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        ("check", PAGES | DEMONSTRATION | LISTENERS | CALLS | VALUES | TRACES),
        ("work", PAGES | DEMONSTRATION | LISTENERS | VALUES | TRACES | WEB_SERVER),
        ("serve", DEMONSTRATION),
        ("replay", PAGES | DEMONSTRATION | LISTENERS),
        ("doctor", PAGES | DEMONSTRATION | LISTENERS),
    ],
)
def test_a_command_does_not_load_what_is_for_others(command: str, unneeded: AbstractSet[str]) -> None:
    assert loaded_for(command) & unneeded == set()


def test_checking_the_example_settings_loads_nothing_that_calls_a_system_or_reads_a_value() -> None:
    loaded = loaded_by(CHECK.format(file=str(EXAMPLE)))
    assert "handlers.vendors.afas.connection" in loaded
    assert loaded & (CALLS | VALUES | PAGES | DEMONSTRATION | LISTENERS) == set()


def test_the_demonstration_loads_the_sandboxes() -> None:
    assert loaded_for("demo") >= DEMONSTRATION
