"""Where an address lies as VAT sees it."""

from dataclasses import dataclass
from datetime import date

import pytest

from mapping.vat.areas import Group, Kind, vat_area

DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Spot:
    country: str
    postcode: str = "1000"


@pytest.mark.parametrize(
    ("country", "postcode", "group", "counts_as"),
    [
        ("NL", "1017 GN", "domestic", "NL"),
        ("nl ", "1017GN", "domestic", "NL"),
        ("BE", "2000", "EU", "BE"),
        ("GR", "10431", "EU", "GR"),
        ("EL", "10431", "EU", "GR"),
        ("MC", "98000", "EU", "FR"),
        ("ES", "28013", "EU", "ES"),
        ("FI", "00100", "EU", "FI"),
        ("CH", "8001", "outside_EU", "CH"),
        ("NO", "0150", "outside_EU", "NO"),
        ("AX", "22100", "outside_EU", "AX"),
        ("FO", "100", "outside_EU", "FO"),
        ("GP", "97110", "outside_EU", "GP"),
        ("GB", "SW1A 1AA", "outside_EU", "GB"),
        ("GB", "BT1 5GS", "EU", "XI"),
        ("XI", "BT1 5GS", "EU", "XI"),
    ],
)
def test_a_country_lies_in_its_group(country: str, postcode: str, group: Group, counts_as: str) -> None:
    area = vat_area(Spot(country, postcode), day=DAY)
    assert (area.group, area.country) == (group, counts_as)


@pytest.mark.parametrize(
    ("country", "postcode", "name"),
    [
        ("ES", "35001", "the Canary Islands"),
        ("ES", "E-38001", "the Canary Islands"),
        ("ES", "51001", "Ceuta"),
        ("ES", "52001", "Melilla"),
        ("FI", "FIN-22100", "Åland"),
        ("DE", "D-27498", "Heligoland"),
        ("DE", "78266", "Büsingen"),
        ("IT", "23041", "Livigno"),
        ("IT", "22061", "Campione"),
        ("FR", "97 400", "overseas department"),
        ("DK", "3900", "Greenland"),
        ("GR", "630 86", "Mount Athos"),
    ],
)
def test_a_part_of_a_member_state_outside_the_area_is_told_in_a_warning(country: str, postcode: str, name: str) -> None:
    area = vat_area(Spot(country, postcode), day=DAY)
    assert (area.group, area.country) == ("outside_EU", "")
    assert name in str(area.warnings[0])


def test_northern_ireland_is_a_member_state_for_goods_only() -> None:
    kinds: list[tuple[Kind, Group]] = [("goods", "EU"), ("service", "outside_EU")]
    assert [vat_area(Spot("GB", "BT1 5GS"), day=DAY, kind=kind).group for kind, _ in kinds] == [g for _, g in kinds]
    assert "Northern Ireland" in str(vat_area(Spot("GB", "BT1 5GS"), day=DAY).warnings[0])


def test_membership_is_that_of_the_day() -> None:
    britain = [vat_area(Spot("GB", "SW1A"), day=day).group for day in (date(2020, 12, 31), date(2021, 1, 1))]
    croatia = [vat_area(Spot("HR"), day=day).group for day in (date(2013, 6, 30), date(2013, 7, 1))]
    assert (britain, croatia) == (["EU", "outside_EU"], ["outside_EU", "EU"])


def test_the_country_of_the_seller_is_domestic() -> None:
    assert vat_area(Spot("BE", "2000"), day=DAY, seller="BE").group == "domestic"
    assert vat_area(Spot("NL", "1017 GN"), day=DAY, seller="BE").group == "EU"
    assert vat_area(Spot("ES", "35001"), day=DAY, seller="ES").group == "outside_EU"


def test_places_that_are_listed_in_the_settings_lie_outside_too() -> None:
    outside = {"PT": ["9999-1"], "IE": ["A99"]}
    assert vat_area(Spot("PT", "9999-123"), day=DAY, outside=outside).group == "outside_EU"
    assert vat_area(Spot("PT", "9999-223"), day=DAY, outside=outside).group == "EU"
    assert vat_area(Spot("IE", "a99 x123"), day=DAY, outside=outside).group == "outside_EU"
    assert vat_area(Spot("IE", "b99 x123"), day=DAY, outside=outside).group == "EU"
