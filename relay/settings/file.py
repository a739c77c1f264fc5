"""Reads relay.yaml: YAML, then secrets from the environment, then every model; all mistakes are reported at once."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from relay.errors import StartError
from relay.settings.connections import ConnectionSettings, VendorShape
from relay.settings.mistakes import describe, literal_secrets
from relay.settings.model import FlowSettings, Settings
from relay.settings.wiring import wiring_mistakes

_REFERENCE = re.compile(r"\$\{(file:)?([^}]+)\}")


class _StrictLoader(yaml.SafeLoader):
    """YAML without duplicate keys: the second one would silently win."""


def _mapping_without_duplicates(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        name = str(key.value)
        if name in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {name!r} is written twice", problem_mark=key.start_mark)
        seen.add(name)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_duplicates)


def load_settings(
    path: Path,
    environment: Mapping[str, str],
    vendors: Mapping[str, VendorShape],
    pipelines: Mapping[str, type[BaseModel]],
) -> Settings:
    """Read and check the file. ``pipelines`` maps an entity to the model of its flow settings.

    Raises StartError with one line per mistake: the path of the field, what is wrong, and the value unless secret.
    """
    try:
        written = yaml.load(path.read_text("utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader subclass
    except OSError as error:
        raise StartError(f"{path.name}: cannot be read ({error.strerror}); give the path of a relay.yaml") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StartError(f"{path.name}: {_yaml_mistake(error)}") from None
    if not isinstance(written, dict):
        raise StartError(f"{path.name}: the file must be a mapping with connections and flows")

    mistakes: list[str] = []
    filled = _fill_in(written, environment, "", mistakes)
    filled["connections"] = _typed_connections(filled.get("connections"), written, vendors, mistakes)
    filled["flows"] = _typed_flows(filled.get("flows"), written, pipelines, mistakes)
    try:
        settings = Settings.model_validate(filled)
    except ValidationError as error:
        raise StartError(*mistakes, *describe(error, Settings, written)) from None
    mistakes += literal_secrets(settings, written)
    if not mistakes:
        mistakes += wiring_mistakes(settings, vendors)
    if mistakes:
        raise StartError(*mistakes)
    return settings


def _yaml_mistake(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}{getattr(error, 'problem', None) or 'this is not YAML text in UTF-8'}"


def _fill_in(value: Any, environment: Mapping[str, str], path: str, mistakes: list[str]) -> Any:
    """Replace ``${NAME}`` and ``${file:PATH}`` in every text of the tree."""
    if isinstance(value, dict):
        return {str(k): _fill_in(v, environment, f"{path}.{k}".lstrip("."), mistakes) for k, v in value.items()}
    if isinstance(value, list):
        return [_fill_in(item, environment, f"{path}[{index}]", mistakes) for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value

    def look_up(match: re.Match[str]) -> str:
        name = match[2]
        if match[1]:
            try:
                return Path(name).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError):
                mistakes.append(f"{path}: the file {name} cannot be read; mount it, or correct the path")
                return ""
        if name not in environment:
            mistakes.append(f"{path}: the environment has no {name}; set it before you start the relay")
        return environment.get(name, "")

    return _REFERENCE.sub(look_up, value)


def _typed_connections(
    raw: Any, written: Any, vendors: Mapping[str, VendorShape], mistakes: list[str]
) -> dict[str, ConnectionSettings] | Any:
    if not isinstance(raw, dict):
        return raw
    typed: dict[str, ConnectionSettings] = {}
    for name, fields in raw.items():
        vendor = fields.get("vendor") if isinstance(fields, dict) else None
        shape = vendors.get(vendor) if isinstance(vendor, str) else None
        typed[name] = ConnectionSettings(vendor=str(vendor))
        if shape is None:
            mistakes.append(f"connections.{name}.vendor: unknown vendor; use one of {', '.join(sorted(vendors))}")
            continue
        try:
            typed[name] = shape.settings.model_validate(fields)
        except ValidationError as error:
            mistakes += describe(error, shape.settings, written, ("connections", name))
    return typed


def _typed_flows(raw: Any, written: Any, pipelines: Mapping[str, type[BaseModel]], mistakes: list[str]) -> Any:
    if not isinstance(raw, dict):
        return raw
    typed: dict[str, Any] = {}
    for name, fields in raw.items():
        entity = fields.get("entity") if isinstance(fields, dict) else None
        model = pipelines.get(entity) if isinstance(entity, str) else None
        if model is None:
            mistakes.append(f"flows.{name}.entity: unknown entity; use one of {', '.join(sorted(pipelines))}")
            continue
        settings: BaseModel = model.model_construct()
        try:
            settings = model.model_validate(fields.get("settings") or {})
        except ValidationError as error:
            mistakes += describe(error, model, written, ("flows", name, "settings"))
        try:
            typed[name] = FlowSettings.model_validate({**fields, "settings": settings})
        except ValidationError as error:
            mistakes += describe(error, FlowSettings, written, ("flows", name))
    return typed
