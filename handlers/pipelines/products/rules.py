"""Rules about settings of products that no type can tell: slips by which nothing, or the wrong thing, would happen."""

from collections.abc import Iterator
from typing import Final

from handlers.pipelines.common.told_rules import is_told
from handlers.pipelines.common.two_way_rules import check_two_ways
from handlers.pipelines.products.both_ways import UNITS
from handlers.pipelines.products.settings import ProductSettings
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.model import FlowSettings
from words.told import Told

_ONE_WAY: Final = ("prices", "images")
"""What comes back is another than what went: a price that was rounded, a picture that was stored anew."""


def settings_that_never_count(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """A setting that counts only together with another is a forgotten half where that one says otherwise."""
    settings = flow.settings
    if not isinstance(settings, ProductSettings):
        return
    creates, updates = settings.product.on_none == "create", settings.product.on_existing == "update"
    halves: list[tuple[Path, bool, str]] = [
        (("product", "on_first_match"), updates, "product.on_existing: update"),
        (("product", "unblock"), updates, "product.on_existing: update"),
        (("product", "on_rename"), updates or creates, "product.on_existing: update"),
        *(((name,), creates, "product.on_none: create") for name in ("warehouse", "supplier", "statistics")),
    ]
    for setting, counts, other in halves:
        place = checked.written.place((*path, "settings", *setting))
        if place is not None and place.text != "null" and not counts:
            yield Finding("warning", (*path, "settings", *setting), Told("books.counts_with", other=other))


def two_ways_that_agree(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Both flows of a pair say the same of whose edit counts, or are refused: see :func:`check_two_ways`."""
    yield from check_two_ways(checked, path, flow, ProductSettings, UNITS)


def what_nobody_shows(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """What is compared with what stands in the target cannot be, where that shows nobody what it has."""
    settings = flow.settings
    if isinstance(settings, ProductSettings) and settings.two_way is not None and is_told(checked, flow):
        yield Finding("error", (*path, "settings", "two_way"), Told("products.two_way_unseen", target=flow.target))


def prices_and_pictures_one_way(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Of two flows that carry products both ways only one carries prices, and pictures: they come back as others."""
    settings = flow.settings
    if not isinstance(settings, ProductSettings) or not flow.write:
        return
    for name, other in checked.settings.flows.items():
        is_back = isinstance(other.settings, ProductSettings) and (other.source, other.target) == (
            flow.target,
            flow.source,
        )
        for what in _ONE_WAY if is_back and other.write else ():
            if getattr(settings, what) is not None and getattr(other.settings, what) is not None:
                yield Finding(
                    "error", (*path, "settings", what), Told("products.one_way_only", flow=name, setting=what)
                )
