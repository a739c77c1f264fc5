"""Lays a user's rows over those of a preset, target field by field, and knows afterwards where each came from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from mapping.rows.row import MappingError, Row, RowMistake, in_row
from mapping.suggestions import did_you_mean
from words.mistake import Mistake
from words.told import Told


@dataclass(frozen=True, slots=True)
class Merged:
    """A preset with an overlay on it.

    ``replaced`` holds the preset's row for each field that the overlay changed, ``removed`` those it took away and
    ``added`` the fields only it fills. ``notices`` tell which of its rows were written for another preset.
    """

    rows: tuple[Row, ...]
    replaced: Mapping[str, Row] = field(default_factory=dict)
    removed: Mapping[str, Row] = field(default_factory=dict)
    added: frozenset[str] = frozenset()
    notices: tuple[Told, ...] = ()

    def origin(self, target: str) -> str:
        """Where the row for a target field comes from: preset or overlay."""
        return "overlay" if target in self.replaced or target in self.added else "preset"


def merge(preset: Sequence[Row], overlay: Sequence[Row], *, protected: Collection[str] = ()) -> tuple[Row, ...]:
    """The rows that come of laying an overlay over a preset, as :func:`lay_over` does it. Raises MappingError."""
    return lay_over(preset, overlay, protected=protected).rows


def lay_over(preset: Sequence[Row], overlay: Sequence[Row], *, protected: Collection[str] = ()) -> Merged:
    """Lay an overlay over a preset: a row replaces the one for the same field, is added, or with ``off`` removes it.

    A row for a list that names no ``each`` takes that of the preset. ``protected`` fields cannot be overlaid, not even
    to shorten them: a target names there the field by which a written document is found again. Raises MappingError
    with every mistake.
    """
    shipped = {row.to: row for row in preset}
    merged = dict(shipped)
    lists = lists_of(preset)
    mistakes: list[RowMistake] = []
    overlaid: set[str] = set()
    for number, row in enumerate(overlay, start=1):
        if mistake := _mistake(row, merged, overlaid, protected):
            mistakes += in_row(mistake, number, row.to)
            continue
        overlaid.add(row.to)
        if row.off:
            del merged[row.to]
        elif row.each is None and row.to.partition(".")[0] in lists:
            merged[row.to] = row.model_copy(update={"each": lists[row.to.partition(".")[0]]})
        else:
            merged[row.to] = row
    if mistakes:
        raise MappingError(mistakes)
    return Merged(
        rows=tuple(merged.values()),
        replaced={to: shipped[to] for to in sorted(overlaid & shipped.keys() & merged.keys())},
        removed={to: shipped[to] for to in sorted(overlaid - merged.keys())},
        added=frozenset(overlaid - shipped.keys()),
        notices=tuple(_notices(shipped, overlay)),
    )


def lists_of(preset: Sequence[Row]) -> dict[str, str]:
    """By table the list from which a preset fills it, for tables of lines."""
    return {row.to.partition(".")[0]: row.each for row in preset if row.each is not None}


def _notices(shipped: Mapping[str, Row], overlay: Sequence[Row]) -> list[Told]:
    """One line for each row that was written for another version than that of the preset its field belongs to."""
    of_table = {row.to.partition(".")[0]: row.preset for row in shipped.values()}
    notices = []
    for number, row in enumerate(overlay, start=1):
        shipped_row = shipped.get(row.to)
        version = shipped_row.preset if shipped_row else of_table.get(row.to.partition(".")[0])
        if row.preset is not None and version is not None and row.preset != version:
            notices.append(Told("rows.other_preset", row=number, field=row.to, written_for=row.preset, version=version))
    return notices


def _mistake(
    row: Row, merged: Mapping[str, Row], overlaid: Collection[str], protected: Collection[str]
) -> Mistake | None:
    guarded = next((name for name in protected if _covers(row.to, name)), None)
    if guarded is not None:
        return Mistake(Told("rows.holds_the_mark", field=guarded), at=("to",))
    if row.to in overlaid:
        return Mistake(Told("rows.same_field"), at=("to",))
    twin = next((name for name in merged if name != row.to and name.casefold() == row.to.casefold()), None)
    if twin is not None and row.to not in merged:
        return Mistake(Told("rows.other_capitals", field=f'"{twin}"'), nearest=twin, at=("to",))
    if row.off and row.to not in merged:
        guess = did_you_mean(row.to, merged)
        remedy = Told("names.did_you_mean", name=f'"{guess}"') if guess else Told("rows.take_row_away")
        return Mistake(Told("rows.nothing_to_take_off", remedy=remedy), nearest=guess, at=("off",))
    return None


def _covers(target: str, guarded: str) -> bool:
    """Whether a row for the target would fill the guarded field: itself, its table as a whole, or something in it."""
    ours, theirs = f"{target}.".casefold(), f"{guarded}.".casefold()
    return ours.startswith(theirs) or theirs.startswith(ours)
