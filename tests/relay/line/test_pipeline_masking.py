"""What the loop over steps masks in the story of a run, and what it leaves as it is."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.problems import Problem
from relay.errors import Hold
from relay.line.pipeline import outcome_of
from relay.model import Event, Lease, Origin, Outcome, State, Ticket
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallRun, SmallTarget, bound


def ticket(personal: list[str]) -> Ticket:
    event = Event("e" * 32, FLOW.name, "1001", Origin.HOOK, State.RUNNING, 0)
    return Ticket(event, FLOW, Lease(event.id, "token"), {"personal": personal})


async def held(said: str, personal: list[str]) -> Outcome:
    """How a run ends that is held with this reason."""

    async def hold(_: SmallRun) -> SmallRun:
        raise Hold(as_told(said))

    return await bound(hold).run(ticket(personal))


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("info@example.com", "INFO@EXAMPLE.COM is in use"),
        ("info@example.com", "in use: Info@Example.com, info@example.com"),
        ("Straße", "STRASSE 12 is too long"),
        ("Straße", "ẞtraße or straße"),
        ("Jansen", "ßßß Jansen and İİ JANSEN"),
        ("Ömer", "no debtor ÖMER."),
        ("strasse", "in der Straße"),
    ],
)
async def test_a_personal_value_is_masked_in_reasons_and_notes_however_it_is_spelt(value: str, quoted: str) -> None:
    async def tell(run: SmallRun) -> SmallRun:
        return run.tell(as_told(quoted))

    async def hold(run: SmallRun) -> SmallRun:
        raise Hold(as_told(quoted), problems=[Problem("email", as_told(quoted), as_told(quoted), quoted)])

    outcome = await bound(tell, hold).run(ticket(personal=[value]))
    [problem] = outcome.problems
    told = [outcome.reason, *outcome.steps[0].notes, problem.rule, problem.remedy, problem.value]
    for text in told:
        assert text is not None
        assert "[…]" in text
        assert value.casefold() not in text.casefold()


async def test_only_the_personal_value_itself_is_masked() -> None:
    outcome = await held("ẞ: debtor ÖMER of ömers street has no e-mail", ["ömer"])
    assert outcome.reason == "ẞ: debtor […] of […]s street has no e-mail"


async def test_of_two_personal_values_the_longer_is_masked_first() -> None:
    outcome = await held("Jansen Trading is blocked", ["Jansen", "Jansen Trading"])
    assert outcome.reason == "[…] is blocked"


async def test_the_number_in_the_target_stays_though_a_house_number_is_a_part_of_it() -> None:
    async def make(run: SmallRun) -> SmallRun:
        return replace(run, number="10152").tell(as_told("10152"), as_told("debtor 10152 at 101"))

    outcome = await bound(make).run(ticket(["101"]))
    assert outcome.steps[0].notes == ("10152", "debtor […]52 at […]")


async def test_names_of_fields_are_not_masked_and_are_asked_for_when_the_first_event_is_carried() -> None:
    asked: list[str] = []

    class NamingTarget(SmallTarget):
        @property
        def field_names(self) -> frozenset[str]:
            asked.append("names")
            return frozenset({"MAIL_BUS"})

    async def stop(run: SmallRun) -> SmallRun:
        raise Hold(as_told("MAIL_BUS of mail is wrong"))

    pipeline = bound(stop, target=NamingTarget())
    assert asked == []
    assert (await pipeline.run(ticket(personal=["MAIL_BUS", "mail"]))).reason == "MAIL_BUS of […] is wrong"
    assert asked != []


letters = st.text(st.characters(codec="utf-8", exclude_characters="[…]"), max_size=12)


@given(
    letters.filter(lambda value: len(value) >= 3),
    letters,
    letters,
    st.sampled_from([str, str.upper, str.lower, str.title]),
)
def test_no_spelling_of_a_personal_value_is_left_and_what_stands_around_it_stays(
    value: str, before: str, after: str, spell: Callable[[str], str]
) -> None:
    spelt = spell(value)
    outcome = outcome_of(Hold(as_told(f"{before}{spelt}{after}")), SmallRun(ticket(personal=[value])))
    if spelt.casefold() == value.casefold():
        assert value.casefold() not in outcome.reason.casefold()
        assert "[…]" in outcome.reason
    if value.casefold() not in f"{before}{spelt}{after}".casefold():
        assert outcome.reason == f"{before}{spelt}{after}"
