"""Writes are held against the dictionary and the other tables; a refused one stores nothing at all."""

import json
from typing import Any

import pytest

from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.accountview.bodies import business_object_of
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.writing import write
from tests.handlers.vendors.accountview.office import a_books

Cells = dict[str, Any]
DEBTOR = {"RowId": "1", "ACCT_NAME": "Voorbeeld", "SRC_CODE": "voorbeeld", "ACCT_NR": "1300"}
HEADER = {"RowId": "000001", "RPL_INV": "10001", "ORD_DATE": "2026-4-1T10:39:05.276Z"}
LINE = {"HeaderId": "000001", "RowId": 1, "ART_CODE": "kfm-100", "ORD_QTY": "3", "ART_PX": 12.5}


@pytest.fixture
def books() -> Books:
    books = a_books()
    books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "Voorbeeld", "MAIL_BUS": "info@example.com"})
    return books


def table(name: str, rows: list[Cells]) -> tuple[Any, Any]:
    names = list(rows[0])
    fields = [{"Name": column, "FieldType": "C"} for column in names]
    return {"Name": name, "Fields": fields}, {"Rows": [{"Values": [row[column] for column in names]} for row in rows]}


def body(business_object: str, name: str, *rows: Cells, lines: list[Cells] | None = None, book_date: str = "") -> Any:
    definition, data = table(name, list(rows))
    document: Any = {
        "BookDate": book_date,
        "BusinessObject": business_object,
        "Table": {"Definition": definition},
        "TableData": {"Data": data},
    }
    if lines:
        definition, data = table("SO_LINE", lines)
        document["Table"]["DetailDefinitions"] = [definition]
        document["TableData"]["DetailData"] = [data]
    return document


def send(books: Books, document: Any, method: str = "POST", **behaviour: Any) -> list[Cells]:
    return write(books, method, json.dumps(document).encode(), Behaviour(**behaviour))[1]


def test_an_order_is_stored_with_its_lines_converted_and_numbered(books: Books) -> None:
    [order] = send(books, body("SO1", "SO_HDR", HEADER, lines=[LINE]))
    assert order["ORD_NR"] == "202600001"
    assert order["ORD_DATE"] == "2026-04-01T10:39:05"
    [line] = order["SO_LINE"]
    assert (line["ART_CODE"], str(line["ORD_QTY"]), str(line["ART_PX"])) == ("KFM-100", "3", "12.5")
    assert books.orders == [order]


def test_a_header_without_label_is_row_one(books: Books) -> None:
    header = {"RPL_INV": "10001"}
    [order] = send(books, body("SO1", "SO_HDR", header, lines=[{**LINE, "HeaderId": 1}]))
    assert len(order["SO_LINE"]) == 1


def test_several_headers_each_get_their_own_lines(books: Books) -> None:
    headers = [{"RowId": label, "RPL_INV": "10001"} for label in ("a", "b")]
    lines = [{**LINE, "HeaderId": label, "ORD_QTY": quantity} for label, quantity in (("b", 1), ("a", 2), ("b", 3))]
    first, second = send(books, body("SO1", "SO_HDR", *headers, lines=lines))
    assert [len(order["SO_LINE"]) for order in (first, second)] == [1, 2]


def test_an_order_goes_to_the_year_of_its_book_date(books: Books) -> None:
    send(books, body("SO1", "SO_HDR", HEADER, lines=[LINE], book_date="2025-9-7T10:00:00Z"))
    assert len(books.tables("2025-01-01")["SO_HDR"]) == 1
    assert books.tables()["SO_HDR"] == []


def test_master_data_does_not_flow_between_years(books: Books) -> None:
    send(books, body("AR1", "CONTACT", DEBTOR))
    assert len(books.debtors) == 2
    assert len(books.tables("2025")["CONTACT"]) == 1


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"SRC_CODE": ""}, "SRC_CODE: een waarde is verplicht"),
        ({"ACCT_NAME": "x" * 41}, "langer dan 40 tekens"),
        ({"MAIL_BUS": "x" * 51}, "langer dan 50 tekens"),
        ({"ACCT_NR": "9999"}, "ACCT_NR: de waarde bestaat niet"),
        ({"DISC_CODE": "99"}, "DISC_CODE: de waarde bestaat niet"),
        ({"NO_SUCH": "x"}, "onbekend veld"),
        ({"CNG_NR": 5}, "kan niet worden gewijzigd"),
        ({"CRED_LIM": "veel"}, "geen getal"),
        ({"SUB_NR": "10001"}, "bestaat al"),
    ],
)
def test_a_debtor_that_breaks_a_rule_is_refused_and_not_stored(books: Books, cells: Cells, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        send(books, body("AR1", "CONTACT", DEBTOR | cells))
    assert len(books.debtors) == 1


@pytest.mark.parametrize(
    ("header", "line", "told"),
    [
        ({"RPL_INV": "99999"}, {}, "RPL_INV: de waarde bestaat niet"),
        ({"RPL_INV": None}, {}, "RPL_INV: een waarde is verplicht"),
        ({"DEL_CODE": "0000000099"}, {}, "DEL_CODE: de waarde bestaat niet"),
        ({"ORD_DATE": "1 april"}, {}, "geen datum"),
        ({}, {"ART_CODE": "NIEUW-001"}, "ART_CODE: de waarde bestaat niet"),
        ({}, {"ORD_QTY": None}, "geen getal|verplicht"),
        ({}, {"HeaderId": "2"}, "HeaderId"),
    ],
)
def test_an_order_that_breaks_a_rule_is_refused_and_not_half_stored(
    books: Books, header: Cells, line: Cells, told: str
) -> None:
    with pytest.raises(RefusedError, match=told):
        send(books, body("SO1", "SO_HDR", HEADER | header, lines=[LINE, LINE | line]))
    assert books.orders == []


def test_an_order_without_lines_is_refused(books: Books) -> None:
    with pytest.raises(RefusedError, match="een regel"):
        send(books, body("SO1", "SO_HDR", HEADER))


def test_switches_decide_what_nobody_has_published(books: Books) -> None:
    long = DEBTOR | {"ACCT_NAME": "x" * 41}
    assert len(send(books, body("AR1", "CONTACT", long), cuts=True)[0]["ACCT_NAME"]) == 40
    assert send(books, body("AR1", "CONTACT", DEBTOR | {"CNG_NR": 5}), strict=False)
    assert send(books, body("AR1", "CONTACT", DEBTOR | {"X11_CODE": "a"}))[0]["X11_CODE"] == "a"
    with pytest.raises(RefusedError, match="onbekend veld"):
        send(books, body("AR1", "CONTACT", DEBTOR | {"X11_CODE": "a"}), custom_fields=False)
    with pytest.raises(RefusedError, match=r"SUB_NR: een waarde is verplicht"):
        send(books, body("AR1", "CONTACT", DEBTOR), auto_number=False)


def test_an_update_changes_the_given_columns_of_an_existing_debtor(books: Books) -> None:
    [row] = send(books, body("AR1", "CONTACT", {"SUB_NR": "10001", "CITY": "Utrecht"}), "PUT")
    assert (row["CITY"], row["MAIL_BUS"], row["CNG_NR"]) == ("Utrecht", "info@example.com", 2)
    with pytest.raises(RefusedError, match="bestaat niet"):
        send(books, body("AR1", "CONTACT", {"SUB_NR": "9", "CITY": "Utrecht"}), "PUT")
    with pytest.raises(RefusedError, match="SRC_CODE: een waarde is verplicht"):
        send(books, body("AR1", "CONTACT", {"SUB_NR": "10001", "SRC_CODE": ""}), "PUT")


def test_an_article_can_be_made_once_unless_the_web_api_takes_none(books: Books) -> None:
    article = {"ART_CODE": "nieuw-001", "ART_DESC1": "Espressomachine", "PX_SELL": "1249.00", "VAT_CODE": "2"}
    with pytest.raises(RefusedError, match="niet met POST"):
        send(books, body("AK1", "ARTICLE", article))
    books.article_rights = frozenset({"insert"})
    [row] = send(books, body("AK1", "ARTICLE", article))
    assert (row["ART_CODE"], str(row["PX_SELL"]), bool(row["REC_ID"])) == ("NIEUW-001", "1249.00", True)
    with pytest.raises(RefusedError, match="bestaat al"):
        send(books, body("AK1", "ARTICLE", article))
    with pytest.raises(RefusedError, match="VAT_CODE: de waarde bestaat niet"):
        send(books, body("AK1", "ARTICLE", article | {"ART_CODE": "NIEUW-002", "VAT_CODE": "9"}))
    with pytest.raises(RefusedError, match="AG_CODE: de waarde bestaat niet"):
        send(books, body("AK1", "ARTICLE", article | {"ART_CODE": "NIEUW-002", "AG_CODE": "900"}))
    books.closed_tables = frozenset({"ARTICLE"})
    with pytest.raises(RefusedError, match="niet met POST"):
        send(books, body("AK1", "ARTICLE", article | {"ART_CODE": "NIEUW-002"}))


def test_an_article_is_changed_by_its_code_where_the_web_api_changes_articles(books: Books) -> None:
    changed = body("AK1", "ARTICLE", {"ART_CODE": "kfm-100", "ART_DESC1": "Koffiemok blauw"})
    with pytest.raises(RefusedError, match="niet met PUT"):
        send(books, changed, "PUT")
    books.article_rights = frozenset({"update"})
    [row] = send(books, changed, "PUT")
    assert (row["ART_CODE"], row["ART_DESC1"], str(row["PX_SELL"])) == ("KFM-100", "Koffiemok blauw", "8.26")
    with pytest.raises(RefusedError, match="ART_CODE: het record bestaat niet"):
        send(books, body("AK1", "ARTICLE", {"ART_CODE": "KFM-10", "ART_DESC1": "x"}), "PUT")


def test_one_number_twice_in_a_write_is_refused_whole(books: Books) -> None:
    with pytest.raises(RefusedError, match="bestaat al"):
        send(books, body("AR1", "CONTACT", *({**DEBTOR, "RowId": label, "SUB_NR": "20001"} for label in "ab")))
    assert len(books.debtors) == 1


@pytest.mark.parametrize(("method", "business_object"), [("PUT", "SO1"), ("POST", "GL1"), ("PUT", "AK1")])
def test_what_the_web_api_may_not_change_is_refused(books: Books, method: str, business_object: str) -> None:
    with pytest.raises(RefusedError, match=f"niet met {method}"):
        send(books, body(business_object, "X", {"A": "b"}), method)


def test_a_row_with_too_few_values_is_refused(books: Books) -> None:
    document = body("AR1", "CONTACT", DEBTOR)
    document["TableData"]["Data"]["Rows"][0]["Values"].pop()
    with pytest.raises(RefusedError, match="aantal Values"):
        send(books, document)


@pytest.mark.parametrize("part", ["BusinessObject", "Table", "TableData"])
def test_a_body_without_one_of_its_parts_is_refused(books: Books, part: str) -> None:
    document = body("AR1", "CONTACT", DEBTOR)
    del document[part]
    with pytest.raises(RefusedError, match=f"{part} ontbreekt"):
        send(books, document)


def test_lines_for_an_object_without_lines_are_refused(books: Books) -> None:
    with pytest.raises(RefusedError, match="passen niet"):
        send(books, body("AR1", "CONTACT", DEBTOR, lines=[LINE]))


def test_a_body_that_is_no_json_is_refused_and_counted_without_an_object(books: Books) -> None:
    with pytest.raises(RefusedError, match="geen geldige JSON"):
        write(books, "POST", b"<html>", Behaviour())
    assert business_object_of(b"<html>") == business_object_of(b"[]") == ""
