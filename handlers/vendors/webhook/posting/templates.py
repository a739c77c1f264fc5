"""Fills paths such as ``/stock/{code}`` with values of a document, each as one segment that leads nowhere else.

Percent-encoding: RFC 3986, section 2. A value of dots alone would be taken for a step up or none (section 5.2.4).
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import quote

from pydantic import AfterValidator, WithJsonSchema

from relay.errors import Hold
from words.mistake import Mistake
from words.told import Told

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_FORM: Final = r"^/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}|\{[a-z_]+\})*$"
_DOTS: Final = frozenset({"", ".", ".."})
MOST: Final = 200
"""Characters of a value: more is no code or number of anything."""


def names_in(template: str) -> frozenset[str]:
    """The names of the values that a template takes."""
    return frozenset(_NAME.findall(template))


def check_template(template: str) -> str:
    """Accept a path that begins with ``/`` and stays below its address. Raises Mistake."""
    if not re.fullmatch(_FORM, template):
        raise Mistake(Told("posting.write_path"))
    path = template.partition("?")[0]
    if "//" in path or any(part in {".", ".."} for part in path.split("/")):
        raise Mistake(Told("posting.path_leads_away"))
    return template


PathTemplate = Annotated[
    str,
    AfterValidator(check_template),
    WithJsonSchema({"type": "string", "pattern": _FORM, "examples": ["/stock/{code}"]}),
]
"""A path below a connection's address, with names of values in braces."""


def fill(template: str, values: Mapping[str, str]) -> str:
    """The path with its values, each encoded as one segment. Raises Hold for one that cannot be one.

    >>> fill("/stock/{code}", {"code": "A/B ?"})
    '/stock/A%2FB%20%3F'
    """
    return _NAME.sub(lambda found: _segment(found[1], values.get(found[1], "")), template)


def _segment(name: str, value: str) -> str:
    if value.strip() in _DOTS:
        raise Hold(Told("posting.value_leads_away", name=name))
    if len(value) > MOST or any(sign < " " or sign == "\x7f" for sign in value):
        raise Hold(Told("posting.value_cannot_stand_in_path", name=name))
    return quote(value, safe="")
