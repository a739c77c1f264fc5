"""Every shell line of README's steps and of docs/container.md is typed, as far as it needs no container engine.

What a line does in a container is done here without one: its image starts `relay`, with the settings that are named.
"""

import asyncio
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from relay.bootstrap.settings import load
from relay.demo.embedded import EmbeddedRedis
from tests.deploy.example import DEPLOY, EXAMPLE, example_environment
from tests.line.household import Line, open_line, webshop_order

HOUSE = Path(__file__).parents[2]
README = (HOUSE / "README.md").read_text("utf-8").partition("## Use it with your own books")[2].partition("\n| ")[0]
CONTAINER = (HOUSE / "docs" / "container.md").read_text("utf-8")


def shell_lines(text: str) -> list[str]:
    """The lines of all blocks that are marked as shell, without comments."""
    blocks = re.findall(r"^( *)```sh\n(.*?)^\1```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+# .*", "", line).strip() for _, block in blocks for line in block.splitlines()]


LINES = list(dict.fromkeys([*shell_lines(README), *shell_lines(CONTAINER)]))

ENGINE = re.compile(r"(docker|podman|buildah) build |docker compose (up|kill) ")
"""What only a container engine can do."""

INSIDE = re.compile(r"docker compose (?:run --rm (?:--no-deps )?|exec )(?P<service>[\w-]+) (?:relay )?(?P<words>.*)")
"""What runs `relay` in a container: by the image's entry point, or by its name."""


def in_a_container(line: str) -> list[str] | None:
    """The words behind `relay` of a line that runs it in a container of the compose file; else None."""
    match = INSIDE.fullmatch(line)
    if match is None:
        return None
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    assert match["service"] in services, line
    return shlex.split(match["words"])


OUTSIDE = [line for line in LINES if in_a_container(line) is None and not ENGINE.match(line)]


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    async with open_line(redis_server, tmp_path) as opened:
        yield opened


def test_the_lines_outside_containers_prepare_the_files_and_check_them(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    (tmp_path / ".venv").symlink_to(HOUSE / ".venv")
    filled = tmp_path / "filled.env"
    filled.write_text("".join(f"{name}='{value}'\n" for name, value in example_environment().items()), "utf-8")
    script = ["set -e", "make() { :; }"]  # `make install` is looked at by the next test
    for typed in shell_lines(README):
        if typed in OUTSIDE:
            script += [typed, *([f"cp {filled} .env"] if ".env.example" in typed else [])]
    assert any("relay check" in typed for typed in script)
    done = subprocess.run(  # noqa: S603 - the lines of our own page
        ["/bin/sh", "-c", "\n".join(script)], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "relay.yaml: 3 connections and 2 flows, all well." in done.stdout
    assert done.stderr == ""


def test_every_word_of_make_on_the_pages_is_one_that_the_makefile_has() -> None:
    words = [line.split()[1] for line in OUTSIDE if line.startswith("make ")]
    assert "install" in words
    for word in words:
        asked = subprocess.run(["make", "--question", word], cwd=HOUSE, capture_output=True, check=False, timeout=60)  # noqa: S603, S607 - nothing is made
        assert asked.returncode in {0, 1}, asked.stderr  # 2: there is no such word


def test_no_line_is_left_that_nobody_types() -> None:
    typed = {*(line for line in OUTSIDE if line in shell_lines(README)), "cp .env.example .env && chmod 600 .env"}
    prepared = {"cd deploy", "cp relay.example.yaml relay.yaml"}
    assert set(OUTSIDE) <= typed | prepared


async def test_the_lines_in_containers_are_commands_that_work_and_answer_on_stdout_alone(line: Line) -> None:
    event = await line.accepted(webshop_order("1"))
    typed = [words for one in LINES if (words := in_a_container(one)) is not None]
    assert {words[0] for words in typed} >= {"check", "connect", "doctor", "events", "show", "trial", "replay"}
    for words in typed:
        if words[0] == "connect":  # it waits for a person: tests/relay/cli/test_cli.py plays one
            continue
        filled = [{"EVENT": event, "FLOW": "shop-orders"}.get(word, word) for word in words]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "relay", *filled),
            env={**os.environ, **line.environment, "RELAY_CONFIG": str(line.config)},
            cwd=line.config.parent,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert (out != b"", err) == (True, b""), (words, err)
        worst = 2 if words == ["doctor"] else 1 if words[0] == "replay" and event in filled else 0
        assert process.returncode is not None
        assert process.returncode <= worst, (words, out)


def test_the_admin_api_that_the_page_publishes_is_on_loopback_and_wants_the_token(tmp_path: Path) -> None:
    override, admin = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", CONTAINER, re.DOTALL))
    [published] = override["services"]["relay-serve"]["ports"]
    settings = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    settings["admin"] = admin["admin"]
    (tmp_path / "relay.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    loaded = load(tmp_path / "relay.yaml", example_environment())
    assert published == f"127.0.0.1:8081:{loaded.admin.port}"
    assert loaded.admin.token is not None
    assert [str(network) for network in loaded.admin.allow] == ["172.16.0.0/12"]
