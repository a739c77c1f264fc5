"""A file of variables is read as a shell reads it, or refused with its line; it never wins over what was given."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from relay.cli.environment_file import VARIABLE, read_environment, read_environment_file
from relay.errors import StartError


def read(folder: Path, text: str) -> dict[str, str]:
    file = folder / ".env"
    file.write_bytes(text.encode())
    return dict(read_environment_file(file))


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(StartError) as caught:
        read(folder, text)
    return list(caught.value.mistakes)


def test_plain_and_quoted_values_are_read_and_comments_left_out(tmp_path: Path) -> None:
    text = "# secrets\n\nKEY=c2VjcmV0+/=\n  URL='redis://:p$ss#1@host/0'  \nNAME=\"two words\"\nEMPTY=\n"
    assert read(tmp_path, text) == {
        "KEY": "c2VjcmV0+/=",
        "URL": "redis://:p$ss#1@host/0",
        "NAME": "two words",
        "EMPTY": "",
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("TOKEN=hunter2$x", "put the value of TOKEN between single quotes"),
        ("TOKEN=hunter2 x", "put the value of TOKEN between single quotes"),
        ("TOKEN=hunter2 # mine", "put the value of TOKEN between single quotes"),
        ('TOKEN="hunter2$x"', "put the value of TOKEN between single quotes"),
        ("TOKEN='hunter2\\'", "a file of its own"),
        ("TOKEN='hunter2", "put the value of TOKEN between single quotes"),
        ("TOKEN = hunter2", "no blanks around ="),
        ("export TOKEN=hunter2", "with nothing before it"),
        ("TOKEN=hunter2\r", "Unix line ends"),
        ("hunter2", "write NAME=value"),
    ],
)
def test_a_line_that_programs_read_differently_is_refused_with_its_number_and_without_its_value(
    line: str, told: str, tmp_path: Path
) -> None:
    [mistake] = mistakes(tmp_path, f"GOOD=1\n{line}\n")
    assert mistake.startswith(".env: line 2: ")
    assert told in mistake
    assert "hunter2" not in mistake


def test_a_name_that_stands_there_twice_is_refused_and_every_mistake_is_told(tmp_path: Path) -> None:
    first, second = mistakes(tmp_path, "A=1\nA=2\nB=$x\n")
    assert "line 2: A is written twice" in first
    assert "line 3" in second


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"no\.env: cannot be read \(No such file"):
        read_environment_file(tmp_path / "no.env")
    (tmp_path / "odd.env").write_bytes(b"A=\xff")
    with pytest.raises(StartError, match="not text in UTF-8"):
        read_environment_file(tmp_path / "odd.env")


def test_a_variable_that_was_given_wins_over_the_file_unless_it_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("GIVEN=file\nLEFT_EMPTY=file\nONLY_HERE=file\n", "utf-8")
    monkeypatch.setenv("GIVEN", "given")
    monkeypatch.setenv("LEFT_EMPTY", "")
    monkeypatch.delenv(VARIABLE, raising=False)
    assert read_environment() is os.environ
    monkeypatch.setenv(VARIABLE, str(tmp_path / ".env"))
    known = read_environment()
    assert (known["GIVEN"], known["LEFT_EMPTY"], known["ONLY_HERE"]) == ("given", "file", "file")
    assert "ONLY_HERE" not in os.environ


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=12), max_size=6))
@example(["~", "a:~/b", "x#y", "'a' ", '"b`"'])
def test_whatever_is_accepted_a_shell_reads_the_same(tmp_path: Path, values: list[str]) -> None:
    text = "".join(f"NAME_{number}={value}\n" for number, value in enumerate(values))
    try:
        found = read(tmp_path, text)
    except StartError:
        return
    names = [f"NAME_{number}" for number in range(len(values))]
    shown = "; ".join(f"printf '%s\\0' \"${{{name}}}\"" for name in names)
    done = subprocess.run(  # noqa: S603 - a shell over a file that was just accepted
        ["/bin/sh", "-c", f". {tmp_path}/.env; {shown}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert done.stdout.decode().split("\0")[:-1] == [found[name] for name in names]
