"""Rules about settings of customers that no type can tell: slips by which nothing, or the wrong thing, would happen."""

from collections.abc import Iterator
from typing import Final

from handlers.pipelines.common.told_rules import is_told, settings_of_books
from handlers.pipelines.common.two_way_rules import check_two_ways
from handlers.pipelines.common.write_policy import GUARDED
from handlers.pipelines.customers.both_ways import UNITS
from handlers.pipelines.customers.settings import CustomerSettings
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.model import FlowSettings
from words.told import Told

_OF_BOOKS: Final[tuple[Path, ...]] = (
    ("customer", "match"),
    ("customer", "on_many"),
    ("customer", "on_shared"),
    ("customer", "unblock"),
    ("incomplete", "customer"),
)
"""Settings by which debtors are looked through."""


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


def settings_of_books_alone(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """What looks through debtors decides nothing of a customer who is posted; what must, cannot be kept."""
    settings = flow.settings
    if not isinstance(settings, CustomerSettings):
        return
    yield from settings_of_books(checked, path, flow, _OF_BOOKS)
    if not is_told(checked, flow):
        return
    at = (*path, "settings")
    if settings.customer.update == "empty_fields":
        told = Told("customers.empties_unseen", target=flow.target)
        yield Finding("error", (*at, "customer", "update"), told)
    if settings.on_leave == "block":
        yield Finding("warning", (*at, "on_leave"), Told("customers.no_block_posted", target=flow.target))


def echoes_that_nobody_sees(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Of two flows that carry customers both ways, one must leave alone who is there, where a system is only told.

    What such a system makes of a post comes back as a change. Books are compared with it, and take its form.
    """
    settings = flow.settings
    told = list(_told_ends(checked, flow))
    if not isinstance(settings, CustomerSettings) or not told:
        return
    if settings.two_way is not None:
        at = (*path, "settings", "two_way")
        yield Finding("error", at, Told("customers.two_way_unseen", target=told[0]))
    backs = [one.customer.update for one in _backs(checked, flow)]
    at = (*path, "settings", "customer", "update")
    if settings.customer.update != "always" or not backs or flow.source not in told:
        return
    if flow.target not in told:
        yield Finding("warning", at, Told("customers.takes_the_form_of", source=flow.source))
    elif "always" in backs:
        yield Finding("error", at, Told("customers.told_both_ways", source=flow.source, target=flow.target))


def two_ways_that_agree(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Both flows of a pair say the same of whose edit counts, or are refused: see :func:`check_two_ways`.

    Of a pair with a system that is only told nobody can say that, and :func:`echoes_that_nobody_sees` judges it.
    """
    if not list(_told_ends(checked, flow)):
        yield from check_two_ways(checked, path, flow, CustomerSettings, UNITS)


def _told_ends(checked: Checked, flow: FlowSettings) -> Iterator[str]:
    """The ends of a flow to which customers are posted, by it or by the one that carries the other way."""
    if is_told(checked, flow):
        yield flow.target
    if checked.vendor_of(flow.source).is_posted_to and list(_backs(checked, flow)):
        yield flow.source


def _backs(checked: Checked, flow: FlowSettings) -> Iterator[CustomerSettings]:
    """The settings of the flows that carry customers the other way."""
    for _, other in checked.flows_from(flow.target):
        if other.target == flow.source and isinstance(other.settings, CustomerSettings):
            yield other.settings
