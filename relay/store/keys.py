"""Names every key in Redis, for Python and for the Lua scripts alike: nothing else puts a name together."""

from dataclasses import dataclass

from relay.store.reservation_keys import ReservationKeys


@dataclass(frozen=True, slots=True)
class Keys(ReservationKeys):
    """Every key the relay uses, by its instance's prefix; arq's own (``arq:*``) carry our event ids instead.

    :mod:`relay.store.scripts` makes a Lua function of each name here, so a key is named by its texts alone.
    """

    def payload(self, event_id: str) -> str:
        """The sealed document (payload role)."""
        return f"{self.prefix}payload:{event_id}"

    def event(self, event_id: str) -> str:
        """The story of an event: a hash."""
        return f"{self.prefix}event:{event_id}"

    def job(self, event_id: str) -> str:
        """Arq's entry of an event."""
        return f"arq:job:{event_id}"

    def lease(self, event_id: str) -> str:
        """The token of the worker that carries an event, as arq has it."""
        return f"arq:in-progress:{event_id}"

    def arq_tries(self, event_id: str) -> str:
        """Arq's own count of the tries of an event, which decides nothing."""
        return f"arq:retry:{event_id}"

    def document(self, digest: str) -> str:
        """Which event has a version of a document."""
        return f"{self.prefix}document:{digest}"

    def delivery(self, digest: str) -> str:
        """Which event came with the key of a delivery, and a digest of its body: a hash."""
        return f"{self.prefix}delivery:{digest}"

    @property
    def events(self) -> str:
        """The sorted set of all events by time of acceptance."""
        return f"{self.prefix}events"

    def events_in_state(self, state: str) -> str:
        """Those of them that stand in a state."""
        return f"{self.prefix}events:state:{state}"

    def events_of_flow(self, flow: str) -> str:
        """Those of them that are of a flow."""
        return f"{self.prefix}events:flow:{flow}"

    def events_of_flow_in_state(self, flow: str, state: str) -> str:
        """Those of a flow that stand in a state."""
        return f"{self.prefix}events:flow:{flow}:{state}"

    def index(self, flow: str | None = None, state: str | None = None) -> str:
        """The one of these four that is meant."""
        if flow is None:
            return self.events if state is None else self.events_in_state(state)
        return self.events_of_flow(flow) if state is None else self.events_of_flow_in_state(flow, state)

    def refused(self, flow: str) -> str:
        """Documents that were refused at the door and not accepted since, by their reference: a hash."""
        return f"{self.prefix}refused:{flow}"

    def refused_at(self, flow: str) -> str:
        """When each of them was refused last: a sorted set."""
        return f"{self.prefix}refused-at:{flow}"

    @property
    def flows(self) -> str:
        """What is remembered of every flow that was ever in relay.yaml: a hash."""
        return f"{self.prefix}flows"

    def lane(self, name: str) -> str:
        """The list of open events of one document, whatever its version: the first is carried first."""
        return f"{self.prefix}lane:{name}"

    def newest(self, lane: str) -> str:
        """What is known of the newest state of one record, of a flow that keeps state: a hash that never expires."""
        return f"{self.prefix}newest:{lane}"

    def records(self, flow: str) -> str:
        """The lanes of a flow that keeps no stories, by when an event of each ended last: a sorted set."""
        return f"{self.prefix}records:{flow}"

    def sent(self, record: str) -> str:
        """The highest ordinal of a state that was sent to a record of a target; it never expires."""
        return f"{self.prefix}sent:{record}"

    @property
    def ordinal(self) -> str:
        """The ordinal that was drawn last."""
        return f"{self.prefix}ordinal"

    def queue(self, flow: str) -> str:
        """The queue of one flow, as arq has it: ids by the moment they are due."""
        return f"{self.prefix}queue:{flow}"

    @property
    def wake(self) -> str:
        """The list on which idle workers block."""
        return f"{self.prefix}wake"

    @property
    def workers(self) -> str:
        """Workers by the moment they were last seen."""
        return f"{self.prefix}workers"

    @property
    def processes(self) -> str:
        """The processes of this relay, each with when it was last seen: a hash."""
        return f"{self.prefix}processes"

    @property
    def clocks(self) -> str:
        """Which clocks each process finds too far apart: a hash."""
        return f"{self.prefix}clocks"

    @property
    def settings(self) -> str:
        """The newest settings that a start or a SIGHUP brought: a hash that holds their version, not the settings."""
        return f"{self.prefix}settings"

    @property
    def layout(self) -> str:
        """The layout version of this state."""
        return f"{self.prefix}layout"

    def lock(self, name: str) -> str:
        """Who holds a lock: the token of its holder."""
        return f"{self.prefix}lock:{name}"

    def intent(self, name: str) -> str:
        """The note that a write is being sent."""
        return f"{self.prefix}intent:{name}"

    def difference(self, name: str) -> str:
        """What is known of a place that is changed by differences, and of the one that is open there: a hash."""
        return f"{self.prefix}difference:{name}"

    @property
    def differences(self) -> str:
        """The places at which a difference is open: a set."""
        return f"{self.prefix}differences"

    def difference_moves(self, flow: str) -> str:
        """How much a flow has moved by differences of late, in slots of ten minutes: a hash."""
        return f"{self.prefix}difference-moves:{flow}"

    def difference_preview(self, flow: str) -> str:
        """What a flow would move by differences once a person agrees, by article and warehouse: a hash."""
        return f"{self.prefix}difference-preview:{flow}"

    def belongings(self, name: str) -> str:
        """The names that belong to a name of a source that posts, such as the variants of a product: a set."""
        return f"{self.prefix}belongings:{name}"

    def kept_post(self, name: str) -> str:
        """The newest post about something, under seal, behind its stamp: posts that come later are read with it."""
        return f"{self.prefix}kept-post:{name}"

    def link(self, name: str) -> str:
        """Which record of the source became which record of the target."""
        return f"{self.prefix}link:{name}"

    def link_parts(self, name: str) -> str:
        """The names of links that belong to a record, such as those of its contacts: a set."""
        return f"{self.prefix}link-parts:{name}"

    def claims(self, name: str) -> str:
        """The records of a source that claim one and the same name in a target: a set of their numbers there."""
        return f"{self.prefix}claims:{name}"

    def in_step(self, name: str) -> str:
        """What both records of a pair held, field by field, when they were last in step: a hash of digests."""
        return f"{self.prefix}in-step:{name}"

    def price_brake(self, flow: str) -> str:
        """How many products of a flow have a price, and which event asks whether many may move: a hash."""
        return f"{self.prefix}price-brake:{flow}"

    def price_moves(self, flow: str) -> str:
        """Whose prices moved within the last hour: a sorted set of names of links."""
        return f"{self.prefix}price-moves:{flow}"

    @property
    def housekeeping(self) -> str:
        """Says that someone has swept lately."""
        return f"{self.prefix}housekeeping"

    @property
    def counters(self) -> str:
        """The sums of what all processes count: a hash."""
        return f"{self.prefix}counters"

    @property
    def index_mark(self) -> str:
        """The keyed hash by which a process sees whether it has the index key that all names here are made with."""
        return f"{self.prefix}index-mark"

    @property
    def systems(self) -> str:
        """The register of systems: which one each connection's name stands for."""
        return f"{self.prefix}systems"

    @property
    def systems_refused(self) -> str:
        """Why connections are not used at present: a hash."""
        return f"{self.prefix}systems-refused"

    def said(self, event_id: str) -> str:
        """How often an event got each answer that explains nothing."""
        return f"{self.prefix}said:{event_id}"

    def token(self, connection: str) -> str:
        """A connection's sealed refresh token."""
        return f"{self.prefix}token:{connection}"

    def token_in_use(self, connection: str) -> str:
        """The mark of the refresh token of a connection that was used last, and when."""
        return f"{self.prefix}token:{connection}:in-use"

    def code(self, digest: str) -> str:
        """The mark that a one-time code of an operator has not been used."""
        return f"{self.prefix}code:{digest}"

    def vat_number(self, digest: str) -> str:
        """What was answered about a VAT number, and when: a hash."""
        return f"{self.prefix}vat-number:{digest}"
