"""Compositions with their parts: made in one call, changed apart, and sold as one item."""

from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import body

HEADER = {"VaCt": "1", "ItCd": "SET-1", "Ds": "Ontbijtset", "Grp": "300", "BiUn": "stk", "VaRc": "1", "CrId": "50003"}
FIELD = "U" + "0A" * 16


def part(**fields: Any) -> dict[str, Any]:
    return body("FbCompositionPart", {"VaIt": "Art", "ItCd": "000100", "QuUn": "2", **fields})


def composition(*parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return body("FbComposition", {**HEADER, **changes}, *(parts or (part(), part(ItCd="000101"))))


async def test_a_composition_is_made_with_its_parts_in_one_call_and_can_be_ordered() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.keys(composition()) == {"ItCd": "SET-1"}
        goods = sandbox.profit.goods
        assert [(one["ItCd"], one["PrSe"], one["CompositionId"]) for one in goods.parts] == [
            ("000100", 10, "SET-1"),
            ("000101", 20, "SET-1"),
        ]
        assert sandbox.profit.masters.item("7", "set-1").description == "Ontbijtset"
        assert sandbox.profit.masters.find_item("2", "SET-1") is None


async def test_a_change_of_the_header_leaves_the_parts_alone_and_a_part_changes_by_its_place() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(composition())
        change = {"ItCd": "SET-1", "Ds": "Ontbijt", "Bl": True}
        await call.keys(body("FbComposition", change, body("FbCompositionCustom", {FIELD: "1"})), "PUT")
        goods = sandbox.profit.goods
        assert (goods.compositions["SET-1"]["Ds"], goods.compositions["SET-1"][FIELD]) == ("Ontbijt", "1")
        assert [one["QuUn"] for one in goods.parts] == [2, 2]
        moved = body("FbCompositionPart", {"PrSe": 20, "QuUn": "5"})
        await call.keys(body("FbComposition", {"ItCd": "SET-1"}, moved), "PUT")
        assert [one["QuUn"] for one in goods.parts] == [2, 5]


async def test_a_part_goes_by_an_action_among_its_fields_and_the_whole_by_delete() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(composition())
        gone = body("FbCompositionPart", {"Action": "delete", "VaIt": "Art", "ItCd": "000100"})
        await call.keys(body("FbComposition", {"ItCd": "SET-1"}, gone), "PUT")
        assert [one["ItCd"] for one in sandbox.profit.goods.parts] == ["000101"]
        status, _ = await call.send("DELETE", "/connectors/FbComposition/FbComposition/ItCd/SET-1")
        assert (status, sandbox.profit.goods.compositions, sandbox.profit.goods.parts) == (200, {}, [])
        assert sandbox.profit.masters.find_item("7", "SET-1") is None


@pytest.mark.parametrize(
    ("document", "method", "text"),
    [
        (body("FbComposition", HEADER), "POST", "Onderdeel"),
        (composition(part(ItCd="X")), "POST", "Itemcode"),
        (composition(VaRc=""), "POST", "Tariefgroep"),
        (body("FbComposition", {"ItCd": "NEE", "Ds": "x"}), "PUT", "Samenstelling niet gevonden"),
    ],
)
async def test_what_does_not_fit_is_refused_whole(document: dict[str, Any], method: str, text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        told = await call.refusal(document, method)
        assert text in told or "Btw-tariefgroep" in told
        assert (sandbox.profit.goods.compositions, sandbox.profit.goods.parts) == ({}, [])
        assert sandbox.profit.masters.find_item("7", "SET-1") is None


async def test_a_code_is_taken_once_and_a_part_that_is_not_there_is_not_changed() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(composition())
        assert "Itemcode" in await call.refusal(composition())
        absent = body("FbCompositionPart", {"PrSe": 90, "QuUn": "5"})
        assert "Onderdeel" in await call.refusal(body("FbComposition", {"ItCd": "SET-1"}, absent), "PUT")
        assert len(sandbox.profit.goods.parts) == 2
