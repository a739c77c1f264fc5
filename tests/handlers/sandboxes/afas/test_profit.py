"""The books behind the sandbox, whatever is written into them."""

from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.afas import Profit
from handlers.sandboxes.afas.refusals import RefusedError
from handlers.vendors.afas.dictionary import FILES, UpdateField, UpdateObject, update_object
from mapping.parsing import dump_json
from tests.handlers.vendors.afas import examples

_VALUES: dict[str, list[Any]] = {
    "DbId": ["10141", "10142", "9"],
    "VaIt": ["2", "3", "kst"],
    "QuUn": ["2", 1, "-0.5"],
    "BcCo": ["1000813", "1000814", "9"],
    "BcCoOga": ["1000813", "9"],
    "BcCoPer": ["1000814", "1000813"],
    "CdId": [501, "502", 9],
    "OrNu": ["60005491", "70000147", "9"],
    "SinOrNu": ["1"],
    "GuLi": ["{00000000-0000-0000-0000-000000000000}"],
    "ItCd": ["000100", "T1", "verzend", "X"],
    "DlAd": [1001, "1002", 9],
    "CoId": ["NL", "B", "DE"],
    "CuId": ["EUR"],
    "PaCd": ["14", "99"],
    "ColA": ["1300"],
    "VaDu": ["1", "3"],
    "VaRc": ["1", "2", "9"],
    "War": ["01", "99"],
    "Unit": [1, 2],
    "BiUn": ["stk", "KRAT"],
    "SeNm": ["X"],
    "CdDa": [1001, 9],
    "VaOt": ["31", "42", "43"],
    "StId": [5, 15, 9],
    "SfTp": ["4", "3", "17"],
    "SfId": ["10141", "1000813", "9"],
    "SbId": ["9940", "9"],
}
_TYPES: dict[str, list[Any]] = {
    "text": ["x", "Voorbeeld Handel B.V.", 7],
    "long_text": ["x"],
    "int": [0, "12", -3],
    "decimal": ["1.5", 2, "-3.25"],
    "boolean": [True, "0", False],
    "date": ["2026-03-02", "2026-03-02T08:00:00"],
    "moment": ["2026-03-02T08:00:00"],
    "guid": ["{00000000-0000-0000-0000-000000000000}"],
}


def values_of(field: UpdateField) -> st.SearchStrategy[Any]:
    known = _VALUES.get(field.name) or list(field.codes[:12]) or _TYPES[field.type]
    return st.sampled_from([*known[:1] * 8, *known, ""])


def elements_of(known: UpdateObject) -> st.SearchStrategy[dict[str, Any]]:
    sure = {name: values_of(field) for name, field in known.fields.items() if field.required}
    maybe = {name: values_of(field) for name, field in known.fields.items() if not field.required}
    chosen = [name for name in maybe if name in {*_VALUES, "AutoNum", "PadAdr", "ViKc", "ExAd", "BeginDate", "InVa"}]
    fields = st.fixed_dictionaries(sure, optional={name: maybe[name] for name in chosen})
    action = st.sampled_from([*[{}] * 8, {"@Action": "insert"}, {"@Action": "update"}, {"@Action": "delete"}])
    under = st.fixed_dictionaries({}, optional={name: holders_of(one) for name, one in known.objects.items()})
    return st.builds(lambda acts, own, objects: {**acts, "Fields": own, "Objects": objects}, action, fields, under)


def holders_of(known: UpdateObject) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(elements_of(known), min_size=1, max_size=2).map(lambda some: {"Element": some})


BODIES = st.sampled_from(sorted(FILES)).flatmap(
    lambda name: holders_of(update_object(name)).map(lambda holder: (name, holder))
)


def opened() -> Profit:
    """Books with a company that has a delivery address, a consumer and an order."""
    profit = Profit()
    company = examples.company_debtor(examples.organisation(examples.address(), examples.delivery_contact()))
    for document in (company, examples.consumer_debtor(), examples.sales_order(), examples.direct_invoice()):
        (connector,) = document
        profit.write("POST", connector, None, dump_json(document))
    return profit


def seen(profit: Profit) -> Any:
    """All that the books hold."""
    relations = profit.relations
    held = (relations.debtors, relations.parties.by_number, relations.contacts.by_number, relations.addresses.by_number)
    hung = (relations.parties.accounts, relations.parties.roles, profit.stock.quantities, profit.stock.mutations)
    books = (profit.orders.headers, profit.orders.lines, profit.invoices.headers, profit.invoices.lines)
    return deepcopy([*held, *hung, profit.dossier.by_number, *(table.rows for table in books)])


@given(BODIES, st.sampled_from(["POST", "PUT"]))
def test_any_write_is_done_as_a_whole_or_refused_as_a_whole(named: tuple[str, Any], method: str) -> None:
    connector, holder = named
    profit = opened()
    before, done = seen(profit), False
    with suppress(RefusedError):
        profit.write(method, connector, None, dump_json({connector: holder}))
        done = True
    assert done or seen(profit) == before
    for name in profit.tables:
        assert profit.read(name) is not None


def test_numbers_of_refused_calls_are_not_given_again() -> None:
    profit = Profit()
    good, bad = (one["KnOrganisation"]["Element"] for one in (examples.organisation(), examples.organisation(BcCo="9")))
    with pytest.raises(RefusedError):
        profit.write("POST", "KnOrganisation", None, dump_json({"KnOrganisation": {"Element": [good, bad]}}))
    assert profit.relations.parties.by_number == {}
    (keys,) = profit.write("POST", "KnOrganisation", None, dump_json(examples.organisation()))
    assert keys["BcCo"] == "1000814"


@pytest.mark.parametrize("name", ["relay_debtors", "RELAY_DEBTORS", "Profit_salesorders"])
def test_a_connector_is_read_whatever_its_capitals(name: str) -> None:
    table = opened().read(name)
    assert table is not None
    assert table.rows
