"""Whether a refusal says that a record is there already, or that it is not: by AFAS's own texts, in both languages."""

from typing import Any

import pytest

from handlers.contracts.records import AlreadyThere, NotThere
from handlers.exchange.reply import Reply
from handlers.vendors.afas.protocol import Call, decipher
from mapping.parsing import dump_json
from relay.errors import Hold, RunEnd

DUPLICATE_ROW = (
    "Cannot insert duplicate key row in object 'dbo.AfasKnSalRelation' with unique index 'AfasKnBasicContact'"
)


def end_of(method: str, connector: str, text: str) -> type[RunEnd]:
    """How a write through a connector ends that AFAS refuses with this text."""
    body: dict[str, Any] = {"externalMessage": text, "errorNumber": -2147180996}
    with pytest.raises(RunEnd) as caught:
        decipher(Call(method, f"/connectors/{connector}"), Reply(500, dump_json(body), {}))
    return type(caught.value)


@pytest.mark.parametrize(
    ("connector", "text"),
    [
        ("KnSalesRelationOrg", "De waarde bij 'Verkooprelatie' is al in gebruik."),
        ("KnSalesRelationPer", "The value for 'Sales relation' is already in use."),
        ("KnSalesRelationOrg", "(AntaObject) The primary key already exists for field 'Organisatie/persoon'"),
        ("KnOrganisation", "(AntaObject) The primary key already exists for field 'Nummer'"),
        ("KnPerson", "(AntaObject) The primary key already exists for field 'Nummer'"),
        ("KnSalesRelationPer", DUPLICATE_ROW),
        ("KnSalesRelationOrg", "De waarde bij 'Bankrekening' is al in gebruik."),
        ("KnOrganisation/KnContact", "De waarde bij 'Contact' bestaat al."),
        ("FbItemArticle", "De waarde bij 'Itemcode' is al in gebruik."),
        ("FbSalesPrice", "Prijs bestaat reeds"),
        ("FbSalesPrice", "General message: Price already exists"),
    ],
)
def test_a_key_that_is_taken_says_that_the_record_is_there(connector: str, text: str) -> None:
    assert end_of("POST", connector, text) is AlreadyThere


@pytest.mark.parametrize(
    ("connector", "text"),
    [
        ("KnSalesRelationOrg", "De ingevulde waarde bij 'Verkooprelatie' bestaat niet."),
        ("KnSalesRelationPer", "The value entered for 'Sales relation' does not exist."),
        ("KnContact", "De ingevulde waarde bij 'Contact' bestaat niet."),
        ("KnPerson", "De ingevulde waarde bij 'Nummer' bestaat niet."),
        ("FbItemArticle", "De ingevulde waarde bij 'Itemcode' bestaat niet."),
        ("FbSalesPrice", "Prijs niet gevonden"),
        ("FbSalesPrice", "Price not found."),
    ],
)
def test_a_key_that_no_record_has_says_that_what_was_to_be_changed_is_not_there(connector: str, text: str) -> None:
    assert end_of("PUT", connector, text) is NotThere
    assert end_of("POST", connector, text) is Hold


@pytest.mark.parametrize(
    ("method", "connector", "text"),
    [
        ("PUT", "KnSalesRelationOrg", "De ingevulde waarde bij 'Betalingsvoorwaarde' bestaat niet."),
        ("POST", "KnSalesRelationOrg", "De waarde bij 'Zoeknaam' is al in gebruik."),
        ("POST", "FbSales", "De ingevulde waarde bij 'Verkooprelatie' bestaat niet."),
        ("PUT", "FbSales", "De ingevulde waarde bij 'Verkooprelatie' bestaat niet."),
        ("POST", "FbSales", "Factuurnummer 12 wordt al gebruikt in Financieel bij relatienummer 7"),
        ("POST", "FbSales", DUPLICATE_ROW),
        ("POST", "FbSalesPrice", "Itemcode bestaat niet"),
        ("PUT", "FbSalesPrice", "Itemcode bestaat niet"),
        ("PUT", "FbSalesPrice", "Prijslijst niet gevonden"),
        ("PUT", "FbSalesPrice", "De ingevulde waarde bij 'Prijs' bestaat niet."),
        ("PUT", "FbItemArticle", "Artikel niet gevonden"),
        ("POST", "FbItemArticle", "Prijs bestaat reeds"),
    ],
)
def test_any_other_field_says_neither(method: str, connector: str, text: str) -> None:
    assert end_of(method, connector, text) is Hold
