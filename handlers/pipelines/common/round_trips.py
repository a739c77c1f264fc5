"""Proves of a flow's own rows whether what they write comes back as it went, where another flow reads it there.

The shipped rows of both ways are proven by tests. A row of one's own is applied to values such as its field holds: what
is left must be a form of the value by which it is known again, or the field can be carried one way only.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from handlers.pipelines.common.edited_units import Units
from handlers.pipelines.common.forms import ANY, is_form_of
from mapping.rows.row import Row, Step
from words.mistake import Mistake

_TEXTS: Final = (
    "Zoë van der Berg-Öztürk & Zn. B.V.",
    "Keukenweegschaal 5 kg, met schaal van glas (geschenkverpakking), maat L/XL",
    "a",
    "0017",
)
_TELEPHONES: Final = ("+31 20 555 01 99", "020-5550199")
_EMAILS: Final = ("Anna.de-Wit+winkel@example.com", "info@example.com")
_TRUTHS: Final = (True, False)
_NUMBERS: Final = (Decimal("0.5"), Decimal(1200))
_PROBES: Final[Mapping[str, Sequence[Any]]] = {"email": _EMAILS, "blocked": _TRUTHS, "weight": _NUMBERS}
"""By unit what it may hold, where that is not any text."""


def find_lossy(rows: Sequence[Mapping[str, Any]], units: Units[Any]) -> Iterator[tuple[int, str]]:
    """The places of rows, from 0, by which a unit does not come back as it goes, each with the unit."""
    for place, written in enumerate(rows):
        try:
            row = Row.model_validate(written)
        except (ValidationError, Mistake):
            continue  # told where the row is judged
        of = {unit for path in row.source or () if (unit := units.unit_of(path)) is not None}
        for unit in sorted(of):
            if len(of) > 1 or not _comes_back(row, unit, units):
                yield place, unit


def _comes_back(row: Row, unit: str, units: Units[Any]) -> bool:
    if row.expr is not None or row.const is not None or row.rules is not None or row.force:
        return False
    if row.table is not None and any(str(code) != value for value, code in row.table.items()):
        return False
    form = units.forms.get(unit, ANY)
    probes = _TELEPHONES if form.telephone else _PROBES.get(unit, _TEXTS)
    return all(is_form_of(probe, _apply(row.do, probe), form) for probe in probes)


def _apply(steps: Sequence[Step], value: Any) -> Any:
    """What is left of a value; None where a function does not take it."""
    try:
        for step in steps:
            if value is not None or step.function.sees_nothing:
                value = step.function.call(value, *([] if step.argument is None else [step.argument]))
    except (Mistake, ValueError, TypeError, ArithmeticError):
        return None
    return value
