"""An operator says which debtor a customer is: from the held order to the written one, by the command."""

from typing import Any

from relay.model import State
from tests.line.afas_orders import relay
from tests.line.household import Line, webshop_order

EMAIL = "noor.hendriks@example.com"
SAME_ADDRESS = {"MAIL_BUS": EMAIL, "ACCT_NAME": "Hendriks", "SRC_CODE": "HENDRIKS", "ACCT_TYPE": "D"}


def add_debtor(line: Line, number: str, **columns: Any) -> None:
    line.books.put("CONTACT", {"SUB_NR": number, **SAME_ADDRESS, **columns})


async def test_an_order_held_for_two_debtors_with_one_address_is_written_on_the_one_an_operator_names(
    line: Line,
) -> None:
    for number in ("10500", "10501"):
        add_debtor(line, number)
    async with line.worker():
        event_id = await line.accepted(webshop_order("1"))
        [story] = await line.ended(event_id)
        assert story.summary.reason.startswith("several debtors have the order's e-mail address: 10500, 10501;")
        status, said = await relay(line, "link", event_id, "--debtor", "10999")
        assert (status, said) == (1, f"{event_id}: the target shows no debtor 10999; nothing is linked.\n")
        status, said = await relay(line, "link", event_id, "--debtor", "10501")
        assert (status, said.splitlines()) == (
            0,
            [
                f"{event_id}: the customer is debtor 10501 from now on, by e-mail address.",
                f"If the event is held, carry it now: relay replay {event_id}",
            ],
        )
        assert (await relay(line, "replay", event_id))[0] == 0
        [story] = await line.ended(event_id)
        next_order = await line.accepted(webshop_order("2"))
        await line.ended(next_order)
    assert [await line.state_of(each) for each in (event_id, next_order)] == [State.WRITTEN] * 2
    assert {row["RPL_INV"] for row in line.books.orders} == {"10501"}
    assert [note["what"] for note in story.notes] == ["customer linked", "replayed"]


async def test_a_link_is_undone_and_options_that_contradict_each_other_are_refused(line: Line) -> None:
    async with line.worker():
        event_id = await line.accepted(
            webshop_order(
                "1",
                customer={"last_name": "X", "email": EMAIL},
                lines=[{"sku": "NIEUW-001", "quantity": 1, "unit_price": "1.00", "vat_rate": 21}],
            )
        )
        await line.ended(event_id)
    status, said = await relay(line, "link", event_id, "--undo")
    assert (status, said.startswith(f"{event_id}: the customer ")) == (0, True)
    assert (await relay(line, "link", event_id))[0] == 2
    assert (await relay(line, "link", event_id, "--undo", "--debtor", "1"))[0] == 2
