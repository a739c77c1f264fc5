"""The shipped rows, and a flow's own over them: one list for all records, with what identifies them protected."""

from typing import Any

import pytest

from handlers.vendors.afas.target.presets import Mappings, mappings_for
from relay.errors import StartError
from tests.handlers.vendors.afas.orders import a_flow

ORGANISATION = "KnSalesRelationOrg.KnOrganisation"


def mappings(*rows: dict[str, Any]) -> Mappings:
    return mappings_for(a_flow(*rows))


def mistakes_of(*rows: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(StartError) as caught:
        mappings(*rows)
    return caught.value.mistakes


def test_the_shipped_rows_tell_where_each_field_comes_from() -> None:
    sources = mappings().sources
    assert sources["FbSales.RfCs"] == "reference"
    assert sources["FbSalesLines.ItCd"] == "item.item_code"
    assert sources[f"{ORGANISATION}.KnBasicAddressAdr.HmNr"] == "billing.number"


def test_a_flows_rows_change_add_and_remove_in_any_of_the_tables() -> None:
    made = mappings(
        {"to": "FbSales.DeCo", "const": "2"},
        {"to": "FbSalesLines.Re", "from": "item.description"},
        {"to": f"{ORGANISATION}.TeNr", "off": True},
        {"to": f"{ORGANISATION}.LgId", "const": "NL"},
        {"to": "FbSales.U0123456789ABCDEF0123456789ABCDEF", "from": "order.store"},
    )
    assert {"FbSales.DeCo", "FbSales.U0123456789ABCDEF0123456789ABCDEF", "FbSalesLines.Re"} <= {*made.order.targets}
    assert f"{ORGANISATION}.LgId" in made.organisation.targets
    assert f"{ORGANISATION}.TeNr" not in made.organisation.targets


@pytest.mark.parametrize(
    "field",
    ["FbSales.RfCs", "FbSales.DbId", f"{ORGANISATION}.EmAd", "KnSalesRelationPer.KnPerson.EmA2", "FbSales"],
)
def test_what_a_record_is_found_by_cannot_be_changed_or_removed(field: str) -> None:
    [mistake] = mistakes_of({"to": field, "const": "x"})
    assert mistake.startswith("flows.orders.mapping[0].to: ")


@pytest.mark.parametrize(
    ("field", "remedy"),
    [
        ("KnSalesRelationPer.KnPerson.MatchPer", "writing.match_persons"),
        (f"{ORGANISATION}.MatchOga", "writing.match_organisations"),
        ("KnSalesRelationPer.KnPerson.SoSe", "BSN"),
        ("KnSalesRelationPer.KnPerson.KnBasicAddressAdr.BeginDate", "the relay sets it"),
    ],
)
def test_fields_that_the_relay_fills_or_nobody_may_are_refused_with_the_remedy(field: str, remedy: str) -> None:
    [mistake] = mistakes_of({"to": field, "const": "1"})
    assert remedy in mistake


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("FbSale.DeCo", 'no table "FbSale"; did you mean "FbSales"?'),
        ("DeCo", 'no table "DeCo"'),
        ("FbSales.DeCoo", 'no field "DeCoo"; did you mean "DeCo"?'),
        (f"{ORGANISATION}.KnBasicAddresAdr.Ad", 'no object "KnBasicAddresAdr"; did you mean "KnBasicAddressAdr"?'),
        ("FbSalesLines.UnPri", 'no field "UnPri"'),
        ("KnContact.BcCoOga", 'no field "BcCoOga"'),
    ],
)
def test_a_field_that_afas_does_not_have_is_told_with_a_guess_before_anything_starts(field: str, told: str) -> None:
    [mistake] = mistakes_of({"to": field, "const": "x"})
    assert told in mistake


def test_all_mistakes_are_told_at_once_with_their_flow_and_row() -> None:
    first, second = mistakes_of({"to": "FbSale.DeCo", "const": "x"}, {"to": "FbSales.Deco", "const": "x"})
    assert first.startswith("flows.orders.mapping[0].to: ")
    assert second.startswith("flows.orders.mapping[1].to: ")


def test_a_contact_is_made_with_its_debtor_and_never_updated() -> None:
    field = f"{ORGANISATION}.KnContact.TeNr"
    [mistake] = mistakes_of({"to": field, "from": "order.customer.phone", "write": "always"})
    assert "take write away" in mistake
    assert field in mappings({"to": field, "from": "order.customer.phone"}).organisation.targets


def test_a_direct_invoice_is_mapped_under_its_own_name_alone() -> None:
    flow = a_flow({"to": "FbDirectInvoice.DeCo", "const": "2"}, send_as="direct_invoice")
    made = mappings_for(flow, "direct_invoice")
    assert made.lines == "FbDirectInvoiceLines"
    assert "FbDirectInvoice.RfCs" in made.order.targets
    assert not [target for target in made.order.targets if target.startswith("FbSales")]
    with pytest.raises(StartError, match="FbDirectInvoice"):
        mappings_for(a_flow({"to": "FbSales.DeCo", "const": "2"}), "direct_invoice")


def test_a_row_for_an_older_preset_is_noticed() -> None:
    assert mappings({"to": "FbSales.DeCo", "const": "2", "preset": 7}).merged.notices
