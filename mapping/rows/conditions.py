"""The small condition of a row's ``when``: one path, and what must stand there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mapping.choices import table_key
from mapping.rows.paths import read_path
from mapping.suggestions import tell_unknown
from words.mistake import Mistake
from words.told import Told

TESTS = ("is", "is_not", "in", "not_in", "filled", "empty")


@dataclass(frozen=True, slots=True)
class Condition:
    """Asks of the value at one path whether it is one of ``values``, or, where they are None, whether it is filled.

    ``wanted`` is the answer that makes the condition hold: true for ``is``, ``in`` and ``filled``, false for the rest.
    Values are written as in a table. A value that is missing is none of them.
    """

    path: str
    values: frozenset[str] | None = None
    wanted: bool = True

    def holds(self, value: Any) -> bool:
        """Whether what stands at the path fits. Numbers are compared as numbers: 21.00 is 21.

        >>> read_condition({"path": "order.status", "in": ["paid", "sent"]}).holds("paid")
        True
        >>> read_condition({"path": "order.remark", "empty": True}).holds("  ")
        True
        """
        if self.values is not None:
            return (table_key(value) in self.values) is self.wanted
        blank = value is None or value in ("", [], {}, ()) or (isinstance(value, str) and not value.strip())
        return blank is not self.wanted

    def __str__(self) -> str:
        if self.values is not None:
            return f"{self.path} {'is' if self.wanted else 'is not'} {' or '.join(sorted(self.values))}"
        return f"{self.path} is {'filled' if self.wanted else 'empty'}"


def read_condition(entry: Any) -> Condition:
    """A condition as the configuration has it. Raises Mistake with the remedy."""
    if not isinstance(entry, Mapping) or "path" not in entry:
        raise Mistake(Told("rows.write_condition"))
    tests = [name for name in entry if name != "path"]
    if unknown := [str(name) for name in tests if name not in TESTS]:
        raise tell_unknown(Told("names.test"), unknown[0], TESTS, at=(unknown[0],))
    if len(tests) != 1:
        raise Mistake(Told("rows.write_condition"))
    path, test = _read_path(entry["path"]), tests[0]
    value = entry[test]
    if test in {"filled", "empty"}:
        if not isinstance(value, bool):
            raise Mistake(Told("rows.true_or_false"), at=(test,))
        return Condition(path, wanted=value if test == "filled" else not value)
    several = test in {"in", "not_in"}
    given = value if several else [value]
    keys = [table_key(one) for one in given] if isinstance(given, list | tuple) else []
    if not keys or None in keys:
        raise Mistake(Told("rows.write_values") if several else Told("rows.write_value"), at=(test,))
    return Condition(path, frozenset(key for key in keys if key is not None), wanted=test in {"is", "in"})


def _read_path(value: Any) -> str:
    try:
        return read_path(value)
    except Mistake as mistake:
        raise Mistake(mistake.told, at=("path",)) from None
