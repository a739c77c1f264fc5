"""Makes the JSON Schema of relay.yaml from the models that read it, so that an editor completes and marks as they do.

It refuses nothing that the models accept: where it cannot say what they or a rule demand, it says nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from relay.settings.checked import PipelineShape, VendorShape
from relay.settings.connections import ConnectionSettings
from relay.settings.lookalikes import DAY, FILLED_IN
from relay.settings.model import FlowSettings, Settings
from relay.settings.types import NAME, format_duration

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The youngest that the usual editors all know."""

_REFERENCE: Final = "#/$defs/{model}"
_TRUTHS: Final = ("true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "1", "0")
_IN_ANY_CASE: Final = "|".join(
    "".join(f"[{sign}{sign.upper()}]" if sign.isalpha() else sign for sign in word) for word in _TRUTHS
)
_SHARED: Final[Mapping[str, JsonSchemaValue]] = {
    "a-number-between-quotes": {"type": "string", "pattern": "[0-9]|[iI][nN][fF]|[nN][aA][nN]"},
    "a-word-for-true-or-false": {
        "anyOf": [
            {"type": "string", "pattern": f"^(?:{_IN_ANY_CASE})$"},
            {"type": "integer", "minimum": 0, "maximum": 1},
        ]
    },
    "filled-in": {"pattern": FILLED_IN.pattern},
}
"""What stands in many places. No model is called so: these names have hyphens."""

_NUMBER_AS_TEXT: Final = _SHARED["a-number-between-quotes"]
_BOUNDS: Final = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_TAG: Final = "scheme"
"""The word that tells which of several models is meant, wherever one of several may stand."""


def schema_of(vendors: Mapping[str, VendorShape], pipelines: Mapping[str, PipelineShape]) -> dict[str, Any]:
    """The schema of the whole file: connections by ``vendor``, flows by ``entity``; ``pipelines`` are by entity."""
    models: list[type[BaseModel]] = [vendor.settings for vendor in vendors.values()]
    models += [pipeline.settings for pipeline in pipelines.values()]
    every = list(dict.fromkeys([*_COMPOSED.values(), *models]))
    names, made = models_json_schema(
        [(model, "validation") for model in every], ref_template=_REFERENCE, schema_generator=_AsWritten
    )
    known = {model: names[model, "validation"]["$ref"] for model in every}
    shapes = {name: made["$defs"].pop(known[model].rpartition("/")[2]) for name, model in _COMPOSED.items()}
    flow, whole = shapes["flow"], shapes["whole"]
    word = shapes["connection"]["properties"]["vendor"]
    connection = _by_word("vendor", word, {name: {"$ref": known[one.settings]} for name, one in vendors.items()})
    own = {name: _own_settings(known[one.settings]) for name, one in pipelines.items()}
    flow["properties"]["settings"] = {"type": ["object", "null"], "description": "What its entity can be told."}
    flow["required"] = [name for name in flow["required"] if name != "settings"]
    flow |= _by_word("entity", flow["properties"]["entity"], own, flow)
    whole["properties"] = {name: _or_nothing(part, name, whole) for name, part in whole["properties"].items()}
    whole["properties"] |= {
        "connections": _by_name(connection, "The systems that the relay talks to, by names of your own."),
        "flows": _by_name(flow, "What is carried from where to where, by names of your own."),
    }
    whole = _tidy(whole)
    made["$defs"].pop(BaseModel.__name__)
    defs = {**{name: _tidy(shape) for name, shape in sorted(made["$defs"].items())}, **_SHARED}
    return {"$schema": DIALECT, "title": "relay.yaml", **whole, "$defs": defs}


_COMPOSED: Final[Mapping[str, type[BaseModel]]] = {
    "whole": Settings,
    "flow": FlowSettings,
    "connection": ConnectionSettings,
}
"""The models whose shape depends on what a word in them says."""


def _by_word(
    word: str, shape: JsonSchemaValue, then: Mapping[str, JsonSchemaValue], rest: JsonSchemaValue | None = None
) -> JsonSchemaValue:
    """A mapping in which a word decides what else may stand there."""
    rest = rest or {"type": "object", "properties": {}}
    return {
        **rest,
        "properties": {**rest["properties"], word: {**shape, "enum": sorted(then)}},
        "required": sorted({*rest.get("required", ()), word}),
        "allOf": [
            {"if": {"properties": {word: {"const": name}}, "required": [word]}, "then": one}
            for name, one in then.items()
        ],
    }


def _own_settings(reference: str) -> JsonSchemaValue:
    return {"properties": {"settings": {"anyOf": [{"$ref": reference}, {"type": "null"}]}}}


def _by_name(shape: JsonSchemaValue, description: str) -> JsonSchemaValue:
    return {
        "type": "object",
        "description": description,
        "propertyNames": {"pattern": NAME},
        "additionalProperties": shape,
    }


def _or_nothing(part: JsonSchemaValue, name: str, whole: JsonSchemaValue) -> JsonSchemaValue:
    """A heading with nothing behind it is as if it were not there."""
    return part if name in whole["required"] else {"anyOf": [part, {"type": "null"}]}


def _tidy(shape: Any) -> Any:
    """The same with a reference for what is shared, and with bounds where they hold: at the number itself."""
    if isinstance(shape, list):
        return [_tidy(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    for name, shared in _SHARED.items():
        if shape == shared:
            return {"$ref": _REFERENCE.format(model=name)}
    bounds = {name: shape[name] for name in _BOUNDS if not isinstance(shape.get(name, {}), dict)}
    if bounds:
        first, *others = shape["anyOf"]
        limits = {_BOUNDS[name]: bound for name, bound in bounds.items()}
        shape = {name: value for name, value in shape.items() if name not in bounds}
        shape["anyOf"] = [first | limits, *others]
    return {name: _tidy(value) for name, value in shape.items()}


class _AsWritten(GenerateJsonSchema):
    """Says of each type what may be written for it: a whole number may stand between quotes, a day is a text."""

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        """A whole number, also between quotes; then its bounds are not said."""
        return {"anyOf": [super().int_schema(schema), _NUMBER_AS_TEXT]}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        """A number, also between quotes."""
        return {"anyOf": [super().float_schema(schema), _NUMBER_AS_TEXT]}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A number with its bounds, also between quotes."""
        limits = {word: float(schema[name]) for name, word in _BOUNDS.items() if name in schema}  # type: ignore[literal-required]  # one of the four
        return {"anyOf": [{"type": "number", **limits}, _NUMBER_AS_TEXT]}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        """True or false, or one of the words that are taken for them, in any case."""
        return {"anyOf": [super().bool_schema(schema), _SHARED["a-word-for-true-or-false"]]}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        """A day as it must be written."""
        return {**super().date_schema(schema), "pattern": f"^{DAY.pattern}$"}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """A text, in which nothing is filled in."""
        return {**super().str_schema(schema), "not": _SHARED["filled-in"]}

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """What the function takes; a day and an exact number are written alike wherever they stand."""
        inner: Any = schema["schema"]
        if inner["type"] == "decimal":
            return self.decimal_schema(inner)
        return self.date_schema(inner) if inner["type"] == "date" else super().function_before_schema(schema)

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Values by name; a name may be any text."""
        made = super().dict_schema(schema)
        if isinstance(made.get("propertyNames"), dict):
            made["propertyNames"].pop("not", None)
            made = made if made["propertyNames"] else {name: made[name] for name in made if name != "propertyNames"}
        return made

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """One of several models, of which a word tells which."""
        tagged = {str(tag): self.generate_inner(one) for tag, one in schema["choices"].items()}
        return _by_word(_TAG, {"type": "string"}, tagged)

    def set_schema(self, schema: core_schema.SetSchema) -> JsonSchemaValue:
        """A list, in which a value may stand twice."""
        return {name: value for name, value in super().set_schema(schema).items() if name != "uniqueItems"}

    def frozenset_schema(self, schema: core_schema.FrozenSetSchema) -> JsonSchemaValue:
        """A list, in which a value may stand twice."""
        return {name: value for name, value in super().frozenset_schema(schema).items() if name != "uniqueItems"}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """The default as it would be written; of what has settings of its own each tells its own."""
        inner = self.generate_inner(schema["schema"])
        default = schema.get("default")
        if default is None or isinstance(default, BaseModel) or default in ((), {}, "", frozenset()):
            return inner
        return {**inner, "default": _written(default)}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A model without its name, which means nothing to who writes the file, and with one sentence about it."""
        made = super().model_schema(schema)
        made.pop("title", None)
        if "description" in made:
            made["description"] = " ".join(made["description"].split("\n\n")[0].split()).replace("``", "`")
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - of no kind of schema
        """The name of a setting is title enough."""
        return False


def _written(default: Any) -> Any:
    if isinstance(default, frozenset):
        return sorted(default)
    if isinstance(default, tuple):
        return [_written(part) for part in default]
    if isinstance(default, timedelta):
        return format_duration(default)
    return default if isinstance(default, str | int | float | bool) else str(default)
