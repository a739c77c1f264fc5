"""Makes the reference page of the functions from the functions themselves, so that it cannot say anything else."""

import doctest
import inspect
import re
from collections.abc import Iterator, Mapping

from mapping.functions.arguments import Argument, Kind, Named
from mapping.functions.function import Function

_OPENING = """# Functions

Every function that a row may name under `do`. A row hands its value to the first, the result of that to the second, and
so on. Where there is nothing, a function is not called and nothing goes on, except for those that say so. A value that
a function cannot work on becomes a problem of the document, with the field, the rule and the remedy.

A function without arguments is written by its name, `do: [trim]`; one argument stands behind it, `do: [{cut: 40}]`;
several stand in braces by name, `do: [{pad: {length: 6, sign: "0"}}]`. A number with decimals may stand between quotes.

In the examples, which run as tests, the value comes first in the brackets, and then the arguments.

This page is generated: `python -m handlers.vendors.row_functions docs/functions.md`.
"""


def reference_page(families: Mapping[str, Mapping[str, Function]]) -> str:
    """The page in Markdown: each family with its functions, their arguments and their examples."""
    parts = [_OPENING, *(f"- [{name}](#{_anchor(name)}): {_listed(members)}" for name, members in families.items())]
    for name, members in families.items():
        parts.append(f"\n## {name}")
        for function_name, function in members.items():
            parts += ["", *_section(function_name, function)]
    return "\n".join(parts) + "\n"


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _listed(members: Mapping[str, Function]) -> str:
    return ", ".join(f"`{name}`" for name in members)


def _section(name: str, function: Function) -> Iterator[str]:
    documentation = inspect.getdoc(function.call) or ""
    yield f"### {name}"
    yield ""
    yield documentation.split(">>>")[0].strip().replace("``", "`")
    if function.sees_nothing:
        yield "It is also called where there is nothing."
    yield ""
    yield from _arguments(name, function.argument)
    yield "```python"
    for example in doctest.DocTestParser().get_examples(documentation):
        source = re.sub(rf"\b{function.call.__name__}\(", f"{name}(", example.source)
        yield ">>> " + source.rstrip("\n").replace("\n", "\n... ")
        if example.want:
            yield example.want.rstrip("\n")
    yield "```"


def _arguments(name: str, kind: Kind) -> Iterator[str]:
    if kind is Argument.NONE:
        return
    if not isinstance(kind, Named):
        yield f"Written `{{{name}: ...}}` with {kind.value}."
        yield ""
        return
    if kind.short:
        yield f"Written `{{{name}: ...}}` with `{kind.short}` alone, or with names:"
    else:
        yield f"Written `{{{name}: {{...}}}}` with names:"
    yield ""
    for argument, inner in kind.kinds.items():
        left_out = "" if argument in kind.needed else " (may be left out)"
        yield f"- `{argument}`{left_out}: {inner.value}"
    yield ""
