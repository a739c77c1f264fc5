"""Links made by hand: from an event to its document, to its customer, and to the story that tells of it."""

import pytest
from structlog.testing import capture_logs

from relay.care.event_documents import KeptDocuments
from relay.care.link_by_hand import Linked, Linker, LinkResult
from relay.errors import Hold, Transient
from relay.line.run_event import OpenFlow
from relay.model import State
from relay.store.documents import SealedDocuments
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.desk import POSTED, Desk
from tests.relay.parts import FLOW, SmallSource, bound


async def link(desk: Desk, event_id: str, number: str | None = "10023") -> Linked:
    return await desk.operations.linker.link(event_id, number)


class TestTheDocument:
    @pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.WAITING, State.RETRYING])
    async def test_of_an_event_that_goes_on_or_rests_the_sealed_one_is_taken(self, desk: Desk, state: State) -> None:
        event_id = await desk.stand("1001", state)
        desk.shows("1002")
        linked = await link(desk, event_id)
        assert (linked.result, linked.reason, linked.done) == (LinkResult.LINKED, "the customer of 1001 is 10023", True)
        assert (desk.target.linked, desk.source.fetched) == ([("1001", "10023")], [])
        assert await desk.state_of(event_id) is state

    async def test_of_an_event_that_ended_it_is_read_from_its_source(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.WRITTEN)
        desk.shows("1001")
        assert (await link(desk, event_id)).result is LinkResult.LINKED
        assert desk.source.fetched == ["1001"]

    @pytest.mark.parametrize(
        ("failure", "why"),
        [(None, "its source was asked and does not have it"), (Transient(as_told("it is down")), "(it is down)")],
    )
    async def test_where_nobody_has_it_nothing_is_linked_and_the_answer_says_why(
        self, desk: Desk, failure: Exception | None, why: str
    ) -> None:
        event_id = await desk.stand("1001", State.WRITTEN)
        desk.source.failure = failure
        linked = await link(desk, event_id)
        assert (linked.result, linked.done, desk.target.linked) == (LinkResult.NO_DOCUMENT, False, [])
        assert linked.reason.startswith("its document is not kept any more, and its source ")
        assert why in linked.reason

    async def test_of_a_source_that_only_posts_it_is_gone_with_the_event(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.SKIPPED, POSTED)
        assert (await link(desk, event_id)).reason == (
            "its document is not kept any more, and its source cannot be read"
        )

    async def test_one_that_is_sealed_under_a_key_that_is_gone_is_read_from_its_source(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        sealed = Vault([b"k" * 32], b"i" * 32).seal(b"{}", FLOW.name, event_id)
        await desk.store.payload.set(desk.store.keys.payload(event_id), sealed, px=60_000)
        desk.shows("1001")
        assert (await link(desk, event_id)).result is LinkResult.LINKED


class TestWhatIsTold:
    async def test_the_story_and_the_log_name_the_debtor_and_the_event_and_nobody_else(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        with capture_logs() as logs:
            await link(desk, event_id)
            await link(desk, event_id, None)
        assert await desk.notes(event_id) == [
            {"who": "operator", "what": "customer linked", "debtor": "10023"},
            {"who": "operator", "what": "customer link undone"},
        ]
        told = [(each["event_id"], each["result"]) for each in logs if each["event"] == "operator_linked"]
        assert told == [(event_id, "linked"), (event_id, "undone")]
        assert desk.target.linked == [("1001", "10023"), ("1001", None)]

    async def test_what_the_pipeline_holds_is_refused_with_its_reason_and_leaves_no_note(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        desk.target.failure = Hold(as_told("the target shows no debtor 10023; nothing is linked"))
        linked = await link(desk, event_id)
        assert linked == Linked(LinkResult.REFUSED, as_told("the target shows no debtor 10023; nothing is linked"))
        assert await desk.notes(event_id) == []

    async def test_a_target_that_is_away_is_told_by_its_own_error(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        desk.target.failure = Transient(as_told("the office server is off"))
        with pytest.raises(Transient, match="the office server is off"):
            await link(desk, event_id)


@pytest.mark.parametrize("number", ["anna@example.com", "Anna de Wit", "", "-1", "1" * 31, "10\n", "10023 "])
async def test_what_is_no_number_is_refused_before_anything_is_opened(desk: Desk, number: str) -> None:
    event_id = await desk.stand("1001", State.HELD)
    linked = await link(desk, event_id, number)
    assert (linked.result, desk.target.linked) == (LinkResult.REFUSED, [])
    assert linked.reason.startswith("give the debtor's number: letters and digits")


async def test_an_event_that_does_not_exist_is_not_found(desk: Desk) -> None:
    assert (await link(desk, "0" * 32)).result is LinkResult.NOT_FOUND


@pytest.mark.parametrize(
    ("flows", "told"),
    [
        ({}, "there is no flow 'shop-orders' in relay.yaml any more"),
        (
            {FLOW.name: OpenFlow(FLOW, SmallSource(), None, bound())},
            "order documents have no customer",
        ),
    ],
)
async def test_a_flow_that_cannot_link_says_so(desk: Desk, flows: dict[str, OpenFlow], told: str) -> None:
    event_id = await desk.stand("1001", State.HELD)
    documents = KeptDocuments(SealedDocuments(desk.store, desk.vault))
    linked = await Linker(documents, desk.operations.moves, flows).link(event_id, "10023")
    assert linked.result is LinkResult.REFUSED
    assert told in linked.reason


class TestRelinking:
    @pytest.mark.parametrize(("create", "what"), [(True, "link forgotten, to be made anew"), (False, "link restored")])
    async def test_it_is_done_with_the_document_of_the_event_and_told_in_its_story(
        self, desk: Desk, what: str, *, create: bool
    ) -> None:
        event_id = await desk.stand("1001", State.HELD)
        relinked = await desk.operations.linker.relink(event_id, create=create)
        assert (relinked.result, relinked.done) == (LinkResult.RELINKED, True)
        assert desk.target.relinked == [("1001", create)]
        story = await desk.story(event_id)
        assert [note["what"] for note in story.notes] == [what]
        assert await desk.state_of(event_id) is State.HELD

    async def test_what_cannot_be_lifted_says_why_and_tells_no_story(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        desk.target.failure = Hold(as_told("there is nothing to lift"))
        relinked = await desk.operations.linker.relink(event_id, create=False)
        assert (relinked.result, relinked.reason) == (LinkResult.REFUSED, "there is nothing to lift")
        assert (await desk.story(event_id)).notes == []

    async def test_an_event_that_does_not_exist_is_not_found(self, desk: Desk) -> None:
        assert (await desk.operations.linker.relink("0" * 32, create=True)).result is LinkResult.NOT_FOUND
