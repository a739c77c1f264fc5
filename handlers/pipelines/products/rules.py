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
    """Both flows of a pair say the same of whose edit counts, or are refused: see :func:`check_two_ways`.

    Of a pair with a system that is only told nobody can say that, and :func:`what_nobody_shows` judges it.
    """
    if _told_end(checked, flow) is None:
        yield from check_two_ways(checked, path, flow, ProductSettings, UNITS)


def what_nobody_shows(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """What is compared with what stands in a system cannot be, where that shows nobody what it has.

    Of two flows between it and another, one must leave alone what is there: each would carry back what the other wrote.
    """
    settings, told = flow.settings, _told_end(checked, flow)
    if not isinstance(settings, ProductSettings) or told is None:
        return
    if settings.two_way is not None:
        yield Finding("error", (*path, "settings", "two_way"), Told("products.two_way_unseen", target=told))
    changes = settings.product.on_existing == "update" and flow.write
    if changes and any(other.write and back.product.on_existing == "update" for other, back in _backs(checked, flow)):
        at = (*path, "settings", "product", "on_existing")
        yield Finding("error", at, Told("products.told_both_ways", target=told))


def _told_end(checked: Checked, flow: FlowSettings) -> str | None:
    """The end of a flow to which products are posted, by it or by the one that carries the other way."""
    if is_told(checked, flow):
        return flow.target
    return flow.source if checked.vendor_of(flow.source).is_posted_to and list(_backs(checked, flow)) else None


def _backs(checked: Checked, flow: FlowSettings) -> Iterator[tuple[FlowSettings, ProductSettings]]:
    """The flows that carry products the other way, with their settings."""
    for _, other in checked.flows_from(flow.target):
        if other.target == flow.source and isinstance(other.settings, ProductSettings):
            yield other, other.settings


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
