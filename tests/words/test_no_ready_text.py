"""No text that is worded where it is raised reaches the end of a run, a note, a problem or a finding."""

import ast
from collections.abc import Iterator

import pytest

from tests.source import SHIPPED, modules

SENTENCES = {
    **dict.fromkeys(["Settled", "Skip", "DryRun", "Hold", "Permanent", "Barred", "Parked", "OtherSystem"], (0,)),
    **dict.fromkeys(["Transient", "Contended", "Unconfirmed"], (0,)),
    "Outcome": (1,),
    "Problem": (1, 2),
    "Finding": (2, 3),
}
"""What is made of sentences, and which of its arguments are."""

NAMED = {"told", "wrong", "mend", "notes", "text", "remedy", "reason"}
"""Arguments that are sentences where they are given by name."""

NOT_CONVERTED: set[str] = set()
"""Folders and files whose sentences are still worded where they are made; the list shrinks until nothing is left."""


class Words:
    """Finds ready texts in one file; a function of the file that gives one counts as one."""

    def __init__(self, tree: ast.AST) -> None:
        self._functions = {
            node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }

    def ready(self, node: ast.AST, function: ast.AST, asked: frozenset[str] = frozenset()) -> bool:
        """Whether an expression gives a text and no sentence with a code, as far as its function shows."""
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str) and node.value != ""
        if isinstance(node, ast.Call):
            name, method = getattr(node.func, "id", ""), getattr(node.func, "attr", "")
            return name == "str" or method in {"format", "join"} or self._gives_one(name, asked)
        if isinstance(node, ast.Name):
            return any(self.ready(value, ast.Module([], []), asked) for value in assigned(function, node.id))
        return isinstance(node, ast.JoinedStr) or any(self.ready(part, function, asked) for part in parts(node))

    def _gives_one(self, name: str, asked: frozenset[str]) -> bool:
        called = self._functions.get(name)
        if called is None or name in asked:
            return False
        given = [node.value for node in ast.walk(called) if isinstance(node, ast.Return | ast.Yield) and node.value]
        return any(self.ready(value, called, asked | {name}) for value in given)


def parts(node: ast.AST) -> list[ast.expr]:
    """The expressions of which one may be what an expression gives."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.BoolOp):
        return node.values
    return node.elts if isinstance(node, ast.Tuple | ast.List) else []


def assigned(function: ast.AST, name: str) -> Iterator[ast.AST]:
    """What a name is set to in a function."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign):
            continue
        [target, *_] = node.targets
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == name)


def worded(tree: ast.AST) -> Iterator[int]:
    """The lines on which a ready text is handed to something that is made of sentences."""
    functions: list[ast.AST] = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    words = Words(tree)
    seen: set[ast.AST] = set()
    for function in [*reversed(functions), tree]:
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or node in seen:
                continue
            seen.add(node)
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in SENTENCES or (name == "tell" and "refusals" not in ast.unparse(node.func)):
                places = SENTENCES.get(name, range(len(node.args)))
                given = [node.args[place] for place in places if place < len(node.args)]
                given += [keyword.value for keyword in node.keywords if keyword.arg in NAMED]
                if any(words.ready(value, function) for value in given):
                    yield node.lineno


def is_listed(name: str) -> bool:
    return any(name == listed or name.startswith(f"{listed}/") for listed in NOT_CONVERTED)


def test_no_sentence_is_worded_where_it_is_made() -> None:
    found = {name: list(worded(tree)) for name, tree in modules().items() if name.startswith(SHIPPED)}
    assert {name: lines for name, lines in found.items() if lines and not is_listed(name)} == {}


def test_what_is_converted_is_off_the_list() -> None:
    left = {name for name, tree in modules().items() if name.startswith(SHIPPED) and any(worded(tree))}
    assert {
        one for one in NOT_CONVERTED if not any(name == one or name.startswith(f"{one}/") for name in left)
    } == set()


@pytest.mark.parametrize(
    "line",
    [
        'raise Hold(f"order {number} is wrong")',
        'raise Hold("order %s is wrong" % number)',
        'raise Hold("order {} is wrong".format(number))',
        'raise Hold("it is wrong")',
        'told = f"order {number}"\n    raise Transient(told)',
        'told, rest = f"order {number}", 1\n    raise Transient(told)',
        'raise errors.Parked("for a while", after=AFTER)',
        'yield Problem("lines", Told("orders.no_lines"), f"add {number}")',
        'return Finding(level, subject, "fine" if good else Told("doctor.bad"))',
        'return run.tell(f"debtor {number} known")',
        "return Outcome(State.HELD, told=str(end))",
        'raise Hold(why())\n\ndef why():\n    return f"order {number}"',
        'raise Hold(why())\n\ndef why():\n    return because()\n\ndef because():\n    yield "it is wrong"',
    ],
)  # fmt: skip
def test_a_ready_text_would_be_noticed(line: str) -> None:
    assert list(worded(ast.parse(f"def function():\n    {line}")))


@pytest.mark.parametrize(
    "line",
    [
        'raise Hold(Told("orders.wrong", number=number, what=f"{path}.sku"))',
        'told = Told("orders.wrong")\n    raise Transient(told)',
        'yield Problem(f"lines[{place}].sku", Told("orders.no_lines"), Told("orders.add_lines"), "value")',
        'raise Hold(why())\n\ndef why():\n    return Told("orders.wrong", number=number) if number else why()',
    ],
)
def test_a_sentence_with_a_code_is_no_ready_text(line: str) -> None:
    assert not list(worded(ast.parse(f"def function():\n    {line}")))
