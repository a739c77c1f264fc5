"""Reads YAML with the plain types of JSON: Norway stays NO, ``off`` stays a name, and decimals stay exact.

YAML 1.1, which PyYAML reads, makes false of the bare words ``no`` and ``off``, floats of decimals, and keeps the last
of two fields with one name; each of these would change a mapping behind its writer's back.
"""

import re
from decimal import Decimal
from typing import Any

import yaml


def read_yaml(text: str) -> Any:
    """The value in the text: dict, list, str, int, Decimal, bool or None. Raises ValueError saying what and where.

    >>> read_yaml("{country: NO, off: true, rate: 0.10}")
    {'country': 'NO', 'off': True, 'rate': Decimal('0.10')}
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer types
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the text"
        raise ValueError(f"{place}: {getattr(error, 'problem', None) or 'is no YAML'}") from None


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {}  # noqa: RUF012 - the base class declares it so

    def construct_exact(self, node: yaml.ScalarNode) -> Decimal:
        return Decimal(node.value)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - as in the base class
        names: set[str] = set()
        for name, _ in node.value:
            if str(name.value) in names:
                raise yaml.constructor.ConstructorError(None, None, "a field stands here twice", name.start_mark)
            names.add(str(name.value))
        return super().construct_mapping(node, deep=deep)


for _tag, _form, _first in (
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:null", r"null|~|", ["n", "~", ""]),
    ("tag:yaml.org,2002:int", r"0|-?[1-9][0-9]{0,17}", "-0123456789"),
    ("!exact", r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,20}", "-0123456789"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_form})\Z"), list(_first))
_Loader.add_constructor("!exact", _Loader.construct_exact)
