"""The shape of relay.yaml: one frozen model, checked whole before anything starts."""

from datetime import timedelta
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, SerializeAsAny, model_validator

from mapping.filter_texts import read_filter
from relay.settings.connections import ConnectionSettings
from relay.settings.networks import Networks, ProxyNetwork
from relay.settings.polling import PollSettings
from relay.settings.sentinel import SentinelSettings
from relay.settings.types import FROZEN, Duration, Host, Name, Network, PositiveDuration, Secret, WhenMissing
from relay.settings.version import version_of
from words.mistake import Mistake
from words.told import Told


class RedisSettings(BaseModel):
    """Where the two roles of Redis are."""

    model_config = FROZEN

    payload_url: Secret | None = Field(
        default=None, description="Holds sealed documents. Must never write to a disk: proved at start."
    )
    state_url: Secret | None = Field(
        default=None, description="Holds ids, queues, links and cursors. Must persist (appendonly)."
    )
    sentinel: SentinelSettings | None = Field(
        default=None, description="Sentinels that tell where both roles are, in place of the two addresses."
    )
    volatile_state: bool = Field(
        default=False, description="Accept a state Redis that forgets at a restart: for the demo and for tests."
    )
    min_replicas: int = Field(
        default=0,
        ge=0,
        le=9,
        description="How many replicas of the state role must have an event before it counts, "
        "and the note of a write before that is sent.",
    )
    operator_confirms_no_disk: bool = Field(
        default=False, description="For managed services that refuse CONFIG: the operator states that nothing is saved."
    )

    @model_validator(mode="after")
    def _says_where_both_roles_are(self) -> Self:
        addresses = (self.payload_url is not None, self.state_url is not None)
        if self.sentinel is not None and any(addresses):
            raise Mistake(Told("settings.addresses_or_sentinel"))
        if self.sentinel is None and not all(addresses):
            raise Mistake(Told("settings.both_addresses"))
        return self

    def where(self, role: Literal["payload", "state"]) -> str:
        """The setting that says where a role is, as mistakes name it."""
        return f"redis.sentinel.{role}" if self.sentinel is not None else f"redis.{role}_url"


class KeySettings(BaseModel):
    """Secret keys, each 32 bytes in base64."""

    model_config = FROZEN

    payload: tuple[Secret, ...] = Field(
        min_length=1, description="Seal documents. The first one seals, the others still open."
    )
    index: Secret = Field(description="Makes keyed hashes of references. Never change it in place.")


class ServerSettings(BaseModel):
    """The public listener."""

    model_config = FROZEN

    host: Host = Field(default="127.0.0.1", description="The address it listens on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Its port; 0: any free one.")
    body_limit: int = Field(default=1_048_576, ge=1024, description="The largest body accepted, in bytes.")
    body_timeout: PositiveDuration = Field(default=timedelta(seconds=10), description="To receive one body.")
    allow: Networks | None = Field(
        default=None,
        description="Addresses that may post at all: a sender must be on this list and on its flow's. "
        "Left out: the flows' lists alone decide. Empty: nobody.",
    )
    trusted_proxies: tuple[ProxyNetwork, ...] = Field(
        default=(),
        description="Proxies whose word about a client's address is taken. Each must add to, or replace, "
        "what it received in that header. Empty: the address of the connection is the client's.",
    )
    forwarded_header: Literal["X-Forwarded-For", "Forwarded"] = Field(
        default="X-Forwarded-For",
        description="The one header in which the proxies give the client's address; the other is not looked at.",
    )
    untrusted_forwarding: Literal["reject", "ignore"] = Field(
        default="reject",
        description="What becomes of a request with that header from an address that is no trusted proxy: "
        "refused with status 400, or judged by the address of the connection.",
    )
    require_https: bool = Field(
        default=False,
        description="Refuse what did not reach a trusted proxy over HTTPS, as X-Forwarded-Proto or Forwarded tells.",
    )


class AdminSettings(BaseModel):
    """The operators' listener."""

    model_config = FROZEN

    host: Host = Field(default="127.0.0.1", description="The address it listens on.")
    port: int = Field(default=8081, ge=0, le=65535, description="Its port; 0: any free one.")
    token: Secret | None = Field(default=None, description="The bearer token of the admin API. Without it: closed.")
    allow: tuple[Network, ...] = Field(default=(), description="Addresses that may reach it. Empty: loopback only.")


class RetrySettings(BaseModel):
    """How a transient failure is tried again: exponential, with full jitter."""

    model_config = FROZEN

    first: PositiveDuration = Field(default=timedelta(seconds=5), description="Before the second try, at most.")
    most: PositiveDuration = Field(default=timedelta(hours=2), description="Between two tries, at most.")
    tries: int = Field(default=24, ge=1, description="Real attempts before the event is failed.")
    same_answers: int = Field(
        default=10,
        ge=2,
        description="How often one document alone may get the same answer that explains nothing before it is held.",
    )


_SHORTEST_STAY: Final = timedelta(hours=1)
"""What is kept for less is gone before a sender repeats it, or a person looks."""


class RetentionSettings(BaseModel):
    """How long things are kept."""

    model_config = FROZEN

    events: Duration = Field(
        default=timedelta(days=14), ge=_SHORTEST_STAY, description="An event, its story and its sealed document."
    )
    deliveries: Duration = Field(
        default=timedelta(days=7), ge=_SHORTEST_STAY, description="Delivery keys, which make a repeat harmless."
    )
    documents: Duration = Field(
        default=timedelta(days=400),
        ge=_SHORTEST_STAY,
        description="Document keys, which tell a version that was carried before, and stories of cancelled events.",
    )


class WorkerSettings(BaseModel):
    """The process that carries events."""

    model_config = FROZEN

    parallel_events: int = Field(default=20, ge=1, le=1000, description="How many events one worker carries at once.")
    lease: Duration = Field(
        default=timedelta(seconds=10),
        ge=timedelta(seconds=1),
        le=timedelta(minutes=10),
        description="A killed worker's events move after this.",
    )
    drain: PositiveDuration = Field(
        default=timedelta(seconds=30), le=timedelta(hours=1), description="Grace for running events at SIGTERM."
    )
    lock_wait: PositiveDuration = Field(
        default=timedelta(seconds=10), le=timedelta(minutes=10), description="To wait for a neighbour's customer lock."
    )
    images_in_flight: int = Field(
        default=2,
        ge=1,
        le=3,
        description="How many pictures one worker has in memory at once; all workers together have three at the most.",
    )


CustomFilter = Annotated[Any, BeforeValidator(read_filter, json_schema_input_type=list[dict[str, Any]])]
"""Tests of a record's fields, of which all must hold."""


class FlowSettings(BaseModel):
    """One way of one entity. ``settings`` is read by the pipeline's own model."""

    model_config = FROZEN

    entity: str = Field(description="What is carried: order or invoice.")
    source: str = Field(alias="from", description="The connection it comes from.")
    target: str = Field(alias="to", description="The connection it goes to.")
    poll: PollSettings | None = None
    allow: Networks | None = Field(
        default=None,
        description="Addresses that may post to it, in place of the source connection's list. Empty: nobody.",
    )
    write: Annotated[bool, WhenMissing(Told("settings.write_unsaid"))] = Field(
        description="Whether it writes into the target. False: a dry run that does everything but write."
    )
    filter: CustomFilter = Field(
        default=None,
        validate_default=False,
        description="Which records are carried, by fields of the source: a list of tests of which all must hold, such "
        "as `[{field: WEBSHOP, is: true}]`. See filters.md.",
    )
    settings: SerializeAsAny[BaseModel]
    mapping: tuple[dict[str, Any], ...] = Field(
        default=(), description="Your own rows over the shipped mapping: see mapping.md."
    )


class Settings(BaseModel):
    """relay.yaml as a whole."""

    model_config = FROZEN

    instance: str = Field(
        default="relay",
        pattern=r"^[a-z0-9-]{1,32}$",
        examples=["relay", "relay-2"],
        description="Stands before every key in Redis, so that two relays can share one.",
    )
    redis: RedisSettings
    keys: KeySettings
    server: ServerSettings = ServerSettings()
    admin: AdminSettings = AdminSettings()
    worker: WorkerSettings = WorkerSettings()
    retry: RetrySettings = RetrySettings()
    retention: RetentionSettings = RetentionSettings()
    connections: dict[Name, SerializeAsAny[ConnectionSettings]]
    flows: dict[Name, FlowSettings]

    @property
    def version(self) -> str:
        """12 hexadecimal digits, equal for equal settings; they reveal nothing. Worked out anew: keep what you read."""
        return version_of(self, self.keys.index)
