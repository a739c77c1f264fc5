"""A comparison of the last week, and its counts, as the tests of reconciling ask for them."""

from datetime import timedelta

from relay.care.reconcile import Reconciliation
from tests.relay.desk import Desk
from tests.relay.parts import FLOW

WEEK = timedelta(days=7)


async def reconcile(desk: Desk, *, carry: bool = False) -> Reconciliation:
    found = await desk.operations.reconciler.reconcile(FLOW.name, WEEK, carry=carry)
    assert found is not None
    return found


def counted(found: Reconciliation) -> dict[str, int]:
    """The counts that are not zero."""
    return {stand: count for stand, count in found.counts().items() if count}
