"""Replays of records whose newest state counts read the source first; nothing old goes after something newer."""

from dataclasses import dataclass, field, replace

import pytest

from relay.care.hand_on import Mover
from relay.care.orphans import remember_flows
from relay.care.replay import Replayer
from relay.care.selection import Replayed, Result
from relay.line.dues import Dues
from relay.line.run_event import OpenFlow
from relay.model import Flow, Identity, State
from relay.store.documents import SealedDocuments
from tests.relay.parts import ReadableSource, SmallSource, bound
from tests.relay.state_desk import CARDS, POSTED_CARDS, RECORD, StateDesk, card

RENAMED = replace(POSTED_CARDS, name="shop-cards")


@dataclass
class CardSource(ReadableSource):
    """Documents of the desk: the version is what they say."""

    def identify(self, document: dict[str, str]) -> Identity:
        return Identity(document["number"], f" {document['says']}")


@dataclass
class ReplayDesk(StateDesk):
    """Replays as well; the source of CARDS can be read, that of POSTED_CARDS posts."""

    source: CardSource = field(default_factory=CardSource)

    def flows(self, *more: Flow) -> dict[str, OpenFlow]:
        opened = {flow.name: OpenFlow(flow, SmallSource(), None, bound()) for flow in (POSTED_CARDS, *more)}
        return {CARDS.name: OpenFlow(CARDS, self.source, None, bound()), **opened}

    async def replay(self, event_id: str) -> Replayed:
        documents = SealedDocuments(self.store, self.vault)
        return await Replayer(self.store, documents, self.acceptor, self.moves, self.flows()).replay(event_id)

    def shows(self, says: str) -> None:
        self.source.documents = {RECORD: card(says)}


@pytest.fixture
def desk(cards: StateDesk) -> ReplayDesk:
    return ReplayDesk(cards.store, cards.vault, cards.queue)


class TestWhereTheSourceCanBeRead:
    async def test_what_is_carried_anew_bears_the_moment_at_which_a_person_wanted_it(self, desk: ReplayDesk) -> None:
        old = await desk.bring("5", State.HELD)
        desk.shows("5")
        replayed = await desk.replay(old)
        before, after = await desk.queue.event(old), await desk.queue.event(replayed.event_id or "")
        assert before is not None
        assert after is not None
        assert (before.released_ms, after.released_ms) == (0, after.accepted_ms)

    @pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.EXPIRED, State.CANCELLED, State.SKIPPED])
    async def test_what_it_has_now_is_a_new_event_and_what_rested_is_over(self, desk: ReplayDesk, state: State) -> None:
        old = await desk.bring("5", state)
        desk.shows("3")
        replayed = await desk.replay(old)
        assert replayed.result is Result.ACCEPTED
        assert replayed.event_id not in {old, None}
        assert await desk.state_of(old) in {State.SUPERSEDED, State.EXPIRED, State.CANCELLED}
        assert (await desk.claim()).lease.event_id == replayed.event_id
        notes = (await desk.story(old)).notes
        assert (notes[-1]["what"], notes[-1]["as"]) == ("replayed", replayed.event_id)

    async def test_what_was_written_is_carried_again_though_nothing_changed(self, desk: ReplayDesk) -> None:
        old = await desk.bring("5", State.WRITTEN)
        desk.shows("5")
        assert (await desk.replay(old)).result is Result.ACCEPTED

    async def test_an_old_event_is_replayed_as_the_record_is_now(self, desk: ReplayDesk) -> None:
        old = await desk.bring("5", State.HELD)
        await desk.bring("3", State.WRITTEN)
        assert await desk.state_of(old) is State.SUPERSEDED
        desk.shows("3")
        replayed = await desk.replay(old)
        assert replayed.event_id is not None
        documents = SealedDocuments(desk.store, desk.vault)
        assert await documents.read(await desk.event(replayed.event_id)) == card("3")
        assert (await desk.event(replayed.event_id)).ordinal > (await desk.event(old)).ordinal

    async def test_where_the_same_state_waits_already_that_one_goes(self, desk: ReplayDesk) -> None:
        old = await desk.bring("5", State.HELD)
        waits = (await desk.read("3")).event_id
        desk.shows("3")
        replayed = await desk.replay(old)
        assert (replayed.result, replayed.event_id, replayed.reason) == (
            Result.UNCHANGED, waits, "it is waiting by now"
        )  # fmt: skip

    async def test_where_the_record_is_gone_the_kept_document_goes_with_its_old_ordinal(self, desk: ReplayDesk) -> None:
        old = await desk.bring("5", State.HELD)
        before = (await desk.event(old)).ordinal
        replayed = await desk.replay(old)
        assert (replayed.result, replayed.event_id) == (Result.RELEASED, old)
        assert (await desk.event(old)).ordinal == before


class TestWhereTheSourceOnlyPosts:
    @pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.SKIPPED])
    async def test_the_kept_document_goes_with_its_old_ordinal(self, desk: ReplayDesk, state: State) -> None:
        old = await desk.bring("5", state, POSTED_CARDS)
        before = (await desk.event(old)).ordinal
        assert (await desk.replay(old)).result is Result.RELEASED
        assert (await desk.event(old)).ordinal == before
        assert (await desk.claim(POSTED_CARDS)).lease.event_id == old

    async def test_a_released_state_is_known_again_once_it_is_carried(self, desk: ReplayDesk) -> None:
        old = await desk.bring("5", State.HELD, POSTED_CARDS)
        await desk.replay(old)
        await desk.carry(flow=POSTED_CARDS)
        assert (await desk.post("5")).kind == "unchanged"

    @pytest.mark.parametrize("state", [State.CANCELLED, State.EXPIRED])
    async def test_what_has_no_document_any_more_must_be_sent_again_and_waits_for_nothing(
        self, desk: ReplayDesk, state: State
    ) -> None:
        old = await desk.bring("5", state, POSTED_CARDS)
        assert (await desk.replay(old)).result is Result.NO_DOCUMENT
        assert await desk.state_of(old) is state

    async def test_an_old_state_that_is_let_go_after_a_newer_came_is_superseded(self, desk: ReplayDesk) -> None:
        old = await desk.bring("5", State.EXPIRED, POSTED_CARDS)
        await desk.bring("3", State.WRITTEN, POSTED_CARDS)
        move = await desk.moves.release(old, {"who": "operator", "what": "replayed"})
        assert (move.moved, move.found) == (False, State.SUPERSEDED)
        assert await desk.state_of(old) is State.SUPERSEDED
        assert await desk.lane(POSTED_CARDS) == []
        assert (await desk.newest(POSTED_CARDS))["event"] != old


class TestAFlowThatIsRenamed:
    def mover(self, desk: ReplayDesk) -> Mover:
        documents = SealedDocuments(desk.store, desk.vault)
        flows = {name: opened for name, opened in desk.flows(RENAMED).items() if name != POSTED_CARDS.name}
        return Mover(desk.store, desk.queue, desk.acceptor, documents, flows, Dues(desk.store, desk.vault))

    async def test_what_is_known_of_a_record_goes_along_with_its_event(self, desk: ReplayDesk) -> None:
        await remember_flows(desk.store, [POSTED_CARDS])
        event_id = await desk.bring("5", State.HELD, POSTED_CARDS)
        known = await desk.newest(POSTED_CARDS)
        await self.mover(desk).move(POSTED_CARDS.name, RENAMED.name)
        assert await desk.newest(RENAMED) == known
        assert await desk.newest(POSTED_CARDS) == {}
        assert (await desk.moves.release(event_id, {"who": "operator", "what": "replayed"})).moved

    @pytest.mark.parametrize("state", [State.WAITING, State.HELD])
    async def test_where_the_new_flow_has_a_newer_state_the_one_handed_on_is_superseded(
        self, desk: ReplayDesk, state: State
    ) -> None:
        await remember_flows(desk.store, [POSTED_CARDS])
        old = await desk.bring("5", state, POSTED_CARDS)
        newer = (await desk.read("3", flow=RENAMED)).event_id
        await self.mover(desk).move(POSTED_CARDS.name, RENAMED.name)
        assert await desk.state_of(old) is State.SUPERSEDED
        assert await desk.lane(RENAMED) == [newer]
        assert (await desk.claim(RENAMED)).lease.event_id == newer
