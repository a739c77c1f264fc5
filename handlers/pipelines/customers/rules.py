"""Rules about the settings of customers that no type can tell: slips by which nothing would happen, unseen."""

from collections.abc import Iterator

from handlers.pipelines.customers.settings import CustomerSettings
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
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
