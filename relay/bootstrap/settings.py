"""Reads relay.yaml with the models of every vendor and pipeline."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings import Settings, load_settings
from relay.settings.checked import Rule
from relay.settings.file import judge as judge_settings
from relay.settings.judging import Judged
from relay.settings.schema import schema_of


def load(path: Path, environment: Mapping[str, str]) -> Settings:
    """Read the file, its secrets from the environment. Raises StartError with every mistake."""
    return load_settings(path, environment, VENDORS, PIPELINES)


def judge(path: Path, environment: Mapping[str, str], rules: Iterable[Rule] = ()) -> Judged:
    """Judge the file, its secrets from the environment: the settings, and everything that is wrong or odd in it."""
    return judge_settings(path, environment, VENDORS, PIPELINES, rules)


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, for editors."""
    return schema_of(VENDORS, PIPELINES)
