"""Orders and customers full of marks that are posted, to a receiver that quotes them in all that it answers."""

from collections.abc import Iterator

from handlers.sandboxes.shop import Fault
from mapping.parsing import dump_json
from relay.model import State
from tests.canary.following import carried, customer
from tests.canary.house import House


async def posted_and_changed(house: House) -> None:
    await carried(house, "701", State.WRITTEN, flow="posted-orders")
    made = await customer(house, "701", State.WRITTEN, flow="posted-customers")
    told = await customer(house, "701", State.WRITTEN, flow="posted-customers", mobile=f"+{house.marks.digits}")
    assert made.summary.number == told.summary.number


async def held_by_a_receiver_that_quotes_what_it_was_sent(house: House) -> None:
    for number, fault in enumerate(_refusals(house), start=710):
        house.shop.behaviour.faults.append(fault)
        await carried(house, str(number), State.HELD, flow="posted-orders")
    house.shop.behaviour.faults.append(Fault(status=422, body=dump_json(house.marks.record("720"))))
    await customer(house, "720", State.HELD, flow="posted-customers")


async def posted_again_after_an_answer_that_tells_nothing_but_marks(house: House) -> None:
    marks = house.marks
    moved = {"Location": f"https://{marks.plain}.example.com/{marks.digits}", "Retry-After": marks.plain}
    for number, fault in (
        ("731", Fault(status=500, carried_out=False, body=marks.accented.encode())),
        ("732", Fault(status=307, headers=moved)),
        ("733", Fault(status=429, headers={"Retry-After": "1"}, body=dump_json({"detail": marks.plain}))),
    ):
        house.shop.behaviour.faults.append(fault)
        await carried(house, number, State.WRITTEN, flow="posted-orders")


async def posted_without_an_answer_and_left_to_a_person(house: House) -> None:
    house.shop.behaviour.faults.append(Fault(carried_out=True, hangs_up=True))
    await customer(house, "741", State.HELD, flow="posted-customers")


def keep_what_stood_outside(house: House) -> None:
    """Keep the paths and headers of all posts: there too nothing personal may stand."""
    calls = house.shop.calls
    assert len(calls) > 5
    house.kept["paths and headers of posts"] = "\n".join(f"{call.path} {dict(call.headers)}" for call in calls).encode()


def _refusals(house: House) -> Iterator[Fault]:
    marks = house.marks
    yield Fault(status=422, body=dump_json(marks.order("710")))
    yield Fault(status=400, body=f"<html>{marks.accented} is no {marks.plain}</html>".encode())
    for found in (marks.email("710"), {"name": marks.plain}, f"{marks.accented} {marks.digits}"):
        yield Fault(status=201, body=dump_json({"id": found}))


POSTING = (
    posted_and_changed,
    held_by_a_receiver_that_quotes_what_it_was_sent,
    posted_again_after_an_answer_that_tells_nothing_but_marks,
    posted_without_an_answer_and_left_to_a_person,
)
