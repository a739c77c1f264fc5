"""Writes docs/settings.md: every setting of relay.yaml, from the models that read it.

Renew it after a change of a model: ``python -m handlers.settings_reference docs/settings.md``.
"""

import sys
from pathlib import Path

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings import ConnectionSettings, Settings
from relay.settings.model import FlowSettings
from relay.settings.reference import section

_OPENING = """# Settings

Every setting of `relay.yaml`, and what happens when it is left out. `relay check` tells every mistake in your file at
once, with its path. A length of time is written `5m`; a secret as `${NAME}` or `${file:/run/secrets/name}`, never as it
is. *By name* means a table whose names are yours: the text `NAME` stands for one of them, and `[]` for an entry of a
list.

A setting with `default`, `force`, `table` and `unmapped` always works the same way: `force` takes the default whatever
the source says; else the value of the source is looked up in `table`; a value that is not in it is held, kept as it is
or replaced by the default, as `unmapped` says; no value at all gives the default.

This page is generated: `python -m handlers.settings_reference docs/settings.md`.

"""


def page() -> str:
    """The page in Markdown."""
    parts = [section("The file as a whole", Settings, but=frozenset({"connections", "flows"}))]
    parts.append(section("Every connection", ConnectionSettings))
    shared = frozenset(ConnectionSettings.model_fields)
    for name, vendor in VENDORS.items():
        parts.append(section(f"Connections to {name}", vendor.settings, but=shared - {"parallel_calls"}))
    parts.append(section("Every flow", FlowSettings, but=frozenset({"settings"})))
    models = {pipeline.settings: pipeline for pipeline in PIPELINES.values()}
    for model in models:
        entities = " and ".join(name for name, pipeline in PIPELINES.items() if pipeline.settings is model)
        parts.append(section(f"`settings` of flows of {entities}", model))
    return _OPENING + "\n".join(parts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
