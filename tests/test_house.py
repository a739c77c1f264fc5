"""Facts about the source itself: what every file of the house keeps to, whoever writes it."""

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.source import HOUSE, SHIPPED, modules, texts

LONGEST_FILE = 250
MAY_PRINT = ("relay/cli", "relay/demo", "bench/")
"""Where a person reads the output: a file or folder whose path starts so."""

FOREIGN_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home|tmp/v)/[\w.]")
REGISTRY = re.compile(r"https?://[^\s/]*(?:pypi|pythonhosted)|index[-_]url")


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def targets() -> list[str]:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", texts()["Makefile"], re.MULTILINE)
    return str(phony).split()


def test_the_house_is_seen_from_its_top() -> None:
    assert {"Makefile", ".ci/run", "Dockerfile", "relay/errors.py", "tests/test_house.py"} <= set(texts())
    assert len(modules()) > 20


def test_no_python_file_is_longer_than_the_limit() -> None:
    lengths = {name: len(texts()[name].splitlines()) for name in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_shipped_file_says_first_why_it_exists() -> None:
    shipped = {name: tree for name, tree in modules().items() if name.startswith(SHIPPED)}
    assert [name for name, tree in shipped.items() if not ast.get_docstring(tree)] == []


def test_no_file_names_a_path_of_the_machine_it_was_built_on() -> None:
    assert lines_matching(FOREIGN_PATH) == []


def test_no_file_names_the_address_of_a_package_registry() -> None:
    assert lines_matching(REGISTRY) == []


@pytest.mark.parametrize(
    "line", ["see /" + "work/shared/design.md", 'open("/' + 'root/notes")', "PATH=/" + "tmp/v/bin"]
)
def test_a_path_of_a_machine_would_be_noticed(line: str) -> None:
    assert FOREIGN_PATH.search(line)


@pytest.mark.parametrize("line", ["https://files.python" + "hosted.org/x", "pip install --index-" + "url x"])
def test_the_address_of_a_registry_would_be_noticed(line: str) -> None:
    assert REGISTRY.search(line)


def test_nothing_is_printed_where_nobody_reads_it() -> None:
    prints = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if not name.startswith(MAY_PRINT)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert prints == []


STDLIB_LOGGING = {
    "relay/processes/logs.py": "sets up the one logger, and quietens those of libraries",
    "relay/http/serve.py": "takes what aiohttp says of requests it could not read, and hands it to the one logger",
}
"""Shipped files that may import the logging of the standard library, and why."""


def imported(tree: ast.Module) -> set[str]:
    """The top names of the packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_own_code_logs_through_one_logger() -> None:
    other = {name for name, tree in modules().items() if name.startswith(SHIPPED) and "logging" in imported(tree)}
    assert other == set(STDLIB_LOGGING)


@pytest.mark.parametrize("line", ["import logging", "from logging import getLogger", "import logging.handlers"])
def test_another_logger_would_be_noticed(line: str) -> None:
    assert "logging" in imported(ast.parse(f"def f():\n    {line}"))


def waits_after_cancelling_once(function: ast.AsyncFunctionDef) -> bool:
    """Whether a function calls ``x.cancel()`` and later awaits x, or one of the ways to wait for tasks."""
    cancelled: dict[str, int] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cancel":
            cancelled[ast.unparse(node.func.value)] = node.lineno
    first = min(cancelled.values(), default=0)
    waited = [
        ast.unparse(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Await) and node.lineno >= first > 0
    ]
    return any(text in cancelled or text.startswith(("asyncio.gather(", "asyncio.wait")) for text in waited)


def test_nobody_cancels_a_task_once_and_then_waits_for_it() -> None:
    found = [
        f"{name}: {node.name}"
        for name, tree in modules().items()
        if name != "relay/line/background.py"  # its end() cancels again
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef) and waits_after_cancelling_once(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    "wait", ["await task", "await asyncio.gather(*tasks)", "await asyncio.wait([task], timeout=1)"]
)
def test_a_task_that_is_cancelled_once_and_waited_for_would_be_noticed(wait: str) -> None:
    [function] = ast.parse(f"async def f():\n    for task in tasks:\n        task.cancel()\n    {wait}").body
    assert isinstance(function, ast.AsyncFunctionDef)
    assert waits_after_cancelling_once(function)


def test_the_name_of_every_test_is_a_sentence_of_four_words_or_more() -> None:
    short = [
        f"{name}: {node.name}"
        for name, tree in modules().items()
        if name.startswith("tests/")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        if len(node.name.removeprefix("test_").split("_")) < 4
    ]
    assert short == []


def files_of_tests_imported(tree: ast.Module) -> set[str]:
    """The files of tests that a module takes something from."""
    sources: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            sources += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            sources += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return {source for source in sources if re.match(r"tests\.([a-z_0-9]+\.)*test_[a-z_0-9]+$", source)}


def test_nobody_takes_a_helper_from_a_file_of_tests() -> None:
    assert {name: found for name, tree in modules().items() if (found := files_of_tests_imported(tree))} == {}


@pytest.mark.parametrize(
    "line",
    ["from tests.line.test_line import line", "import tests.line.test_line", "from tests.line import test_line"],
)
def test_a_helper_taken_from_a_file_of_tests_would_be_noticed(line: str) -> None:
    assert files_of_tests_imported(ast.parse(line))


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")
def test_make_alone_lists_every_target_with_what_it_does() -> None:
    shown = subprocess.run(["make", "-s"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout  # noqa: S607 - make of the machine
    listed = dict(re.findall(r"^  (\w+) +(\S.*)$", shown, re.MULTILINE))
    assert list(listed) == targets()
    assert {"demo", "test", "lint", "types", "check"} <= set(listed)


def test_every_dependency_is_pinned_to_a_version_it_allows() -> None:
    pins = dict(line.split("==") for line in texts()["constraints.txt"].splitlines() if not line.startswith("#"))
    versions = {plain(name): version for name, version in pins.items()}
    project = tomllib.loads(texts()["pyproject.toml"])["project"]
    wanted = [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["dev"]]
    assert [str(one) for one in wanted if not one.specifier.contains(versions.get(plain(one.name), "0"))] == []


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.11.9", "3.12.4", "3.13.1"])
def test_what_a_pinned_dependency_needs_on_another_python_is_pinned_too(python: str) -> None:
    """Such as async-timeout, which redis takes on Python 3.11.0 to 3.11.2 alone."""
    pins = {plain(line.split("==")[0]) for line in texts()["constraints.txt"].splitlines() if not line.startswith("#")}
    there = {"python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}
    needed = {
        plain(wanted.name): distribution.name
        for distribution in importlib.metadata.distributions()
        if plain(distribution.name) in pins
        for wanted in map(Requirement, distribution.requires or [])
        if wanted.marker is None or wanted.marker.evaluate(there)
    }
    assert {name: by for name, by in needed.items() if name not in {*pins, "pip"}} == {}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_run_of_continuous_integration_can_be_executed() -> None:
    assert os.access(HOUSE / ".ci" / "run", os.X_OK)
