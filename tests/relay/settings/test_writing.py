"""Whether a flow writes must be said: a file that leaves it out is told both choices, beside all else that is wrong."""

from pathlib import Path

from tests.relay.settings.files import GOOD, load_text, mistakes_in


def test_a_flow_that_does_not_say_whether_it_writes_is_told_both_choices(tmp_path: Path) -> None:
    [mistake] = mistakes_in(GOOD.replace("    write: true\n", ""), tmp_path)
    assert mistake == (
        "flows.shop-orders.write: is missing; write true, so that the flow writes into its target, or false for a dry "
        "run that does everything but write"
    )


def test_it_is_told_in_one_round_with_the_other_mistakes_of_the_flow(tmp_path: Path) -> None:
    text = GOOD.replace("    write: true\n", "").replace("every: 1m", "every: never")
    assert sorted(mistake.partition(": ")[0] for mistake in mistakes_in(text, tmp_path)) == [
        "flows.shop-orders.poll.every",
        "flows.shop-orders.write",
    ]


def test_what_is_said_holds(tmp_path: Path) -> None:
    assert load_text(GOOD, tmp_path).flows["shop-orders"].write
    assert not load_text(GOOD.replace("write: true", "write: false"), tmp_path).flows["shop-orders"].write
