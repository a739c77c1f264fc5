"""The rows of a customer's own record: what each reads, when it is written, and which of a flow's own are refused."""

from typing import Any

import pytest

from relay.errors import StartError
from tests.handlers.vendors.accountview.customers import a_party, a_record, customer_target
from tests.handlers.vendors.accountview.office import Office, only


def test_each_column_tells_what_its_row_reads(o: Office) -> None:
    sources = customer_target(o, {"to": "CONTACT.EMP_NR", "const": "WEB"}).debtor_sources
    assert set(sources) >= set(customer_target(o).debtor_fields(a_party()))
    assert sources["IBAN_NR"] == {"record.iban"}
    assert sources["REC_BLK"] == sources["BLK_SP"] == {"record.blocked"}
    assert sources["VAT_NR"] == {"customer.vat_number"}
    assert sources["VAT_CODE"] == {"codes.vat_liability"}
    assert sources["EMP_NR"] == set()


def test_what_settings_choose_is_written_at_making_only_and_what_is_emptied_is_said(o: Office) -> None:
    target = customer_target(o, {"to": "CONTACT.TEL_MOB", "from": "record.mobile", "clear": True})
    chosen = {column for column, paths in target.debtor_sources.items() if any("codes." in path for path in paths)}
    assert {target.debtor_writes[column] for column in chosen} == {"create_only"}
    assert target.debtor_writes["SRC_CODE"] == "create_only"
    assert target.debtor_clears == {"TEL_MOB"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"to": "CONTACT.COMMENT1", "from": "order.remark"}, "order.remark"),
        ({"to": "SO_HDR.COMMENT1", "from": "reference"}, "SO_HDR"),
        ({"to": "CONTACT.EIA", "from": "record.ibann"}, "record.iban"),
        ({"to": "CONTACT.MAIL_BUS", "from": "customer.email"}, "MAIL_BUS"),
        ({"to": "CONTACT.MAIL_BUS", "off": True}, "MAIL_BUS"),
        ({"to": "DEL_ADDR.SUB_NR", "const": "1"}, "SUB_NR"),
    ],
)
def test_a_row_that_cannot_be_meant_stops_the_start(o: Office, row: dict[str, Any], told: str) -> None:
    with pytest.raises(StartError, match=told):
        customer_target(o, row)


def test_that_other_contacts_are_not_carried_is_told_once(o: Office) -> None:
    [notice] = customer_target(o).mapping_notices
    assert "the main one alone" in str(notice)


def test_the_row_of_the_e_mail_address_may_say_when_it_is_written(o: Office) -> None:
    row = {"to": "CONTACT.MAIL_BUS", "from": "customer.email", "do": ["lower"], "write": "create_only"}
    assert customer_target(o, row).debtor_writes["MAIL_BUS"] == "create_only"


def test_a_name_that_is_too_long_is_cut_and_told_and_an_e_mail_address_never(o: Office) -> None:
    target = customer_target(o)
    company = "Coöperatieve Vereniging Voorbeeld en Zonen Holding Nederland B.A."
    named = a_party(a_record(customer={"company": company, "email": "a@example.com"}))
    assert target.debtor_fields(named)["ACCT_NAME"] == "Coöperatieve Vereniging Voorbeeld en"
    assert list(target.shortened_debtor(named)) == ["CONTACT.ACCT_NAME"]
    email = "administratie.inkoop.filiaal.noord@voorbeeldencozn.example.com"
    problem = only(target.check_debtor(a_party(a_record(customer={"company": "Bakkerij", "email": email}))))
    assert (problem.path, "MAIL_BUS" in problem.rule) == ("customer.email", True)
