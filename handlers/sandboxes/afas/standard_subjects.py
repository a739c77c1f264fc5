"""The rows of AFAS's standard connectors of dossier items and their attachments.

No public page tells what a status is called or what a workflow says of an item, so those columns are empty.
"""

from collections.abc import Iterator
from mimetypes import guess_type

from handlers.sandboxes.afas.subjects import Subject, SubjectDesk
from handlers.sandboxes.afas.tables import Stored

Row = dict[str, Stored]

_FIELDS = {
    "TypeId": "StId",
    "SubjectId": "SbId",
    "DateCreated": "Da",
    "Subject": "Ds",
    "Comment": "SbTx",
    "FeV1": "FvF1",
    "FeV2": "FvF2",
    "FeV3": "FvF3",
    "Source": "SbHi",
    "Responsible": "EmId",
    "StartDate": "DtFr",
    "EndDate": "DtTo",
    "Datum_afgehandeld": "DtSt",
    "Bron": "ScId",
    "Type_actie": "SaId",
    "Prioriteit": "ViPr",
}
_LINKED = {"OrgPersId": "BcId", "ContactNr": "CdId", "Project": "PjId", "Campagne": "CaId"}
_TICKED = {
    "ToEmployer": "ToEr",
    "ToDebtor": "ToSR",
    "ToCreditor": "ToPR",
    "ToOrgPers": "ToBC",
    "ToEmployee": "ToEm",
    "ToApplicant": "ToAp",
}


def subjects(desk: SubjectDesk) -> Iterator[Row]:
    """``Profit_Subjects``: one row an item, with the first that any of its destinations says."""
    for subject in desk.by_number.values():
        yield {
            **{column: subject.fields.get(name) for column, name in _FIELDS.items()},
            **{column: _first(subject, name) for column, name in _LINKED.items()},
            **{column: bool(_first(subject, name)) for column, name in _TICKED.items()},
            "Afgehandeld": bool(subject.fields.get("St")),
        }


def attachments(desk: SubjectDesk) -> Iterator[Row]:
    """``Profit_Subject_Attachments``: one row a file."""
    for number, file in desk.files():
        yield {
            "attachment_id": file["number"],
            "subject_id": int(number),
            "file_id": file["FileId"],
            "file_name": file.get("FileName"),
        }


def show_file(file: Row) -> dict[str, Stored]:
    """A file as AFAS hands it out at ``/subjectconnector/{subject}/{file}``; its content is base64, as it was sent."""
    name = str(file.get("FileName") or "")
    kind = guess_type(name)[0] or "application/octet-stream"
    return {"filename": name, "mimetype": kind, "filedata": file.get("FileStream")}


def _first(subject: Subject, name: str) -> Stored:
    return next((link[name] for link in subject.links if link.get(name)), None)
