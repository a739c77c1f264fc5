"""Bodies of writes for AFAS, made of what its published tables have: mostly right, and some wrong in one thing."""

from typing import Any

from hypothesis import strategies as st

from handlers.sandboxes.afas.published import Field, PublishedObject, connector_names, find_object

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


def values_of(field: Field) -> st.SearchStrategy[Any]:
    known = _VALUES.get(field.name) or list(field.codes[:12]) or _TYPES[field.type]
    return st.sampled_from([*known[:1] * 8, *known, ""])


def elements_of(known: PublishedObject) -> st.SearchStrategy[dict[str, Any]]:
    sure = {name: values_of(field) for name, field in known.fields.items() if field.required}
    maybe = {name: values_of(field) for name, field in known.fields.items() if not field.required}
    chosen = [name for name in maybe if name in {*_VALUES, "AutoNum", "PadAdr", "ViKc", "ExAd", "BeginDate", "InVa"}]
    fields = st.fixed_dictionaries(sure, optional={name: maybe[name] for name in chosen})
    action = st.sampled_from([*[{}] * 8, {"@Action": "insert"}, {"@Action": "update"}, {"@Action": "delete"}])
    under = st.fixed_dictionaries({}, optional={name: holders_of(one) for name, one in known.objects.items()})
    return st.builds(lambda acts, own, objects: {**acts, "Fields": own, "Objects": objects}, action, fields, under)


def holders_of(known: PublishedObject) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(elements_of(known), min_size=1, max_size=2).map(lambda some: {"Element": some})


BODIES = st.sampled_from(sorted(connector_names())).flatmap(
    lambda name: holders_of(find_object(name)).map(lambda holder: (name, holder))
)
