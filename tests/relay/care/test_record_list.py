"""What became of each record is listed by page and found by its number; flows with stories have no such list."""

import pytest

from admin.api.records import describe_records
from relay.care.operations import Operations
from relay.care.record_list import RecordList, count_records
from relay.cli.records import tell_records
from relay.errors import StartError
from relay.line.run_event import OpenFlow
from relay.model import Outcome, State
from tests.plain import as_told
from tests.relay.desk import Desk
from tests.relay.parts import ReadableSource, bound
from tests.relay.state_desk import CARDS, ITEMS, StateDesk
from words.mistake import Mistake


@pytest.fixture
def listed(cards: StateDesk) -> RecordList:
    flows = {flow.name: OpenFlow(flow, ReadableSource(), None, bound()) for flow in (CARDS, ITEMS)}
    return RecordList(cards.store, cards.acceptor, flows)


@pytest.fixture
def operations(desk: Desk, listed: RecordList) -> Operations:
    return Operations(**{name: getattr(desk.operations, name) for name in Operations.__slots__} | {"records": listed})


async def bring(cards: StateDesk, number: str, outcome: State | Outcome = State.WRITTEN, says: str = "5") -> None:
    await cards.read(says, number, flow=ITEMS)
    await cards.carry(outcome, ITEMS)


class TestPages:
    async def test_every_record_is_on_one_page_once_and_the_last_that_changed_first(
        self, cards: StateDesk, listed: RecordList
    ) -> None:
        for number in range(7):
            await bring(cards, f"N-{number}")
        await bring(cards, "N-0", says="6")
        page = await listed.page(ITEMS.name, limit=2)
        found = [record.reference for record in page.records]
        while page.next is not None:
            page = await listed.page(ITEMS.name, before=page.next, limit=2)
            found += [record.reference for record in page.records]
        assert sorted(found) == [f"N-{number}" for number in range(7)]
        assert found[0] == "N-0"
        assert await count_records(cards.store, ITEMS.name) == 7

    async def test_records_that_changed_in_one_millisecond_are_each_shown_once(
        self, cards: StateDesk, listed: RecordList
    ) -> None:
        for number in range(5):
            await bring(cards, f"N-{number}")
        key = cards.store.keys.records(ITEMS.name)
        lanes = await cards.store.state.zrange(key, 0, -1)
        await cards.store.state.zadd(key, dict.fromkeys(lanes, 1000))
        first = await listed.page(ITEMS.name, limit=3)
        second = await listed.page(ITEMS.name, before=first.next, limit=3)
        shown = [record.reference for record in (*first.records, *second.records)]
        assert (sorted(shown), second.next) == ([f"N-{number}" for number in range(5)], None)

    async def test_a_cursor_that_nobody_gave_is_refused(self, listed: RecordList) -> None:
        with pytest.raises(Mistake):
            await listed.page(ITEMS.name, before="nonsense")

    async def test_a_flow_that_keeps_stories_and_one_that_is_not_there_have_none(self, listed: RecordList) -> None:
        with pytest.raises(StartError, match="cards keeps a story of each event"):
            await listed.page(CARDS.name)
        with pytest.raises(StartError, match="did you mean 'items'"):
            await listed.find("item", "KFM-100")


class TestOneRecord:
    async def test_all_that_is_kept_of_it_is_told(self, cards: StateDesk, listed: RecordList) -> None:
        await bring(cards, "KFM-100", Outcome(State.WRITTEN, as_told("written"), "100"))
        await bring(cards, "KFM-100", State.HELD, "6")
        record = await listed.find(ITEMS.name, "#KFM-100")
        assert record is not None
        assert (record.outcome, record.number, str(record.told)) == (State.HELD, "100", "it is held")
        assert str(record.trouble) == "it is held"
        assert record.times == {State.WRITTEN: 1, State.HELD: 1}
        assert record.open is not None
        assert record.open.event.state is State.HELD
        await bring(cards, "KFM-100", says="7")
        mended = await listed.find(ITEMS.name, "KFM-100")
        assert mended is not None
        assert (mended.outcome, mended.told, mended.open) == (State.WRITTEN, None, None)
        assert mended.trouble_ms == record.trouble_ms
        assert mended.times == {State.WRITTEN: 2, State.HELD: 1, State.SUPERSEDED: 1}

    async def test_one_that_never_came_is_not_there_nor_one_of_which_nothing_has_ended(
        self, cards: StateDesk, listed: RecordList
    ) -> None:
        await cards.read("5", "KFM-100", flow=ITEMS)
        assert await listed.find(ITEMS.name, "KFM-100") is None
        assert await listed.find(ITEMS.name, "KFM-999") is None

    async def test_a_number_that_may_be_personal_is_shown_by_a_keyed_hash_and_found_by_itself(
        self, cards: StateDesk, listed: RecordList
    ) -> None:
        await bring(cards, "noor@example.com")
        found = await listed.find(ITEMS.name, "noor@example.com")
        assert found is not None
        assert found.reference.startswith("hidden-")


class TestTheCommand:
    async def said(self, operations: Operations, reference: str | None = None, **others: str) -> list[str]:
        lines: list[str] = []
        await tell_records(operations, ITEMS.name, reference, 2, others.get("cursor"), lines.append)
        return lines

    async def test_it_lists_them_with_what_is_open_and_the_next_page(
        self, cards: StateDesk, operations: Operations
    ) -> None:
        for number in range(3):
            await bring(cards, f"N-{number}", State.HELD)
        lines = await self.said(operations)
        assert "  N-2  held: it is held" in lines[0]
        assert lines[1].startswith("  event ")
        cursor = lines[-1].removeprefix("for the next page: --cursor ")
        assert "  N-0  held: it is held" in (await self.said(operations, cursor=cursor))[0]
        with pytest.raises(StartError):
            await self.said(operations, cursor="nonsense")

    async def test_of_one_it_tells_the_last_trouble_and_the_counts(
        self, cards: StateDesk, operations: Operations
    ) -> None:
        await bring(cards, "KFM-100", State.FAILED)
        await bring(cards, "KFM-100", says="6")
        first, trouble, counts = await self.said(operations, "KFM-100")
        assert "  KFM-100  written" in first
        assert trouble.startswith("  last trouble, ")
        assert counts == "  in all: 1 written, 1 failed, 1 superseded"

    async def test_it_says_so_where_there_is_none(self, operations: Operations) -> None:
        assert await self.said(operations, "KFM-100") == ["items: no such record was ever carried"]
        assert not await tell_records(operations, ITEMS.name, "KFM-100", 2, None, lambda _: None)


async def test_the_answer_as_json_has_every_field_of_the_api(cards: StateDesk, listed: RecordList) -> None:
    await bring(cards, "KFM-100", State.HELD)
    [row] = describe_records(await listed.page(ITEMS.name)).records
    assert (row.reference, row.outcome, row.open_state) == ("KFM-100", State.HELD, State.HELD)
    assert (row.reason, row.trouble, row.times) == ("it is held", "it is held", {State.HELD: 1})
