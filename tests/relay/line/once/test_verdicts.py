"""The table of what the end of a call says of each breaker that the call passed."""

import pytest

from relay.errors import Barred, Contended, Hold, Permanent, RunEnd, Scope, Skip, Transient, Unconfirmed
from relay.line.once.verdicts import Passed, verdict_of, verdicts
from relay.model import said
from relay.store.gate_names import GateName
from tests.plain import as_told

BOOKS = GateName("books")
ORDERS = GateName("books", call="GET SO1")
SHOP = GateName("books", flow="shop-orders")
ALL = Passed(BOOKS, ORDERS, SHOP)
TOLD = as_told("no")


def common(end: RunEnd) -> RunEnd:
    end.is_common = True
    return end


def judged(end: RunEnd, passed: Passed = ALL) -> list[str]:
    """What an end says of the connection, of the kind of call, and of the flow."""
    verdict = verdict_of(end)
    found = verdicts(passed, verdict, passed.concerned_by(end, verdict))
    return [found[name] for name in passed.names]


@pytest.mark.parametrize(
    ("end", "connection", "call", "flow"),
    [
        (Barred(TOLD), "barred", "", ""),
        (Barred(TOLD, scope=Scope.CALL), "fine", "barred", ""),
        (Barred(TOLD, scope=Scope.FLOW), "fine", "fine", "barred"),
        (Transient(TOLD), "down", "", ""),
        (Unconfirmed(TOLD), "down", "", ""),
        (Transient(TOLD, scope=Scope.CALL), "aside", "down", ""),
        (Unconfirmed(TOLD, scope=Scope.CALL), "aside", "down", ""),
        (Hold(TOLD), "fine", "fine", "fine"),
        (Permanent(TOLD), "fine", "fine", "fine"),
        (Skip(TOLD), "fine", "fine", "fine"),
        (Contended(TOLD), "", "", ""),
        (Transient(TOLD, said=said("odd")), "fine", "fine", "fine"),
        (Transient(TOLD, said=said("odd", works=False)), "down", "", ""),
        (common(Transient(TOLD, said=said("odd"))), "fine", "fine", "common"),
        (common(Hold(TOLD, said=said("odd"))), "fine", "fine", "common"),
    ],
)
def test_an_end_says_something_of_what_it_concerns_and_of_what_it_proves_to_work(
    end: RunEnd, connection: str, call: str, flow: str
) -> None:
    assert judged(end) == [connection, call, flow]


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("kind", [Barred, Transient, Unconfirmed])
def test_a_failure_of_a_part_never_bars_the_connection_where_the_part_is_known(
    kind: type[Barred | Transient | Unconfirmed], scope: Scope
) -> None:
    opens = judged(kind(TOLD, scope=scope))[0] in {"barred", "down", "common"}
    assert opens == (scope is Scope.CONNECTION)


def test_of_a_call_that_is_of_no_kind_a_refusal_concerns_the_connection() -> None:
    assert judged(Barred(TOLD, scope=Scope.CALL), Passed(BOOKS)) == ["barred"]


def test_a_mistake_of_a_flow_that_no_flow_asked_for_bars_nothing() -> None:
    assert judged(Barred(TOLD, scope=Scope.FLOW), Passed(BOOKS, ORDERS)) == ["fine", "fine"]
