"""What AccountView holds of a customer and gives is what it would be written again: no round makes another of it."""

import string
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.contracts.parties import Party
from handlers.vendors.accountview.source.customers.documents import Customers
from handlers.vendors.accountview.target.customer_presets import customer_mappings
from handlers.vendors.accountview.target.party_drafting import PartyDrafting
from tests.handlers.vendors.accountview.office import a_flow, some_settings
from tests.plain import as_told

SETTINGS = some_settings()
DRAFTING = PartyDrafting(customer_mappings(a_flow(entity="customer", settings=None), SETTINGS), SETTINGS)

WORDS = st.lists(st.text(string.ascii_letters, min_size=2, max_size=8), min_size=1, max_size=3).map(" ".join)
CODES = st.text(string.ascii_uppercase + string.digits, max_size=10)
DIGITS = st.text(string.digits, max_size=10)

ROWS = st.fixed_dictionaries(
    {
        "SUB_NR": st.text(string.digits, min_size=1, max_size=10),
        "ACCT_NAME": WORDS.map(lambda name: f"{name} bv"),
        "ST_STREET": WORDS,
        "ST_NR": st.integers(1, 999).map(str),
        "ST_EXTRA": st.sampled_from(["", "A", "bis", "II"]),
        "ST_PROP": st.just("") | WORDS,
        "ST_REGION": st.just("") | WORDS,
        "POST_CODE": st.sampled_from(["3511 AB", "9711 AA"]),
        "CITY": WORDS,
        "CNT_CODE": st.just("NL"),
        "MAIL_BUS": st.just("") | st.emails().map(str.lower).filter(lambda email: len(email) <= 50),
        "TEL_BUS": DIGITS,
        "TEL_MOB": DIGITS,
        "WWW_URL": st.sampled_from(["", "bakkerij.example.com"]),
        "VAT_NR": st.just("NL001234567B01"),
        "COC_CODE": DIGITS,
        "IBAN_NR": st.sampled_from(["", "NL91ABNA0417164300"]),
        "BNK_CODE1": st.sampled_from(["", "ABNANL2A"]),
        "BANK_AC_N1": st.just("") | WORDS,
        "DD_ACT": st.booleans(),
        "CRED_LIM": st.integers(0, 100_000),
        "MAIN_CONT": st.just("") | WORDS,
        "REC_BLK": st.just(value=False),
        "BLK_SP": st.booleans(),
    }
)


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in fields.items() if value not in {"", None, False}}


@given(ROWS)
def test_a_debtor_who_is_read_would_be_written_as_they_stand(row: dict[str, Any]) -> None:
    row |= {"MC_MAILB": "eva@example.com"} if row["MAIN_CONT"] else {"MC_MAILB": ""}
    record = Customers(SETTINGS).read({"debtor": row, "addresses": []})
    party = Party(as_told("customer"), record.customer, record.billing_address, record=record)
    written = filled(DRAFTING.debtor(party))
    made = {name: written.pop(name, "") for name in ("ADDRESS1", "SRC_CODE")}
    assert made["ADDRESS1"].startswith(row["ST_STREET"])
    assert written == {name: value for name, value in filled(row).items() if name != "SUB_NR"}
