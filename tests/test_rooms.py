"""Facts about the rooms of the house: few at the top of the engine, and no file so small that it is but a detour."""

import ast
from collections import defaultdict
from pathlib import Path

from tests.source import HOUSE, SHIPPED, modules, texts

MOST_AT_THE_TOP = 16
SMALL = 40

SMALL_ON_PURPOSE = {
    "admin/api": "one file a resource",
    "relay/cli": "one file a group of commands, loaded when one of them runs",
    "handlers/vendors/afas": "the same names in every vendor",
    "handlers/vendors/accountview": "the same names in every vendor",
    "handlers/vendors/webhook/rules.py": "the same names in every vendor",
    "handlers/sandboxes/afas/standard_codes.py": "lists of codes are of no party and no goods",
    "handlers/pipelines/common/articles.py": "an order makes articles with it, as a pipeline of products will",
    "handlers/pipelines/customers/rules.py": "what judges the settings of a flow is asked for by name, as of orders",
    "handlers/pipelines/products": "the same names in every pipeline",
    "handlers/pipelines/orders/trial_orders.py": "what becomes of orders placed to try a shop is asked for by name",
    "handlers/pipelines/parties/company_or_person.py": "a pipeline of customers asks it too",
    "relay/bootstrap/demonstration.py": "only `relay demo` loads the sandboxes",
    "relay/intake/signatures": "one file a scheme",
    "relay/intake/app.py": "routes and middleware of the public listener at one glance",
    "relay/care/not_there.py": "what a person says of what was posted is asked for by name",
    "relay/store/reservation_keys.py": "a part of the names of keys, as of readings and gates",
    "relay/systems/proven_gate.py": "the gate knows no systems, and the systems no gate",
}
"""Files below 40 lines with one reader, by path or folder, and why they stand alone."""


def readers() -> dict[str, set[str]]:
    """Which shipped files import each shipped file."""
    shipped = {name: tree for name, tree in modules().items() if name.startswith(tuple(f"{top}/" for top in SHIPPED))}
    by_module = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in shipped}
    found: dict[str, set[str]] = defaultdict(set)
    for name, tree in shipped.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    read = by_module.get(f"{node.module}.{alias.name}") or by_module.get(node.module)
                    if read:
                        found[read].add(name)
    return found


def is_on_purpose(name: str) -> bool:
    return any(name == path or name.startswith(f"{path}/") for path in SMALL_ON_PURPOSE)


def test_the_engine_has_few_things_at_its_top() -> None:
    assert len([path for path in (HOUSE / "relay").iterdir() if not path.name.startswith(("__pycache__", "."))]) <= (
        MOST_AT_THE_TOP
    )


def test_a_file_that_is_small_has_several_readers_or_a_reason() -> None:
    read_by = readers()
    small = {
        name
        for name in read_by
        if len(texts()[name].splitlines()) < SMALL
        and len(read_by[name]) == 1
        and Path(name).name not in {"__init__.py", "__main__.py"}
    }
    assert small
    assert {name for name in small if not is_on_purpose(name)} == set()


def test_every_reason_for_a_small_file_is_still_about_one() -> None:
    assert {path for path in SMALL_ON_PURPOSE if not (HOUSE / path).exists()} == set()
