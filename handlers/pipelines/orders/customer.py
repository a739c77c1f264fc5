"""Finds the debtor of an order in the target, or makes him, once."""

from dataclasses import dataclass, replace

from handlers.pipelines.orders.deciding import Verdict, candidates, decide, needs_no_look, searchable
from handlers.pipelines.orders.drafting import book_on, unplaced
from handlers.pipelines.orders.marks import MARKS, given, in_words, link_of, marks_of, names_of, shared_names_of
from handlers.pipelines.orders.needs import CustomerMarks, Fields, FoundDebtor, OrderTarget
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.updating import changes_of
from mapping.parsing import dump_json
from relay.errors import Hold, Skip
from relay.intents import Intents, still_unconfirmed
from relay.links import Link, Links
from relay.locks import Locks

_SAY_WHICH = "say which one it is with: relay link EVENT --debtor NUMBER"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What looking for one customer needs: ``wanted`` are the marks that the target can hold.

    ``names`` are those of the flow's chain; by ``shared`` flows with other chains may know him.
    """

    target: OrderTarget
    intents: Intents
    marks: CustomerMarks
    wanted: CustomerMarks
    names: list[str]
    shared: list[str]
    fields: Fields
    digest: str


async def customer(run: OrderRun, target: OrderTarget, links: Links, intents: Intents, locks: Locks) -> OrderRun:
    """Find the debtor or make him, under a lock on all any flow knows him by; unless a setting chose one already."""
    if run.known.debtor is not None:
        return run
    marks = marks_of(run.known.order, run.settings.customer)
    names = names_of(target.connection, links, marks, run.settings.customer)
    if not names:
        raise Hold(
            "the order gives no e-mail address, nor another mark of settings.customer.match, and the flow has no "
            "default debtor; set settings.default_debtor.value"
        )
    wanted, notes = searchable(marks, target)
    fields = target.debtor_fields(run.known)
    digest = links.digest(dump_json(dict(fields), sort_keys=True))
    link = await link_of(links, names)
    if link is not None and needs_no_look(link, digest, wanted, run.settings.customer):
        return _known(run, link)  # of whom nothing changed: neither a lock nor a call
    shared = [name for name in shared_names_of(target.connection, links, run.known.order) if name not in names]
    async with locks.hold([*names, *shared]):
        desk = _Desk(target, intents, marks, wanted, names, shared, fields, digest)
        return await _find_or_make(run, desk, links, notes)


async def debtors_of(run: OrderRun, target: OrderTarget, links: Links) -> set[str]:
    """The numbers under which the target knows this order's customer."""
    if run.known.debtor is not None:
        return {run.known.debtor}
    matching = run.settings.customer
    marks = marks_of(run.known.order, matching)
    link = await link_of(links, names_of(target.connection, links, marks, matching))
    numbers = {link.number} if link else set()
    if link is None or not needs_no_look(link, link.digest, marks, matching):
        wanted, _ = searchable(marks, target)
        found = decide(await candidates(target, wanted, link), wanted, link, matching)
        numbers |= {debtor.number for debtor in found.debtors}
    stands_in = run.settings.incomplete.customer if run.known.lacks else None
    if "default_debtor" in {matching.on_many, matching.on_none, stands_in}:
        order = run.known.order
        numbers |= {run.settings.default_debtor.number(order.ship_to.country, order.store) or ""} - {""}
    return numbers


async def _find_or_make(run: OrderRun, desk: _Desk, links: Links, notes: tuple[str, ...]) -> OrderRun:
    matching = run.settings.customer
    link = await link_of(links, desk.names)
    if link is not None and needs_no_look(link, desk.digest, desk.wanted, matching):
        return _known(run, link)
    run = run.tell(*notes)
    open_notes = [note for name in desk.names if (note := await desk.intents.look(name)) is not None]
    found = await candidates(desk.target, desk.wanted, link)
    verdict = decide(found, desk.wanted, link, matching)
    if verdict.mark is None:
        return await _on_none(run, desk, looked=not open_notes)
    if verdict.mark == "link" and link is not None:
        return await _linked(run, desk, link, verdict)
    what = f"the order's {MARKS[verdict.mark]}"
    if len(verdict.debtors) > 1:
        if matching.on_many == "hold":
            raise Hold(f"several debtors have {what}: {verdict.numbers}; leave it on one of them, or {_SAY_WHICH}")
        if matching.on_many == "default_debtor":
            return _stand_in(run, f"several debtors have {what}: {verdict.numbers}")
        run = run.tell(f"several debtors have {what}: {verdict.numbers}; the lowest number is taken")
    return await _take(run, desk, verdict.debtors[0], f"found by {MARKS[verdict.mark]}")


async def _linked(run: OrderRun, desk: _Desk, link: Link, verdict: Verdict) -> OrderRun:
    if verdict.debtors:
        return await _take(run, desk, verdict.debtors[0], _how(link))
    return _known(run, link, "; the target does not show him under this number")


async def _take(run: OrderRun, desk: _Desk, debtor: FoundDebtor, why: str) -> OrderRun:
    """Take the debtor who is there: fill in what may be, and link him under all his marks."""
    run = await _fill_in(run, desk, debtor)
    if run.ticket.flow.write:  # a dry run sent nothing, so that the digest would tell a lie
        await desk.intents.settle_all(desk.names, Link(debtor.number, desk.digest))
    return run.with_draft(debtor=debtor.number).tell(f"debtor {debtor.number} {why}")


async def _on_none(run: OrderRun, desk: _Desk, *, looked: bool) -> OrderRun:
    matching = run.settings.customer
    nobody = f"no debtor has the order's {in_words(desk.wanted) or in_words(desk.marks)}"
    if matching.on_none == "default_debtor":
        return _stand_in(run, nobody)
    if run.known.lacks and matching.on_none == "create":
        return _unplaced(run, nobody)
    if matching.on_none == "hold":
        raise Hold(f"{nobody}; make him in the target or {_SAY_WHICH}, then replay this")
    return await _make(run, desk, looked=looked)


async def _make(run: OrderRun, desk: _Desk, *, looked: bool) -> OrderRun:
    """Make the debtor. ``looked``: he was just looked for, while no earlier write could still come true."""
    if not run.ticket.flow.write:
        raise Skip(f"dry run: would make a debtor with {', '.join(sorted(desk.fields))}, then the order")
    await _wait_for_others(desk)
    proof = desk.wanted if given(desk.wanted) else _name_and_address(run)
    fresh = looked

    async def look_up() -> Link | None:
        nonlocal fresh
        if fresh:
            fresh = False
            return None
        if not given(proof):
            raise Hold(f"a debtor was sent before, and nothing tells him apart in the target; {_SAY_WHICH}")
        matching = run.settings.customer.model_copy(update={"match": given(proof)})
        verdict = decide(await candidates(desk.target, proof, None), proof, None, matching)
        if len(verdict.debtors) > 1:
            raise Hold(f"several debtors may be the one that was made: {verdict.numbers}; {_SAY_WHICH}")
        return Link(verdict.debtors[0].number, desk.digest) if verdict.debtors else None

    async def send() -> Link | None:
        number = await desk.target.create_debtor(desk.fields)
        return Link(number, desk.digest) if number else None

    link = await desk.intents.write(run.ticket.lease, desk.names, desk.target.horizon, look_up, send)
    return run.with_draft(debtor=link.number).tell(f"debtor {link.number} created")


async def _wait_for_others(desk: _Desk) -> None:
    """Raise Unconfirmed while a write of a flow with another chain, whose answer is missing, may still make him."""
    for name in desk.shared:
        note = await desk.intents.look(name)
        if note is not None and note.age < desk.target.horizon:
            raise still_unconfirmed(desk.target.horizon, note)


async def _fill_in(run: OrderRun, desk: _Desk, found: FoundDebtor) -> OrderRun:
    """Send the fields that may be written on the debtor who is there, where the settings allow it."""
    changes = changes_of(desk.fields, found, run.settings.customer.update, desk.target.debtor_writes)
    if not changes:
        return run
    names = ", ".join(sorted(changes))
    if not run.ticket.flow.write:
        return run.tell(f"dry run: would fill in {names} on debtor {found.number}")
    await desk.target.update_debtor(found.number, changes)
    return run.tell(f"debtor {found.number}: filled in {names}")


def _stand_in(run: OrderRun, why: str) -> OrderRun:
    """The run on the default debtor; nothing is linked, for he is not the customer."""
    order = run.known.order
    number = run.settings.default_debtor.number(order.ship_to.country, order.store)
    if number is None:
        raise Hold(f"{why}; there is no default debtor for this country or shop, set settings.default_debtor.value")
    return replace(run, draft=book_on(run.known, number)).tell(
        f"debtor {number} added by setting default_debtor: {why}"
    )


def _unplaced(run: OrderRun, nobody: str) -> OrderRun:
    """The run of an order that lacks what a debtor is made of, where nobody is found."""
    placed = unplaced(run.known, run.settings)
    if placed.left_out is not None:
        raise Skip(placed.left_out)
    if placed.problems:
        raise Hold(f"{nobody}, and none can be made: {placed.problems[0]}", problems=placed.problems)
    return replace(run, draft=placed.draft).tell(*placed.notes)


def _known(run: OrderRun, link: Link, more: str = "") -> OrderRun:
    return run.with_draft(debtor=link.number).tell(f"debtor {link.number} {_how(link)}{more}")


def _how(link: Link) -> str:
    return "linked by hand" if link.manual else "known"


def _name_and_address(run: OrderRun) -> CustomerMarks:
    """By what a debtor is found again that has no mark the target can hold."""
    matching = run.settings.customer.model_copy(update={"match": ("name_and_address",)})
    return marks_of(run.known.order, matching)
