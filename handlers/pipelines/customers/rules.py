"""Rules about settings of customers that no type can tell: slips by which nothing, or the wrong thing, would happen."""

from collections.abc import Iterator

from handlers.pipelines.common.two_way import NEWEST
from handlers.pipelines.common.two_way_settings import TwoWaySettings
from handlers.pipelines.common.write_policy import GUARDED
from handlers.pipelines.customers.both_ways import UNITS
from handlers.pipelines.customers.settings import CustomerSettings
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path, Severity
from relay.settings.model import FlowSettings
from words.told import Told


def settings_that_never_count(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """A setting that counts only together with another is a forgotten half where that one says otherwise."""
    settings = flow.settings
    if not isinstance(settings, CustomerSettings):
        return
    creates, updates = settings.customer.on_none == "create", settings.customer.update != "never"
    halves: tuple[tuple[Path, bool, str], ...] = (
        (("incomplete", "customer"), creates, "customer.on_none: create"),
        (("customer", "on_shared"), creates or settings.customer.on_shared == "hold", "customer.on_none: create"),
        (("customer", "unblock"), updates, "customer.update: always"),
        (("incomplete", "delivery_address"), settings.addresses, "addresses: true"),
    )
    for setting, counts, other in halves:
        place = checked.written.place((*path, "settings", *setting))
        if place is not None and place.text != "null" and not counts:
            yield Finding("warning", (*path, "settings", *setting), Told("books.counts_with", other=other))


def money_that_no_shop_changes(_: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """A row that lets a debtor's bank account or VAT number change does nothing where customers are posted."""
    if not isinstance(flow.settings, CustomerSettings) or flow.poll is not None:
        return
    for place, row in enumerate(flow.mapping):
        read = row.get("from")
        paths = [read] if isinstance(read, str) else read if isinstance(read, list) else []
        if row.get("write") == "always" and GUARDED & {path for path in paths if isinstance(path, str)}:
            yield Finding("warning", (*path, "mapping", place, "write"), Told("customers.no_shop_changes"))


def two_ways_that_agree(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """What `two_way` names is there, and both flows of a pair say the same of whose edit counts.

    Two flows that both write and say nothing are refused: each would carry back what the other has written and the
    system there has cut.
    """
    if not isinstance(flow.settings, CustomerSettings):
        return
    here, place = flow.settings.two_way, (*path, "settings", "two_way")
    back = {
        name: other.settings.two_way
        for name, other in checked.settings.flows.items()
        if isinstance(other.settings, CustomerSettings) and (other.source, other.target) == (flow.target, flow.source)
    }
    wrong = list(_unknown_names(here, place, (flow.source, flow.target))) if here is not None else []
    if wrong:
        yield from wrong
    elif here is None:
        for name in back:
            severity: Severity = "error" if flow.write and checked.settings.flows[name].write else "warning"
            yield Finding(severity, (*path, "settings"), Told("customers.no_word_on_both_ways", flow=name))
    elif not back:
        told = Told("customers.nobody_carries_back", source=flow.source, target=flow.target)
        yield Finding("warning", place, told, rests_on=tuple((*place, name) for name in TwoWaySettings.model_fields))
    for name, other in back.items():
        if here is not None and other is not None and other != here:
            yield Finding("error", place, Told("customers.two_ways_differ", flow=name))


def _unknown_names(two_way: TwoWaySettings, place: Path, ends: tuple[str, str]) -> Iterator[Finding]:
    named: list[tuple[Path, str, tuple[str, ...]]] = [(("leader",), two_way.leader, ends)]
    named += [(("source_of_truth", unit), side, (*ends, NEWEST)) for unit, side in two_way.source_of_truth.items()]
    named += [(("one_way", unit), side, ends) for unit, side in two_way.one_way.items()]
    named += [(("source_of_truth", unit), unit, UNITS) for unit in two_way.source_of_truth]
    named += [(("one_way", unit), unit, UNITS) for unit in two_way.one_way]
    for at, word, allowed in named:
        if word not in allowed:
            yield Finding(
                "error", (*place, *at), Told("customers.none_of_these", allowed=list(allowed)), allowed=allowed
            )
