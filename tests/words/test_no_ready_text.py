"""No text that is worded where it is made reaches the end of a run, a start that is refused, a note, a problem, an
observation of the doctor, a refusal at the door, a notice or a line of the log."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source import SHIPPED, modules

SENTENCES = {
    **dict.fromkeys(["Settled", "Skip", "DryRun", "Hold", "Permanent", "Barred", "Parked", "OtherSystem"], (0,)),
    **dict.fromkeys(["Transient", "Contended", "Unconfirmed"], (0,)),
    **dict.fromkeys(["StorageError", "Mistake"], (0,)),
    "StartError": range(100),
    "Outcome": (1,),
    "Problem": (1, 2),
    "UnworkableError": (0, 1),
    "WrongValueError": (0, 1),
    "Observation": (1, 2, 3),
    "Verdict": (1,),
    "Asked": (0,),
}
"""What is made of sentences, and which of its arguments are."""

NAMED = {"told", "wrong", "mend", "notes", "text", "remedy", "reason", "detail", "notices", "stops", "rule"}
"""Arguments that are sentences where they are given by name."""

LOGGED = {"reason", "remedy", "told", "why", "mistakes", "first", "failure", "text"}
"""Parts of a line of the log that are sentences: the log gives each by its code and values."""

GATHERED = {"notes", "notices"}
"""Lists of sentences."""

NOT_CONVERTED: set[str] = set()
"""Folders and files whose sentences are still worded where they are made; the list shrinks until nothing is left."""


FOR_PROGRAMMERS = {
    "handlers/sandboxes/afas/filters.py",
    "handlers/sandboxes/afas/server.py",
    "handlers/vendors/accountview/dictionary.py",
    "handlers/vendors/afas/protocol/queries.py",
    "relay/bootstrap/answers.py",
    "relay/demo/embedded.py",
}
"""Files with a ValueError that only whoever calls them wrongly reads: no validator of settings or documents is here."""


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
    if isinstance(node, ast.Starred):
        return [node.value]
    if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp):
        return [node.elt]
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
            if any(words.ready(value, function) for value in sentences_given(node)):
                yield node.lineno


def sentences_given(node: ast.Call) -> list[ast.expr]:
    """The arguments of a call that must be sentences."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    to = ast.unparse(node.func).rpartition(".")[0]
    if to == "log":
        return [keyword.value for keyword in node.keywords if keyword.arg in LOGGED]
    if name == "append" and to in GATHERED:
        return node.args
    tells = name == "tell" and node.args and "refusals" not in to
    if name not in SENTENCES and name not in REFUSALS and not tells:
        return []
    places = SENTENCES.get(name, range(len(node.args)))
    given = [node.args[place] for place in places if place < len(node.args)]
    return given + [keyword.value for keyword in node.keywords if keyword.arg in NAMED]


def refusals() -> Iterator[str]:
    """The refusals at the door that are given their detail where they are raised."""
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and "Refusal" in map(ast.unparse, node.bases):
                own = [part.name for part in node.body if isinstance(part, ast.FunctionDef)]
                if "__init__" not in own:
                    yield node.name


REFUSALS = frozenset(refusals())


def is_listed(name: str) -> bool:
    return any(name == listed or name.startswith(f"{listed}/") for listed in NOT_CONVERTED)


def test_no_sentence_is_worded_where_it_is_made() -> None:
    found = {name: list(worded(tree)) for name, tree in modules().items() if name.startswith(SHIPPED)}
    assert {name: lines for name, lines in found.items() if lines and not is_listed(name)} == {}


def test_no_value_is_refused_with_a_ready_text() -> None:
    found = {name for name, tree in modules().items() if name.startswith(SHIPPED) and any(bare_refusals(tree))}
    assert found == FOR_PROGRAMMERS


def bare_refusals(tree: ast.AST) -> Iterator[int]:
    """The lines that raise what pydantic collects with a text instead of a sentence."""
    for node in ast.walk(tree):
        raised = node.exc if isinstance(node, ast.Raise) else None
        if (
            isinstance(raised, ast.Call)
            and raised.args
            and ast.unparse(raised.func) in {"ValueError", "AssertionError"}
        ):
            yield raised.lineno


def test_a_value_that_is_refused_with_a_ready_text_would_be_noticed() -> None:
    assert list(bare_refusals(ast.parse('raise ValueError("write a number")'))) == [1]
    assert list(bare_refusals(ast.parse('raise ValueError(f"write {one}") from None'))) == [1]
    assert not list(bare_refusals(ast.parse('raise Mistake(Told("rows.write_list"))')))


def test_every_line_of_the_log_is_named_by_a_word_that_stays() -> None:
    lines = [
        (f"{name}:{node.lineno}", node.args)
        for name, tree in modules().items()
        if name.startswith(SHIPPED)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[0] == "log"
    ]
    assert len(lines) > 50
    assert [
        place for place, given in lines if [bool(_NAME.fullmatch(ast.unparse(one))) for one in given] != [True]
    ] == []


_NAME = re.compile(r"'[a-z]+(_[a-z]+)*'")


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
        'return Observation(level, subject, "fine" if good else Told("doctor.bad"))',
        'return Observation(level, f"flows.{name}", Told("doctor.bad"))',
        'raise StartError(Told("care.gone"), f"flows.{name}: is wrong")',
        'raise StartError(*(f"flows.{name}: {mistake}" for mistake in mistakes))',
        'mistakes = [f"flows.{name}: {mistake}" for mistake in found]\n    raise StartError(*mistakes)',
        'raise StorageError(f"only {count} have it")',
        'raise BodyTooLarge(f"larger than {most}")',
        'return Verdict(allowed=False, rule=f"{name} is empty")',
        'notices.append(f"row {number} is old")',
        'log.warning("poll_failed", flow=name, reason=f"{name} is away")',
        'log.warning("poll_failed", flow=name, reason=str(told))',
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
        'raise StartError(*(Told("rows.mistake_in", setting=f"flows.{name}", mistake=one) for one in mistakes))',
        'log.warning("records_missing", flow=name, command=f"relay reconcile {name} --carry")',
    ],
)
def test_a_sentence_with_a_code_is_no_ready_text(line: str) -> None:
    assert not list(worded(ast.parse(f"def function():\n    {line}")))
