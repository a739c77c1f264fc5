"""Every fault on both vendors: twenty orders, and the books hold each once when it is over."""

from pathlib import Path

import pytest

from relay.demo.embedded import EmbeddedRedis
from tests.faults.kinds import VENDORS, Kind, Vendor
from tests.faults.scale import SMALL
from tests.faults.trial import run

ORDERS = 20


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.slug)
@pytest.mark.parametrize("vendor", VENDORS)
async def test_after_an_outage_all_orders_stand_in_the_books_once(
    kind: Kind, vendor: Vendor, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    result = await run(kind, vendor, SMALL, ORDERS, redis_server, tmp_path)
    assert result.faults == []
    assert result.verdict.written == ORDERS
