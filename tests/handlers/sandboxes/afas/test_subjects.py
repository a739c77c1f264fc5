"""Dossier items that KnSubject writes, as AFAS's standard connectors show them."""

from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import body, lines

SUBJECTS, FILES = "Profit_Subjects", "Profit_Subject_Attachments"
PICTURE = {"FileName": "foto.jpg", "FileStream": "/9j/4AAQSk"}
CUSTOM = "U" + "0B" * 16


def subject(*objects: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A complaint about an order."""
    fields = {"StId": 5, "Ds": "Retour van order", "SbTx": "Breuk", "Da": "2026-03-04T10:15:00", "ViPr": "H"}
    return body("KnSubject", {**fields, **changes}, *objects)


def link(**changes: Any) -> dict[str, Any]:
    """The sales relation it is about."""
    fields = {"DoCRM": True, "ToSR": True, "SfTp": 4, "SfId": "10141", "BcId": "1000813"}
    return body("KnSubjectLink", {**fields, **changes})


async def test_a_dossier_item_is_kept_with_its_destination_and_files() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        files = lines("KnSubjectAttachment", PICTURE, {"FileName": "bon.pdf", "FileStream": "JVBERi0x"})
        assert await call.keys(subject(link(), files)) == {"SbId": "9940"}
        (row,) = await call.rows(SUBJECTS)
        found = await call.rows(FILES, subject_id="9940")
    assert (row["TypeId"], row["Subject"], row["Comment"], row["Prioriteit"]) == (5, "Retour van order", "Breuk", "H")
    assert (row["DateCreated"], row["ToDebtor"], row["OrgPersId"]) == ("2026-03-04T10:15:00Z", True, "1000813")
    assert (row["ToEmployee"], row["Status"], row["Afgehandeld"]) == (False, None, False)
    assert sorted(file["file_name"] for file in found) == ["bon.pdf", "foto.jpg"]
    assert len({file["file_id"] for file in found}) == 2


async def test_a_dossier_item_is_changed_by_its_key_and_keeps_the_rest() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(subject(link()))
        assert await call.keys(body("KnSubject", {"St": True}, SbId="9940"), "PUT") == {"SbId": "9940"}
        (row,) = await call.rows(SUBJECTS)
    assert (row["Afgehandeld"], row["Subject"], row["ToDebtor"]) == (True, "Retour van order", True)


async def test_a_file_is_added_to_an_item_that_is_there_without_any_field() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(subject())
        element = {"@SbId": 9940, "Objects": [body("KnSubjectAttachment", PICTURE)]}
        await call.keys({"KnSubject": {"Element": element}}, "POST", "KnSubjectAttachment")
        assert [row["file_name"] for row in await call.rows(FILES)] == ["foto.jpg"]


async def test_a_file_in_the_item_itself_is_an_attachment_too() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(subject(SbPa="cv.pdf", FileStream="JVBERi0x"))
        assert [row["file_name"] for row in await call.rows(FILES)] == ["cv.pdf"]


async def test_a_types_own_fields_stand_in_the_object_of_the_type() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(subject(body("KnS05", {CUSTOM: "blauw"})))
        assert sandbox.profit.dossier.by_number["9940"].of_type == {"KnS05": {CUSTOM: "blauw"}}
        assert "KnX05" in await call.refusal(subject(body("KnX05", {CUSTOM: "blauw"})))


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (subject(StId=99), "De ingevulde waarde bij 'Type dossieritem' bestaat niet."),
        (subject(Ds=""), "Vul een waarde in bij 'Subject'."),
        (subject(link(SfTp=17)), "Deze bestemming is niet geldig voor dit type dossieritem"),
        (subject(link(SfId="9")), "De ingevulde waarde bij 'Bestemming' bestaat niet."),
    ],
)
async def test_a_dossier_item_that_cannot_be_is_refused(document: dict[str, Any], text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        assert await call.refusal(document) == text
        assert await call.rows(SUBJECTS) == []


async def test_a_dossier_item_is_deleted_with_its_files() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(subject(lines("KnSubjectAttachment", PICTURE)))
        path = "/connectors/KnSubject/KnSubject/@SbId/9940"
        assert (await call.send("DELETE", path))[0] == 200
        assert (await call.send("DELETE", path))[0] == 500
        assert await call.rows(SUBJECTS) == await call.rows(FILES) == []


async def test_a_file_is_fetched_by_its_item_and_id_as_it_was_sent() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(subject(lines("KnSubjectAttachment", PICTURE)))
        (row,) = await call.rows(FILES)
        status, file = await call.send("GET", f"/subjectconnector/{row['subject_id']}/{row['file_id']}")
        assert (await call.send("GET", f"/subjectconnector/9941/{row['file_id']}"))[0] == 404
    assert (status, file) == (200, {"filename": "foto.jpg", "mimetype": "image/jpeg", "filedata": "/9j/4AAQSk"})
