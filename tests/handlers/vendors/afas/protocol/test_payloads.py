"""The body of a write."""

from datetime import UTC, date, datetime
from decimal import Decimal

from handlers.vendors.afas.protocol import Element, payload
from handlers.vendors.afas.protocol.payloads import CLEAR
from mapping.parsing import dump_json


def test_one_record_stands_alone_while_several_make_a_list() -> None:
    one, other = Element({"ItCd": "000100"}), Element({"ItCd": "000101"})
    assert payload("FbItemArticle", one) == {"FbItemArticle": {"Element": {"Fields": {"ItCd": "000100"}}}}
    assert payload("FbItemArticle", one, other)["FbItemArticle"]["Element"] == [
        {"Fields": {"ItCd": "000100"}},
        {"Fields": {"ItCd": "000101"}},
    ]


def test_objects_nest_under_their_record() -> None:
    lines = [Element({"ItCd": "000100", "QuUn": Decimal("2.5")}), Element({"ItCd": "000200"})]
    order = payload("FbSales", Element({"DbId": "10141"}, {"FbSalesLines": lines}))
    assert order["FbSales"]["Element"]["Objects"] == [
        {
            "FbSalesLines": {
                "Element": [{"Fields": {"ItCd": "000100", "QuUn": Decimal("2.5")}}, {"Fields": {"ItCd": "000200"}}]
            }
        }
    ]


def test_keys_and_action_stand_beside_the_fields() -> None:
    relation = payload("KnSalesRelationOrg", Element({}, keys={"DbId": "10141"}, action="update"))
    assert relation["KnSalesRelationOrg"]["Element"] == {"@DbId": "10141", "@Action": "update", "Fields": {}}


def test_nothing_is_left_out_and_an_empty_text_clears() -> None:
    fields = payload("FbSales", Element({"RfCs": None, "Re": CLEAR, "InVa": False}))["FbSales"]["Element"]["Fields"]
    assert fields == {"Re": "", "InVa": False}


def test_dates_are_written_as_afas_reads_them_and_numbers_stay_exact() -> None:
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    body = payload(
        "FbSales", Element({"OrDa": date(2026, 3, 2), "Da": summer, "Upri": Decimal("0.1234567890123456789")})
    )
    assert dump_json(body["FbSales"]["Element"]["Fields"]) == (
        b'{"OrDa":"2026-03-02","Da":"2026-07-01T14:00:00","Upri":0.1234567890123456789}'
    )
