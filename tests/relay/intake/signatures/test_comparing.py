"""That a comparison tells nothing by its time is shown by how it is written: a clock would show it by luck only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from relay.intake import signatures
from relay.intake.signatures.cause import is_any

PLAIN_COMPARISONS = {"len(values) > 1", "scheme.lower() != wanted", "self._settings.encoding == 'hex'"}
"""Comparisons in the package whose sides are no secret."""


class Watched(list[bytes]):
    """A list that notes which of its items were looked at."""

    def __init__(self, *items: bytes) -> None:
        super().__init__(items)
        self.seen: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        for item in super().__iter__():
            self.seen.append(item)
            yield item


def modules() -> list[ast.Module]:
    return [ast.parse(path.read_text("utf-8")) for path in sorted(Path(signatures.__path__[0]).glob("*.py"))]


def test_bytes_are_found_among_the_expected_ones() -> None:
    assert is_any(b"b", [b"a", b"b"])
    assert not is_any(b"c", [b"a", b"b"])
    assert not is_any(b"aa", [b"a"])
    assert not is_any(b"", [])


def test_every_secret_is_tried_also_after_one_that_fits() -> None:
    secrets = Watched(b"first", b"second", b"third")
    assert is_any(b"first", secrets)
    assert secrets.seen == [b"first", b"second", b"third"]


def test_nothing_in_the_package_compares_a_secret_with_an_operator() -> None:
    operators = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
    found = {
        ast.unparse(node)
        for tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], operators)
    }
    assert {text for text in found if "time" not in text} == PLAIN_COMPARISONS


def test_the_one_comparison_of_secrets_takes_the_same_time_for_all_bytes() -> None:
    calls = [
        ast.unparse(node.func)
        for tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "compare_digest" in ast.unparse(node.func)
    ]
    assert calls == ["hmac.compare_digest"]
