"""Settings of an AFAS connection: what is accepted, and what each mistake is told."""

import base64
from ipaddress import IPv4Address, ip_address
from typing import Any

import pytest
from pydantic import ValidationError

from handlers.vendors import VENDORS
from handlers.vendors.afas.settings import ADDRESS_PRESETS, AfasConnection
from tests.handlers.vendors.afas.support import TOKEN, connection

LEAST = {"vendor": "afas", "environment": "12345", "token": TOKEN}


@pytest.mark.parametrize("name", ["12345", "O12345AA", "t12345ab", " A12345AA ", 12345])
def test_an_environment_is_reduced_to_its_number(name: object) -> None:
    assert AfasConnection.model_validate({**LEAST, "environment": name}).environment == "12345"


@pytest.mark.parametrize("name", ["", "ABC", "123", "O12345AA.rest", "12345/x", None])
def test_an_environment_without_its_number_is_refused(name: object) -> None:
    with pytest.raises(ValidationError, match="O12345AA"):
        AfasConnection.model_validate({**LEAST, "environment": name})


@pytest.mark.parametrize("kind", ["rest", "resttest", "restaccept"])
def test_the_address_follows_from_environment_and_kind(kind: str) -> None:
    settings = AfasConnection.model_validate({**LEAST, "kind": kind})
    assert settings.address == f"https://12345.{kind}.afas.online/ProfitRestServices"


@pytest.mark.parametrize(
    "url", ["https://afas.example.com/x/", "http://127.0.0.1:8085", "http://localhost:1/a", "http://[::1]:8085"]
)
def test_an_address_is_https_or_on_this_machine(url: str) -> None:
    assert connection(url).address == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://afas.example.com",
        "ftp://127.0.0.1",
        "https://a@b.example.com",
        "https://a.example.com?x=1",
        "https://",
        "x",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="https"):
        connection(url)


@pytest.mark.parametrize("written", [TOKEN, f"{TOKEN}\r\n", base64.b64encode(TOKEN.encode()).decode()])
def test_a_token_is_accepted_as_shown_and_in_base64(written: str) -> None:
    settings = connection(token=written)
    assert settings.token is not None
    assert base64.b64decode(settings.token.get_secret_value()).decode() == TOKEN


@pytest.mark.parametrize(
    "written", ["", "abc", "<token></token>", base64.b64encode(b"x").decode(), TOKEN.replace("1<", "2<"), "é"]
)
def test_a_wrong_token_is_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(ValidationError) as caught:
        connection(token=written)
    assert "64 digits" in str(caught.value)
    assert len(written) < 4 or written not in str(caught.value)


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"client_id": "a"},
        {"client_secret": "b"},
        {"token": TOKEN, "client_id": "a", "client_secret": "b"},
        {"token": TOKEN, "client_id": "a"},
    ],
)
def test_there_is_exactly_one_way_in(credentials: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="give "):
        AfasConnection.model_validate({"vendor": "afas", "environment": "12345", **credentials})


def test_the_defaults_are_what_afas_asks_for() -> None:
    settings = connection()
    assert settings.parallel_calls == 5
    assert settings.commit_horizon.total_seconds() == 900


def test_what_afas_posts_is_a_hint_and_never_a_document() -> None:
    assert (connection().events, connection().hint_field) == ("hints", "EventId")
    with pytest.raises(ValidationError, match="hints"):
        connection(events="documents")


def test_columns_can_be_named_as_the_environment_names_them() -> None:
    columns = {"company": "Naam_organisatie", "email": None, "delivery_street": "A_Straat.1"}
    settings = connection(orders={"connector": "Verkooporders_App", "columns": columns})
    assert settings.orders.columns.company == "Naam_organisatie"
    assert settings.orders.columns.email is None
    assert settings.orders.columns.number == "OrderNumber"


@pytest.mark.parametrize("name", ["", "a,b", "a;b", "-a", "a b"])
def test_a_column_name_that_would_break_a_query_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        connection(orders={"columns": {"company": name}})


@pytest.mark.parametrize(
    "values", [{"orders": {"columns": {"compani": "X"}}}, {"orders": {"conector": "X"}}, {"tokn": "x"}]
)
def test_a_misspelt_setting_is_a_mistake(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        connection(**values)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("afas-production", "185.46.182.140", "185.46.182.179"),
        ("afas-test", "185.46.182.180", "185.46.182.199"),
        ("afas-accept", "185.46.182.44", "185.46.182.47"),
    ],
)
def test_a_list_covers_its_published_range_exactly(name: str, first: str, last: str) -> None:
    covered = sorted(address for network in ADDRESS_PRESETS[name] for address in network)
    assert covered == [IPv4Address(n) for n in range(int(ip_address(first)), int(ip_address(last)) + 1)]


def test_the_production_range_is_the_four_networks_it_comes_to() -> None:
    assert [str(network) for network in ADDRESS_PRESETS["afas-production"]] == [
        "185.46.182.140/30",
        "185.46.182.144/28",
        "185.46.182.160/28",
        "185.46.182.176/30",
    ]


def test_the_vendor_offers_the_lists_under_its_own_name() -> None:
    assert VENDORS["afas"].address_presets == ADDRESS_PRESETS
    assert all(name.startswith("afas-") for name in ADDRESS_PRESETS)
