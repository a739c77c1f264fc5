"""Rules about settings of flows whose target is only told: what looks through books decides nothing there."""

from collections.abc import Iterator, Sequence

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.model import FlowSettings
from words.told import Told


def is_told(checked: Checked, flow: FlowSettings) -> bool:
    """Whether a flow's documents are posted to a system that shows nobody what it has."""
    return checked.vendor_of(flow.target).is_posted_to


def settings_of_books(checked: Checked, path: Path, flow: FlowSettings, named: Sequence[Path]) -> Iterator[Finding]:
    """A warning for each of the ``named`` settings that the file gives a flow whose target is only told."""
    if not is_told(checked, flow):
        return
    for setting in named:
        place = checked.written.place((*path, "settings", *setting))
        if place is not None and place.text != "null":
            told = Told("books.of_books_only", target=flow.target)
            yield Finding("warning", (*path, "settings", *setting), told)
