"""The option `--json` of every command that lists something: one JSON document on standard output, and nothing else."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Answer with one JSON document, for another program.")]


def say_json(answer: Mapping[str, Any]) -> None:
    """Say an answer that the admin API does not have. Decimals are texts, as they are in it."""
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False, default=_plain))


def write_moment(milliseconds: int | None) -> str | None:
    """A moment since the epoch as the admin API writes it; None where it is not known."""
    if milliseconds is None:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat().replace("+00:00", "Z")


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
