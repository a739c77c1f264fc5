"""The data dictionary and the list of objects, by which a client sees what there is and what it may do."""

import pytest

from handlers.sandboxes.accountview import Behaviour
from tests.handlers.sandboxes.accountview.caller import document, signed_in
from tests.handlers.vendors.accountview.office import a_books

SYSTEM = "/api/v3/accountviewsystemdata"
FIELDS = "dct_fld.dbf_name,dct_fld.field_name,dct_fld.com_blk,dct_fld.rec_cust"


def asked(table: str) -> dict[str, str]:
    names = {"ControlSource": "DCT_FLD.DBF_NAME", "Operator": "Equal", "ValueType": "C", "Value": table}
    return {"BusinessObject": "fld", "PageSize": "1000", "Fields": FIELDS} | {
        f"Filter{name}1": value for name, value in names.items()
    }


async def test_the_dictionary_tells_the_columns_of_a_table_partners_included_and_which_are_closed() -> None:
    books = a_books()
    books.own_columns["SO_HDR"] = frozenset({"X11_CODE"})
    async with signed_in(books=books) as caller:
        _, answer = await caller.get(SYSTEM, **asked("SO_HDR"))
        _, contact = await caller.get(SYSTEM, **asked("CONTACT"))
    rows = {row["FIELD_NAME"]: row for row in answer["DCT_FLD"]}
    assert {"ORD_NR", "COMMENT1", "X11_CODE"} <= set(rows)
    assert [name for name, row in rows.items() if row["REC_CUST"]] == ["X11_CODE"]
    assert {row["DBF_NAME"] for row in answer["DCT_FLD"]} == {"SO_HDR  "}
    assert {row["DCT_FLD_Id"] for row in answer["DCT_FLD"]} == set(range(len(rows)))
    closed = {row["FIELD_NAME"] for row in contact["DCT_FLD"] if row["COM_BLK"]}
    assert "ACCT_LINK" in closed
    assert "ACCT_NAME" not in closed


async def test_the_dictionary_tells_what_each_table_is_closed_to() -> None:
    books = a_books()
    books.closed_tables = frozenset({"SO_HDR"})
    async with signed_in(books=books) as caller:
        _, answer = await caller.get(SYSTEM, BusinessObject="dbf", PageSize="100")
    marks = {row["DBF_NAME"].strip(): row for row in answer["DCT_FILE"]}
    assert [name for name, row in marks.items() if row["NO_XML_UPD"]] == ["SO_HDR"]
    assert (marks["CONTACT"]["NO_INSERT"], marks["CONTACT"]["NO_UPDATE"]) == (False, False)
    assert (marks["LEDGER"]["NO_INSERT"], marks["SO_HDR"]["NO_UPDATE"]) == (True, True)


async def test_a_user_without_the_right_sees_neither_dictionary_nor_objects() -> None:
    behaviour = Behaviour(unreadable=frozenset({"FLD"}), shows_objects=False)
    async with signed_in(behaviour=behaviour) as caller:
        statuses = [
            (await caller.get(SYSTEM, **asked("SO_HDR")))[0],
            (await caller.get("/api/v3/accountviewsystembusinessobjects"))[0],
        ]
    assert statuses == [403, 403]


async def test_columns_that_an_installation_has_besides_are_shown_with_their_form_and_are_written_and_read() -> None:
    books = a_books()
    books.add_columns("ARTICLE", REC_BLK="L", BAR_CODE="C13!", ART_CODE="C20!")
    books.article_rights = frozenset({"update"})
    async with signed_in(books=books) as caller:
        fields = {"Fields": "dct_fld.dbf_name,dct_fld.field_name,dct_fld.field_type,dct_fld.field_len,dct_fld.inp_mand"}
        _, answer = await caller.get(SYSTEM, **(asked("ARTICLE") | fields))
        forms = {row["FIELD_NAME"]: (row["FIELD_TYPE"], row["FIELD_LEN"], row["INP_MAND"]) for row in answer["DCT_FLD"]}
        named = ("REC_BLK", "BAR_CODE", "ART_CODE")
        assert [forms[name] for name in named] == [("L", 0, False), ("C", 13, False), ("C", 20, True)]
        changes = {"ART_CODE": "KFM-100", "BAR_CODE": "abc", "REC_BLK": "TRUE"}
        await caller.send("PUT", document("AK1", "ARTICLE", changes, ()))
        found = await caller.rows("AK1", ("BAR_CODE", "Equal", "C", "ABC"), Fields="ART_CODE,BAR_CODE,REC_BLK")
    shown = [{name: row[name] for name in named} for row in found["ARTICLE"]]
    assert shown == [{"ART_CODE": "KFM-100", "BAR_CODE": "ABC", "REC_BLK": True}]


def test_a_form_of_no_column_is_a_mistake_of_the_test() -> None:
    with pytest.raises(KeyError, match="Q9"):
        a_books().add_columns("ARTICLE", BAR_CODE="Q9")
