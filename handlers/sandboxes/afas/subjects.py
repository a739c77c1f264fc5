"""Dossier items as KnSubject writes them: with their destinations, attachments and a type's own fields.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en (KnSubject) and markdownpages/endpoint/en (knsubject). Which
types there are and where an item of each may belong is a customer's own, so it stands in the master data.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Masters, require_known
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.relations import RelationBook
from handlers.sandboxes.afas.tables import Stored

PARTY, SALES_RELATION = "3", "4"
"""Kinds of destination whose numbers are in the books; what the others name is not kept here."""

_FILE = ("SbPa", "FileStream", "FileId", "FileTrans")


@dataclass(slots=True)
class Subject:
    """One dossier item: its own fields, the destinations, and files, which have a number and an id."""

    fields: dict[str, Stored]
    links: list[dict[str, Stored]] = field(default_factory=list)
    files: list[dict[str, Stored]] = field(default_factory=list)
    of_type: dict[str, dict[str, Stored]] = field(default_factory=dict)


class SubjectDesk:
    """Dossier items by number."""

    def __init__(
        self,
        relations: RelationBook,
        masters: Masters,
        numbers: Numbers,
        journal: Journal,
        stamp: Callable[[], datetime],
    ) -> None:
        self.by_number: dict[str, Subject] = {}
        self._relations = relations
        self._masters = masters
        self._numbers = numbers
        self._journal = journal
        self._stamp = stamp

    def write(self, record: Record) -> str:
        """The number of the item that was inserted, changed or deleted. Raises RefusedError."""
        if record.action == "delete":
            self.delete(record.text("SbId"))
            return record.text("SbId")
        if record.action == "insert":
            return self._new(record)
        number = record.text("SbId")
        before = self.by_number.get(number)
        if before is None:
            raise RefusedError(500, Text.NO_VALUE, "Dossieritem")
        changed = Subject({**before.fields, **_own(record)}, [*before.links], [*before.files], {**before.of_type})
        self._fill(changed, record)
        self.by_number[number] = changed
        self._journal.note(lambda: self.by_number.__setitem__(number, before))
        return number

    def delete(self, number: str) -> None:
        """Take an item away. Raises RefusedError when it is not there."""
        gone = self.by_number.pop(number, None)
        if gone is None:
            raise RefusedError(500, Text.NO_VALUE, "Dossieritem")
        self._journal.note(lambda: self.by_number.__setitem__(number, gone))

    def files(self) -> Iterator[tuple[str, dict[str, Stored]]]:
        """All attachments, each with the number of its item."""
        for number, subject in self.by_number.items():
            yield from ((number, file) for file in subject.files)

    def file(self, number: str, identity: str) -> dict[str, Stored]:
        """One attachment by the number of its item and its id. Raises RefusedError (404) when it is not there."""
        found = (one for item, one in self.files() if (item, str(one["FileId"]).upper()) == (number, identity.upper()))
        file = next(found, None)
        if file is None:
            raise RefusedError(404)
        return file

    def _new(self, record: Record) -> str:
        number = str(self._numbers.take("SbId", self.by_number))
        subject = Subject({"Da": self._stamp(), **_own(record), "SbId": int(number)})
        self._fill(subject, record)
        self._journal.add(self.by_number, number, subject)
        return number

    def _fill(self, subject: Subject, record: Record) -> None:
        allowed = self._masters.subject_types.get(int(str(subject.fields.get("StId") or 0)))
        if allowed is None:
            raise RefusedError(500, Text.NO_VALUE, "Type dossieritem")
        for link in record.under("KnSubjectLink"):
            self._check_link(link, allowed)
            subject.links.append(dict(link.fields))
        if record.text("SbPa") and record.text("FileStream"):
            subject.files.append(self._file({"FileName": record.text("SbPa"), **_pick(record, "FileStream")}))
        subject.files += [self._file(dict(one.fields)) for one in record.under("KnSubjectAttachment")]
        for name in record.objects:
            if name not in {"KnSubjectLink", "KnSubjectAttachment"}:
                for one in record.under(name):
                    subject.of_type[name] = {**subject.of_type.get(name, {}), **one.fields}

    def _check_link(self, link: Record, allowed: frozenset[str]) -> None:
        """Raise RefusedError for a destination that this type does not have, or that is not there."""
        kind, number = link.text("SfTp"), link.text("SfId")
        if kind and kind not in allowed:
            raise RefusedError(500, Text.BAD_DESTINATION)
        if kind == PARTY:
            require_known(number, self._relations.parties.by_number, "Bestemming")
        if kind == SALES_RELATION:
            require_known(number, self._relations.debtors, "Bestemming")
        require_known(link.text("BcId"), self._relations.parties.by_number, "Organisatie/persoon")

    def _file(self, fields: dict[str, Stored]) -> dict[str, Stored]:
        identity = fields.get("FileId") or uuid4().hex.upper()
        return {**fields, "FileId": identity, "number": self._numbers.take("attachment")}


def _own(record: Record) -> dict[str, Stored]:
    return {name: value for name, value in record.fields.items() if name not in _FILE}


def _pick(record: Record, name: str) -> dict[str, Stored]:
    return {name: record.fields.get(name)}
