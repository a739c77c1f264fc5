"""Reads relay.yaml: the file, its values and every rule over them; all mistakes are told at once."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from relay.settings.checked import PipelineShape, Rule, VendorShape
from relay.settings.findings import SettingsError
from relay.settings.judging import Judged, judge_written
from relay.settings.model import Settings
from relay.settings.secret_sources import SecretSources
from relay.settings.written import read_file


def judge(
    path: Path,
    environment: Mapping[str, str],
    vendors: Mapping[str, VendorShape],
    pipelines: Mapping[str, PipelineShape],
    rules: Iterable[Rule] = (),
) -> Judged:
    """Judge the file; ``pipelines`` are by entity, ``rules`` are further ones, to be asked last.

    Raises nothing: what keeps the file from being read is a finding too.
    """
    try:
        written = read_file(path)
    except SettingsError as error:
        return Judged(None, error.findings)
    return judge_written(written, SecretSources(environment, path.parent), vendors, pipelines, rules)


def load_settings(
    path: Path,
    environment: Mapping[str, str],
    vendors: Mapping[str, VendorShape],
    pipelines: Mapping[str, PipelineShape],
) -> Settings:
    """The settings of the file. Raises SettingsError with every finding where one is an error."""
    judged = judge(path, environment, vendors, pipelines)
    if judged.settings is None:
        raise SettingsError(judged.findings)
    return judged.settings
