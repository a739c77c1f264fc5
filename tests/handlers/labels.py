"""A toy entity as a developer would add one: a contract, a pipeline, and an opener for each vendor."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from pydantic import BaseModel

from handlers.contracts.records import RecordTarget, Repeat
from handlers.pipelines.common.records import Record, Records
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.protocol import Part, Query, text_of, write_body
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import Element, Filter, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.opening import Opened
from mapping.parsing import dump_json
from mapping.problems import Problem
from relay.errors import DryRun, Hold, Skip
from relay.line.actions import FIND_NUMBER, Actions
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Link, Links
from relay.line.pipeline import Pipeline
from relay.model import Flow, Identity, Ticket
from relay.roles import WHOLE, Page
from tests.plain import as_told
from words.told import Told

BEGINNING = "2000-01-01T00:00:00+00:00"


# The contract: what a pipeline of labels asks of any system.
class LabelTarget(RecordTarget, Protocol):
    """Finds and makes labels."""

    async def find_labels(self) -> dict[str, str]:
        """The name of each label by its code."""
        ...

    async def create_label(self, code: str, name: str) -> str | None:
        """Make a label; its code, or None where the target answered without one."""
        ...


# The pipeline, over the recipe that everything is written by.
class LabelSettings(BaseModel):
    """A flow of labels has nothing to decide."""


@dataclass(frozen=True)
class LabelRun:
    """What a run knows of its label."""

    ticket: Ticket
    number: str | None = None
    told: tuple[Told, ...] = ()
    warnings: Sequence[Problem] = ()

    @property
    def code(self) -> str:
        return str(self.ticket.document["code"])

    def personal_values(self) -> frozenset[str]:
        return frozenset()


async def validate(run: LabelRun) -> LabelRun:
    """Hold a label without a name."""
    if not run.ticket.document["name"]:
        raise Hold(
            as_told("the label has no name"),
            problems=[Problem("name", as_told("is missing"), as_told("fill it in at the source"))],
        )
    return run


async def exists(run: LabelRun, target: LabelTarget, links: Links, records: Records) -> LabelRun:
    """Skip a label that the target has."""
    number = await records.find_number(label_record(run.code, target, links))
    if number is not None:
        raise Skip(as_told("already in the target"), number=number)
    return run


async def dry_run(run: LabelRun) -> LabelRun:
    """End here where the flow writes nothing."""
    if not run.ticket.flow.write:
        raise DryRun(as_told(f"dry run: would make label {run.code}"))
    return run


async def write(run: LabelRun, target: LabelTarget, links: Links, records: Records) -> LabelRun:
    """Make the label, once."""
    name = run.ticket.document["name"]
    record = label_record(run.code, target, links)
    link = await records.write_once(run.ticket.lease, record, lambda: target.create_label(run.code, name))
    return replace(run, number=link.number, told=(*run.told, as_told(f"label {link.number} created")))


async def find_number(_: Flow, document: Any, target: LabelTarget, links: Links, records: Records) -> str | None:
    """The label's code in the target, or None."""
    return await records.find_number(label_record(document["code"], target, links))


def label_record(code: str, target: LabelTarget, links: Links) -> Record[Link]:
    async def look_up(_: OpenIntent | None) -> list[Link]:
        return [Link(code)] if code in await target.find_labels() else []

    return Record([links.name(target.connection, "label", code)], target.horizon, look_up)


class LabelSource(Protocol):
    """Reads labels; a document is one already."""


LABELS = Pipeline(
    entity="label",
    source=LabelSource,
    target=LabelTarget,
    settings=LabelSettings,
    begin=LabelRun,
    steps=(validate, exists, dry_run, write),
    deciding=2,
    actions=Actions({FIND_NUMBER: find_number}),
)


# An opener per vendor: here one object plays both roles.
class LabelBooks:
    """Labels of a system that lists them all at once, as a source that is polled and as a target."""

    def __init__(self, connection: str, horizon: timedelta) -> None:
        self.connection = connection
        self.horizon = horizon
        self.repeat = Repeat.LOOK_UP
        self.commit_horizon = horizon
        self.parts = (WHOLE,)

    async def find_labels(self) -> dict[str, str]:
        raise NotImplementedError

    def check(self, document: Any) -> Sequence[Problem]:
        return [] if document.get("code") else [Problem("code", as_told("is missing"), as_told("give it a code"))]

    def identify(self, document: Any) -> Identity:
        return Identity(document["code"], document["name"])

    def digest_material(self, document: Any) -> bytes:
        return dump_json(document, sort_keys=True)

    def cursor_at(self, moment: datetime | None) -> str:
        return BEGINNING if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")

    async def changed_since(
        self, cursor: str, _overlap: timedelta, _not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        assert part == WHOLE
        yield Page([{"code": code, "name": name} for code, name in (await self.find_labels()).items()], cursor)

    def changed_before(self, _document: Any, _cursor: str) -> bool:
        return False

    async def fetch(self, reference: str) -> Any | None:
        name = (await self.find_labels()).get(reference)
        return None if name is None else {"code": reference, "name": name}


class AfasLabels(LabelBooks):
    """Labels are kept as articles."""

    def __init__(self, opened: Opened[AfasConnection, AfasClient]) -> None:
        super().__init__(opened.name, opened.settings.commit_horizon)
        self._client = opened.client

    async def find_labels(self) -> dict[str, str]:
        rows = await self._client.rows("Profit_Article", page_query(Filter(()), ["ItemCode"], take=1000))
        return {str(row["ItemCode"]): str(row["Description"]) for row in rows}

    async def create_label(self, code: str, name: str) -> str | None:
        fields = {"ItCd": code, "Ds": name, "Grp": "1", "BiUn": "STK", "VaRc": "1"}
        return (await self._client.write("POST", "FbItemArticle", Element(fields))).get("ItCd")


class AccountViewLabels(LabelBooks):
    """Labels are kept as articles."""

    def __init__(self, opened: Opened[AccountViewConnection, AccountViewClient]) -> None:
        super().__init__(opened.name, opened.settings.commit_horizon)
        self._client = opened.client

    async def find_labels(self) -> dict[str, str]:
        query = Query("AK1", ("ART_CODE", "ART_DESC1", "REC_ID"), ())
        pages = [answer async for answer in self._client.pages(query, "ARTICLE")]
        rows = [row for answer in pages for row in answer.rows("ARTICLE") or ()]
        return {text_of(row, "ART_CODE"): text_of(row, "ART_DESC1") for row in rows}

    async def create_label(self, code: str, name: str) -> str | None:
        fields = {"ART_CODE": code, "ART_DESC1": name, "VAT_CODE": "2"}
        answer = await self._client.insert("AK1", write_body("AK1", Part("ARTICLE", [fields], "ARTICLE")))
        return text_of(next(iter(answer.rows("ARTICLE") or ()), {}), "ART_CODE") or None


def open_afas(opened: Opened[AfasConnection, AfasClient], _: Flow) -> AfasLabels:
    return AfasLabels(opened)


def open_accountview(opened: Opened[AccountViewConnection, AccountViewClient], _: Flow) -> AccountViewLabels:
    return AccountViewLabels(opened)
