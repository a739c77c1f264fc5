"""The table of commands: what it says is what each command says, and a command loads what it needs and no more."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Set as AbstractSet
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mapping.strict_yaml import write
from relay.cli.app import COMMANDS, app, load_command
from relay.demo.embedded import EmbeddedRedis

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
WORK = """
import atexit, gc, sys
from relay.__main__ import main
readings = []
sys.addaudithook(lambda event, args: readings.append(1) if event == "open" and str(args[0]) == {file!r} else None)
searches = lambda: "SEARCHES" if gc.isenabled() else "never"
atexit.register(lambda: print(searches(), gc.get_freeze_count(), len(readings), file=sys.stderr))
sys.argv = ["relay", "work", "--config", {file!r}]
main()
"""
EVENTS = """
import base64, gc, os, sys
from relay.__main__ import main
os.environ |= {{name: base64.b64encode(name.ljust(32).encode()).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")}}
os.environ["SECRET"] = "invented"
sys.argv = ["relay", "events", "--config", {file!r}]
searched = []
vendor = ("import", "handlers.vendors.accountview.connection")
sys.addaudithook(lambda event, args: searched.append(gc.isenabled()) if (event, *args[:1]) == vendor else None)
try:
    main()
except SystemExit:
    print(searched)
"""
EXAMPLE = Path(__file__).parents[3] / "deploy" / "relay.example.yaml"

PAGES = {"admin", "aiohttp_pydantic", "jinja2", "prometheus_client"}
DEMONSTRATION = {"handlers.sandboxes", "relay.demo"}
LISTENERS = {"relay.intake.app", "relay.bootstrap.listeners"}
CALLS = {"aiohttp", "handlers.exchange.transport"}
WEB_SERVER = {"aiohttp.web", "relay.http.serve"}
TRACES = {"rich", "pygments"}
TOKENS = {"jwt.api_jwt", "cryptography.x509"}
VALUES = {"email_validator", "jsonata", "phonenumbers"}
VENDORS = {f"handlers.vendors.{name}" for name in ("afas", "accountview", "webhook")}
LIBRARIES = {"pydantic", "aiohttp", "redis", "cryptography", "structlog", "asyncio", "email"}


def loaded_by(code: str) -> AbstractSet[str]:
    """The modules that a fresh Python has loaded once it has run the code, packages by their own name too."""
    said = subprocess.run([sys.executable, "-c", TELL_MODULES + code], capture_output=True, text=True, check=True)  # noqa: S603 - code of this test
    return set(json.loads(said.stderr))


def loaded_for(command: str) -> AbstractSet[str]:
    return loaded_by(f"from relay.cli.app import load_command; load_command({command!r})")


def shop_file(folder: Path, redis: str) -> Path:
    """Settings by which a shop's orders go into AccountView."""
    path = folder / "relay.yaml"
    path.write_text(
        write(
            {
                "redis": {"payload_url": redis, "state_url": redis, "volatile_state": True},
                "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
                "connections": {
                    "shop": {"vendor": "webhook", "allow": ["127.0.0.1"]},
                    "books": {
                        "vendor": "accountview",
                        "base_url": "http://127.0.0.1:9",
                        "company": "DEMO",
                        "client_id": "id",
                        "client_secret": "${SECRET}",
                    },
                },
                "flows": {
                    "orders": {
                        "entity": "order",
                        "from": "shop",
                        "to": "books",
                        "write": True,
                        "settings": {"receivables_account": {"default": "1300"}},
                    }
                },
            }
        ),
        "utf-8",
    )
    return path


def told_by_a_worker(file: Path) -> tuple[AbstractSet[str], int, int]:
    """The modules that the first child of `relay work` has loaded once it works, and how many things it keeps for ever.

    That is to say: in which it does not search for garbage, while it does among all that comes later. The third is how
    often the file was opened by the command and this child of it together.
    """
    keys = {name: base64.b64encode(name.ljust(32).encode()).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")}
    with subprocess.Popen(  # noqa: S603 - code of this test
        [sys.executable, "-c", TELL_MODULES + WORK.format(file=str(file))],
        env={**os.environ, **keys, "SECRET": "invented"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if '"crew_ready"' in line:
                process.send_signal(signal.SIGTERM)
    [loaded] = [json.loads(line[line.index('["') :]) for line in lines if '"relay.cli.processes"' in line]
    [(kept, readings)] = [map(int, line.split()[1:]) for line in lines if line.startswith("SEARCHES")]
    return set(loaded), kept, readings


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
        "relay.cli.exit_codes",
        "relay.errors",
        "relay.model",
        "relay.processes",
        "relay.processes.loading",
    }


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        ("check", PAGES | DEMONSTRATION | LISTENERS | CALLS | VALUES | TRACES | TOKENS | VENDORS),
        ("work", PAGES | DEMONSTRATION | LISTENERS | VALUES | TRACES | TOKENS | VENDORS | WEB_SERVER),
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


def test_checking_a_file_loads_the_vendors_that_it_names(tmp_path: Path) -> None:
    loaded = loaded_by(CHECK.format(file=str(shop_file(tmp_path, "redis://127.0.0.1:9"))))
    assert loaded & VENDORS == {"handlers.vendors.accountview", "handlers.vendors.webhook"}
    assert loaded & TRACES == set()


def test_a_worker_that_works_has_read_its_file_once_and_loaded_what_that_needs(tmp_path: Path) -> None:
    with EmbeddedRedis() as redis:
        loaded, kept, readings = told_by_a_worker(shop_file(tmp_path, redis.url))
    assert (readings, kept > 50_000) == (1, True)
    assert loaded & VENDORS == {"handlers.vendors.accountview", "handlers.vendors.webhook"}
    assert loaded & (PAGES | DEMONSTRATION | LISTENERS | VALUES | TRACES | TOKENS | WEB_SERVER) == set()
    assert loaded >= {"redis", "aiohttp", "relay.line.worker"}


def test_vendors_are_loaded_without_a_search_for_garbage_by_a_command_that_opens_the_relay(tmp_path: Path) -> None:
    code = EVENTS.format(file=str(shop_file(tmp_path, "redis://127.0.0.1:9")))
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - code of this test
    assert said.stdout == "[False]\n"


def test_the_demonstration_loads_the_sandboxes() -> None:
    assert loaded_for("demo") >= DEMONSTRATION


def test_the_version_is_that_of_the_package() -> None:
    said = CliRunner().invoke(app, ["--version"])
    assert (said.exit_code, said.output) == (0, f"relay {version('afas-accountview-relay')}\n")


@pytest.mark.parametrize("words", [["-h"], ["--help"]])
def test_help_has_a_short_form(words: list[str]) -> None:
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 0
    assert "Exit status:" in said.output


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("relay mo", {"move-events"}), ("relay events --st", {"--state"}), ("relay mapping re", {"reset"})],
)
def test_a_shell_completes_commands_and_the_options_of_each(typed: str, offered: set[str]) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv = ['relay']; from relay.__main__ import main; main()"],
        env={
            **os.environ,
            "_RELAY_COMPLETE": "complete_bash",
            "COMP_WORDS": typed,
            "COMP_CWORD": str(typed.count(" ")),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert offered <= set(said.stdout.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_a_shell_needs_for_it_is_shown(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")  # tests may run below no shell at all
    said = CliRunner().invoke(app, ["--show-completion", shell])
    assert said.exit_code == 0
    assert "_COMPLETE" in said.output
