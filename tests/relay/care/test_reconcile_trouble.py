"""Comparing a source with its target while one of the two, or a single record, gives trouble."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Barred, Hold, Parked, RelayError, StartError, StorageError, Transient
from relay.roles import Page
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.plain import as_told
from tests.relay.care.comparing import WEEK, counted, reconcile
from tests.relay.desk import POSTED, Desk, document
from tests.relay.parts import FLOW
from tests.relay.shops import StoppingSource


class TestTrouble:
    @pytest.mark.parametrize(
        "trouble",
        [Hold(as_told("two orders")), KeyError("a secret"), ValueError("bad")],
        ids=lambda each: type(each).__name__,
    )
    async def test_one_record_that_the_target_cannot_tell_about_does_not_stop_the_others(
        self, desk: Desk, trouble: Exception
    ) -> None:
        desk.target.troubled = {"2": trouble}
        desk.shows("1", "2", "3")
        with capture_logs() as logs:
            assert counted(await reconcile(desk)) == {"missing": 2, "unclear": 1}
        [told] = [entry for entry in logs if entry["event"] == "record_unclear"]
        assert "secret" not in str(told)

    async def test_one_record_that_cannot_be_named_does_not_stop_the_others(self, desk: Desk) -> None:
        desk.target.troubled = {"2": Hold(as_told("unclear"))}
        desk.source.pages = [Page([{"no": "number"}, document("1")], "read")]
        assert counted(await reconcile(desk)) == {"missing": 1, "unclear": 1}

    @pytest.mark.parametrize(
        "failure",
        [Transient(as_told("busy")), Barred(as_told("no rights")), Parked(as_told("down"), after=timedelta(seconds=1))],
    )
    async def test_a_target_that_is_away_ends_the_comparison(self, desk: Desk, failure: RelayError) -> None:
        desk.target.failure = failure
        desk.shows("1")
        with pytest.raises(type(failure)):
            await reconcile(desk)

    async def test_a_source_that_is_away_ends_it_after_carrying_what_was_read(self, desk: Desk) -> None:
        desk.shows("1")
        desk.source.failure = Transient(as_told("the source is down"))
        with pytest.raises(Transient):
            await reconcile(desk, carry=True)
        assert len(await desk.ids()) == 1
        desk.source.failure = None
        assert counted(await reconcile(desk)) == {"under_way": 1}

    async def test_a_flow_that_cannot_be_compared_is_refused_with_those_that_can(self, desk: Desk) -> None:
        for name in (POSTED.name, "nowhere"):
            with pytest.raises(StartError, match=f"known here: {FLOW.name}"):
                await desk.operations.reconciler.reconcile(name, WEEK)

    async def test_a_flow_is_compared_by_one_process_at_a_time(self, desk: Desk) -> None:
        source = StoppingSource(pages=[Page([document("1")], "one"), Page([], "two")])
        desk.source.changed_since = source.changed_since  # type: ignore[method-assign]  # for this test
        comparing = asyncio.create_task(reconcile(desk))
        await source.reached.wait()
        assert await desk.operations.reconciler.reconcile(FLOW.name, WEEK) is None
        source.may_go.set()
        assert counted(await comparing) == {"missing": 1}

    async def test_a_redis_that_is_away_is_told_as_storage(
        self, mortal_redis: EmbeddedRedis, mortal_store: Store, vault: Vault
    ) -> None:
        desk = Desk(mortal_store, vault, make_queue(mortal_store))
        desk.shows("1")
        mortal_redis.kill()
        with pytest.raises(StorageError):
            await reconcile(desk)
