"""relay.yaml with the vendors and pipelines that are shipped: what a person really writes, and gets wrong."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.afas.settings import AfasConnection
from relay.bootstrap.flows import rehearse
from relay.bootstrap.settings import load
from relay.errors import StartError
from relay.settings import Settings
from relay.settings.findings import SettingsError
from tests.relay.settings.shipped import ENVIRONMENT, GOOD, key


def load_text(text: str, folder: Path) -> Settings:
    path = folder / "relay.yaml"
    path.write_text(text, "utf-8")
    try:
        return load(path, ENVIRONMENT)
    except SettingsError as error:
        raise StartError(*(finding.sentence() for finding in error.findings)) from None


def mistakes_in(text: str, folder: Path) -> list[str]:
    with pytest.raises(StartError) as caught:
        load_text(text, folder)
    return list(caught.value.mistakes)


def test_a_file_with_every_vendor_is_read_and_its_flows_can_be_put_together(tmp_path: Path) -> None:
    settings = load_text(GOOD, tmp_path)
    assert isinstance(settings.connections["afas"], AfasConnection)
    assert isinstance(settings.connections["books"], AccountViewConnection)
    assert isinstance(settings.flows["afas-orders"].settings, OrderSettings)
    rehearse(settings)


def test_no_secret_is_in_any_repr_or_dump(tmp_path: Path) -> None:
    settings = load_text(GOOD, tmp_path)
    shown = [repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()]
    assert not [name for name, secret in ENVIRONMENT.items() for text in shown if secret in text]


def test_settings_of_every_vendor_have_one_version_which_a_new_secret_changes(tmp_path: Path) -> None:
    versions = {load_text(GOOD, tmp_path).version for _ in range(3)}
    path = tmp_path / "relay.yaml"
    for name, secret in ENVIRONMENT.items():
        other = key() if name.endswith("_KEY") else secret.replace("0", "1") + "1" * (not secret.startswith("<"))
        versions.add(load(path, {**ENVIRONMENT, name: other}).version)
    assert len(versions) == 1 + len(ENVIRONMENT)


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        (
            "client_secret:",
            "client_secert:",
            "connections.books.client_secert: unknown name; did you mean 'client_secret'?",
        ),
        ("environment:", "enviroment:", "connections.afas.enviroment: unknown name; did you mean 'environment'?"),
        ("unmapped: hold", "unmaped: hold", "payment_condition.unmaped: unknown name; did you mean 'unmapped'?"),
        ("force: false", "forced: false", "default_debtor.forced: unknown name; did you mean 'force'?"),
        (
            "vendor: webhook",
            "vendor: webhok",
            "shop.vendor: unknown vendor; did you mean 'webhook'? known here: accountview, afas",
        ),
        ("from: shop, to: books", "from: shop, to: shop", "flows.shop-orders.to: from and to are both shop"),
        ('"S1-"', '"A-"', "afas and shop both send documents to books"),
        ("force: false", "force: 0.5", "flows.afas-orders.settings.default_debtor.force"),
    ],
)
def test_what_people_get_wrong_is_told_with_its_path(wrong: str, right: str, told: str, tmp_path: Path) -> None:
    assert wrong in GOOD
    assert told in "\n".join(mistakes_in(GOOD.replace(wrong, right), tmp_path))


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
def test_a_secret_that_stands_in_the_file_is_refused_and_not_repeated(name: str, tmp_path: Path) -> None:
    told = "\n".join(mistakes_in(GOOD.replace(f"${{{name}}}", ENVIRONMENT[name]), tmp_path))
    assert "never in the file itself" in told
    assert ENVIRONMENT[name] not in told


def test_a_mapping_row_that_no_target_field_fits_is_refused_when_flows_are_put_together(tmp_path: Path) -> None:
    rows = "    mapping: [{to: SO_HRD.COMMENT2, from: order.remark}]\n"
    settings = load_text(GOOD.replace("    settings:\n", f"{rows}    settings:\n", 1), tmp_path)
    with pytest.raises(StartError, match=r"flows\.afas-orders\.mapping"):
        rehearse(settings)


def test_a_poll_that_would_read_back_too_little_reads_back_further_and_is_told(tmp_path: Path) -> None:
    [told] = rehearse(load_text(GOOD.replace("overlap: 16m", "overlap: 10m"), tmp_path))
    assert str(told).startswith(
        "flows.afas-orders.poll.overlap: each poll reads 16m back, and not 10m: a change in afas"
    )


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(),
    st.sampled_from(["afas", "books", "order", "now", "all", "5m", "${AFAS_TOKEN}", "secret-in-place", "10.0.0.0/8"]),
)  # fmt: skip
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=4,
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in the file."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for name, value in inner for place in places(value, (*path, name)))]


@settings(max_examples=50)
@given(st.sampled_from(places(yaml.safe_load(GOOD))[1:]), trees)
def test_anything_in_any_one_place_gives_settings_or_mistakes_that_repeat_no_secret(
    place: tuple[Any, ...], tree: object
) -> None:
    whole = yaml.safe_load(GOOD)
    part = whole
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = tree
    mistakes: tuple[str, ...] = ("nothing was read or refused",)
    with tempfile.TemporaryDirectory() as folder:
        try:
            assert isinstance(load_text(yaml.safe_dump(whole), Path(folder)), Settings)
        except StartError as error:
            mistakes = error.mistakes
    assert all(mistakes)
    assert not [secret for secret in ENVIRONMENT.values() for mistake in mistakes if secret in mistake]
