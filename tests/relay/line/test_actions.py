"""An action gets what it names beside what its caller gives, and a step may name a part of its target's contract."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from relay.errors import StartError
from relay.line.actions import FIND_NUMBER, LINK, REHEARSE, Actions
from relay.line.pipeline import DecidingSteps, Pipeline
from relay.model import Event, Flow, Lease, Origin, State, Ticket
from relay.roles import Rehearsal
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallRun, SmallSource, SmallTarget, bound
from words.told import Told

SECONDS = timedelta(seconds=7)


def ticket(**document: Any) -> Ticket:
    event = Event("e" * 32, FLOW.name, "1001", Origin.HOOK, State.RUNNING, 0)
    return Ticket(event, FLOW, Lease(event.id, "token"), document)


async def find(run: SmallRun) -> SmallRun:
    return run.tell(as_told("found it"))


async def present(flow: Flow, found: Any, target: SmallTarget) -> str | None:
    return f"{flow.name} {found}" if found in target.written else None


async def test_what_tells_whether_a_document_is_there_gets_what_it_names_beside_flow_and_document() -> None:
    target = SmallTarget()
    target.written.append("7")
    pipeline = Pipeline(
        "order", SmallSource, SmallTarget, BaseModel, SmallRun, [find], actions=Actions({FIND_NUMBER: present})
    )
    look = pipeline.bind({SmallTarget: target}).actions.get(FIND_NUMBER)
    assert look is not None
    assert (await look(FLOW, "7"), await look(FLOW, "8")) == (f"{FLOW.name} 7", None)


def test_what_it_names_and_nobody_offers_is_told_when_the_pipeline_is_bound() -> None:
    with pytest.raises(StartError, match="step present asks for target, which nobody offers"):
        Pipeline(
            "order", SmallSource, SmallTarget, BaseModel, SmallRun, [find], actions=Actions({FIND_NUMBER: present})
        ).bind({})


def test_a_pipeline_that_cannot_tell_it_is_bound_all_the_same() -> None:
    assert bound(find).actions.get(FIND_NUMBER) is None


async def link(flow: Flow, found: Any, number: str | None, target: SmallTarget) -> Told:
    target.written.append(str(number))
    return as_told(f"{flow.name} {found} {number}")


async def test_what_links_by_hand_gets_what_it_names_beside_flow_document_and_number() -> None:
    target = SmallTarget()
    pipeline = Pipeline("order", SmallSource, SmallTarget, BaseModel, SmallRun, [find], actions=Actions({LINK: link}))
    by_hand = pipeline.bind({SmallTarget: target}).actions.get(LINK)
    assert by_hand is not None
    assert str(await by_hand(FLOW, "7", "10023")) == f"{FLOW.name} 7 10023"
    assert target.written == ["10023"]
    with pytest.raises(StartError, match="step link asks for target, which nobody offers"):
        pipeline.bind({})


async def test_an_action_may_ask_for_the_steps_that_only_read_with_all_that_these_need() -> None:
    async def reads(run: SmallRun, target: SmallTarget) -> SmallRun:
        return run.tell(as_told(f"reads {len(target.written)}"))

    async def writes(run: SmallRun) -> SmallRun:
        raise NotImplementedError

    async def rehearse(ticket: Ticket, deciding: DecidingSteps) -> Rehearsal:
        [step] = deciding.steps
        return Rehearsal("written", as_told(""), None, (), (await step(SmallRun(ticket))).told, {})

    actions = Actions({REHEARSE: rehearse})
    pipeline = Pipeline("order", SmallSource, SmallTarget, BaseModel, SmallRun, [reads, writes], 1, actions)
    call = pipeline.bind({SmallTarget: SmallTarget()}).actions.get(REHEARSE)
    assert call is not None
    assert (await call(ticket())).notes == ["reads 0"]


class LargeTarget(SmallTarget):
    """Two in one: whoever needs no more than the small one of it says so."""


async def test_a_step_may_name_one_of_the_contracts_that_its_target_is_made_of() -> None:
    async def step(run: SmallRun, whole: LargeTarget, part: SmallTarget) -> SmallRun:
        raise NotImplementedError

    target = LargeTarget()
    pipeline = Pipeline("order", SmallSource, LargeTarget, BaseModel, SmallRun, [step])
    [(_, _, needs)] = pipeline.bind({LargeTarget: target, SmallSource: SmallSource()}).steps
    assert needs == {"whole": target, "part": target}
