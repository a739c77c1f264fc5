"""Two flows of customers between two systems say whose edit counts, or the file is refused."""

import pytest

from tests.relay.settings.mistakes import BASE, judged

PAIR = """
  {name}:
    entity: customer
    from: {source}
    to: {target}
    poll: {{every: 5m}}
    write: {write}
    settings:
      receivables_account: {{default: "1300"}}
"""
WORD = "      two_way: {leader: afas}\n"


def found(*, write: str, there: str = "", back: str = "") -> list[tuple[str, str]]:
    """The severity and code of what is told of both flows."""
    text = BASE.rstrip("\n") + "\n"
    text = text.replace("    vendor: afas\n", "    vendor: afas\n    customers: {all_administrations: true}\n", 1)
    text += PAIR.format(name="afas-customers", source="afas", target="books", write=write) + there
    text += PAIR.format(name="office-customers", source="books", target="afas", write=write) + back
    return [
        (finding.severity, finding.told.code)
        for finding in judged(text).findings
        if finding.path[1:2] in {("afas-customers",), ("office-customers",)}
    ]


@pytest.mark.parametrize(("write", "severity"), [("true", "error"), ("false", "warning")])
def test_two_that_write_and_say_nothing_are_refused_and_two_that_only_try_are_told(write: str, severity: str) -> None:
    assert found(write=write) == [(severity, "common.no_word_on_both_ways")] * 2


def test_one_that_says_nothing_is_refused_beside_one_that_does() -> None:
    assert found(write="true", there=WORD) == [("error", "common.no_word_on_both_ways")]


def test_two_that_say_the_same_are_good() -> None:
    assert found(write="true", there=WORD, back=WORD) == []


def test_two_that_say_different_things_are_refused() -> None:
    other = WORD.replace("afas", "books")
    assert found(write="true", there=WORD, back=other) == [("error", "common.two_ways_differ")] * 2


def test_a_row_by_which_a_field_does_not_come_back_is_refused_until_it_is_said_to_go_one_way() -> None:
    rows = "    mapping:\n      - {to: CONTACT.ACCT_NAME, from: customer.company, do: [{cut: 10}]}\n"
    assert found(write="true", there=WORD + rows, back=WORD) == [("error", "common.does_not_come_back")]
    one_way = "      two_way: {leader: afas, one_way: {name: afas}}\n"
    assert found(write="true", there=one_way + rows, back=one_way) == []
