"""Reads relay.yaml: YAML, then secrets from the environment, then every model; all mistakes are reported at once."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from mapping.strict_yaml import YamlError
from mapping.suggestions import did_you_mean
from relay.errors import StartError
from relay.settings.connections import ConnectionSettings, VendorShape
from relay.settings.mistakes import describe, literal_secrets
from relay.settings.model import FlowSettings, Settings
from relay.settings.networks import ADDRESS_PRESETS
from relay.settings.references import References
from relay.settings.wiring import wiring_mistakes
from relay.settings.written import read_written


def load_settings(
    path: Path,
    environment: Mapping[str, str],
    vendors: Mapping[str, VendorShape],
    pipelines: Mapping[str, type[BaseModel]],
) -> Settings:
    """Read and check the file. ``pipelines`` maps an entity to the model of its flow settings.

    Raises StartError with one line per mistake: the path of the field, what is wrong, and the value unless secret.
    """
    references = References(environment)
    try:
        written = read_written(path.read_text("utf-8"))
        filled = references.fill_in(written)
    except OSError as error:
        raise StartError(f"{path.name}: cannot be read ({error.strerror}); give the path of a relay.yaml") from None
    except (YamlError, UnicodeDecodeError, RecursionError) as error:
        raise StartError(f"{path.name}: {_yaml_mistake(error)}") from None
    if not isinstance(filled, dict):
        raise StartError(f"{path.name}: the file must be a mapping with connections and flows")

    settings, mistakes = _typed(filled, written, vendors, pipelines)
    mistakes = [*references.mistakes(), *references.without_consequences(mistakes)]
    if mistakes or settings is None:
        raise StartError(*mistakes)
    return settings


def _typed(
    filled: dict[str, Any],
    written: Any,
    vendors: Mapping[str, VendorShape],
    pipelines: Mapping[str, type[BaseModel]],
) -> tuple[Settings | None, list[str]]:
    """The settings, or None where they have no valid form, and every mistake in them."""
    mistakes: list[str] = []
    context = {
        ADDRESS_PRESETS: {name: found for each in vendors.values() for name, found in each.address_presets.items()}
    }
    filled = _without_empty(filled)
    filled |= _typed_connections(filled.get("connections"), written, vendors, context, mistakes)
    filled |= _typed_flows(filled.get("flows"), written, pipelines, context, mistakes)
    try:
        settings = Settings.model_validate(filled, context=context)
    except ValidationError as error:
        return None, [*mistakes, *describe(error, Settings, written)]
    mistakes += literal_secrets(settings, written)
    if not mistakes:
        mistakes += wiring_mistakes(settings, vendors)
    return settings, mistakes


def _yaml_mistake(error: Exception) -> str:
    """What is wrong and where, without quotes of the text: a secret that begins with * or ! looks like an alias."""
    if isinstance(error, RecursionError):
        return "lists and mappings stand too deep in each other"
    if not isinstance(error, YamlError) or not error.rule:
        return "this is not YAML text in UTF-8"
    return re.sub(r"'.{2,}'", "…", str(error)) if error.quotes else str(error)


def _without_empty(filled: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of the file that hold something: a name with nothing behind it is as if it were not there."""
    return {name: value for name, value in filled.items() if value is not None}


def _typed_connections(
    raw: Any, written: Any, vendors: Mapping[str, VendorShape], context: Mapping[str, Any], mistakes: list[str]
) -> dict[str, Any]:
    """The part ``connections``, each of its vendor's model; nothing where the file has no such mapping."""
    if not isinstance(raw, dict):
        return {}
    typed: dict[str, ConnectionSettings] = {}
    for name, fields in raw.items():
        vendor = fields.get("vendor") if isinstance(fields, dict) else None
        shape = vendors.get(vendor) if isinstance(vendor, str) else None
        typed[name] = ConnectionSettings(vendor=str(vendor))
        if shape is None:
            mistakes.append(f"connections.{name}.vendor: unknown vendor; {_instead(vendor, vendors)}")
            continue
        try:
            typed[name] = shape.settings.model_validate(fields, context=context)
        except ValidationError as error:
            mistakes += describe(error, shape.settings, written, ("connections", name))
    return {"connections": typed}


def _typed_flows(
    raw: Any, written: Any, pipelines: Mapping[str, type[BaseModel]], context: Mapping[str, Any], mistakes: list[str]
) -> dict[str, Any]:
    """The part ``flows``, their settings of their pipeline's model; nothing where the file has no such mapping."""
    if not isinstance(raw, dict):
        return {}
    typed: dict[str, Any] = {}
    for name, fields in raw.items():
        entity = fields.get("entity") if isinstance(fields, dict) else None
        model = pipelines.get(entity) if isinstance(entity, str) else None
        if model is None:
            mistakes.append(f"flows.{name}.entity: unknown entity; {_instead(entity, pipelines)}")
            continue
        settings: BaseModel = model.model_construct()
        try:
            settings = model.model_validate(fields.get("settings") or {})
        except ValidationError as error:
            mistakes += describe(error, model, written, ("flows", name, "settings"))
        try:
            typed[name] = FlowSettings.model_validate({**fields, "settings": settings}, context=context)
        except ValidationError as error:
            mistakes += describe(error, FlowSettings, written, ("flows", name))
    return {"flows": typed}


def _instead(found: Any, known: Iterable[str]) -> str:
    """Which name to write: the nearest one where a text stands there, and all that there are."""
    guess = did_you_mean(found, known) if isinstance(found, str) else None
    return (f"did you mean {guess!r}? " if guess else "") + f"use one of {', '.join(sorted(known))}"
