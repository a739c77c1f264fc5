"""Reads relay.yaml with the models of every vendor and pipeline."""

from collections.abc import Mapping
from pathlib import Path

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings import Settings, load_settings
from relay.store.vault import open_vault


def load(path: Path, environment: Mapping[str, str]) -> Settings:
    """Read the file, its secrets from the environment. Raises StartError with every mistake."""
    settings = load_settings(path, environment, VENDORS, {name: p.settings for name, p in PIPELINES.items()})
    open_vault(settings.keys)
    return settings
