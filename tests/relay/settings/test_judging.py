"""A file is judged whole in one round, every finding has its place, and one mistake makes one message."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from relay.settings.checked import Checked
from relay.settings.file import judge
from relay.settings.findings import Finding, SettingsError
from relay.settings.findings import Path as SettingPath
from relay.settings.judging import Judged
from tests.relay.settings.files import ENVIRONMENT, GOOD, PIPELINES, VENDORS
from words.told import Told


def judged(text: str, folder: Path, **more: Any) -> Judged:
    path = folder / "relay.yaml"
    path.write_text(text, "utf-8")
    return judge(path, ENVIRONMENT, **{"vendors": VENDORS, "pipelines": PIPELINES, **more})


def found_in(text: str, folder: Path) -> list[tuple[str, int | None, str]]:
    """Path, line and code of each finding."""
    found = judged(text, folder).findings
    return [(".".join(map(str, one.path)), one.line, one.code.partition(".")[2]) for one in found]


def test_a_good_file_has_settings_and_no_findings(tmp_path: Path) -> None:
    found = judged(GOOD, tmp_path)
    assert (found.settings is not None, found.findings, found.has_errors) == (True, (), False)


def test_mistakes_of_every_kind_are_told_in_one_round_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        GOOD.replace("instance: relay", "instance: Has Blanks")
        .replace("limits: {burst: 7}", "allow: [203.0.113.0/24], limits: {burst: many}")
        .replace("to: books", "to: boks")
        .replace("grace: 5m", "grace: 5")
    )
    assert found_in(text, tmp_path) == [
        ("instance", 2, "form_such_as"),
        ("connections.shop.allow", 6, "too_wide"),
        ("connections.shop.limits.burst", 6, "write"),
        ("flows.shop-orders.to", 12, "no_connection_near"),
        ("flows.shop-orders.settings.grace", 15, "duration_without_unit"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("\nflows:", "\nflow:", ("flow", 8, "unknown_near")),
        ("\nconnections:", "\nconections:", ("conections", 5, "unknown_near")),
        ("vendor: books", "vendor: boks", ("connections.books.vendor", 7, "unknown_word_near")),
        ("vendor: books", "vendor: zzz", ("connections.books.vendor", 7, "unknown_word")),
        ("{vendor: books}", "7", ("connections.books", 7, "names_wanted")),
        ("entity: order", "entity: ordr", ("flows.shop-orders.entity", 10, "unknown_word_near")),
        ("from: shop", "from: shpo", ("flows.shop-orders.from", 11, "no_connection_near")),
        ("from: shop", "form: shop", ("flows.shop-orders.form", 11, "unknown_near")),
        ("token:", "tokn:", ("connections.shop.tokn", 6, "unknown_near")),
        ('index: "${INDEX_KEY}"', "index: short", ("keys.index", 4, "secret_in_file")),
        ("state_url:", "stat_url:", ("redis.stat_url", 3, "unknown_near")),
        (', state_url: "${STATE_URL}"', "", ("redis", 3, "both_addresses")),
        ('"S1-"', "12", ("connections.shop.reference_prefix", 6, "quotes")),
        ("every: 1m", "every: 1", ("flows.shop-orders.poll.every", 14, "duration_without_unit")),
        ("start: 2026-11-24", "start: 86400", ("flows.shop-orders.poll.start", 14, "write")),
        ("start: 2026-11-24", "start: 0", ("flows.shop-orders.poll.start", 14, "write")),
        ("[open]", "open", ("flows.shop-orders.poll.filter.status", 14, "write")),
        ("  shop-orders:", "  shop orders:", ("flows.shop orders", 9, "name_form")),
        ("burst: 7", "burst: true", ("connections.shop.limits.burst", 6, "write")),
        ("burst: 7", "burst: 07", ("connections.shop.limits.burst", 6, "write")),
        ("instance: relay", "instance: ${SHOP_TOKEN}", ("instance", 2, "not_filled_in")),
        (
            'reference_prefix: "S1-"',
            "reference_prefix: '${P:-S1-}'",
            ("connections.shop.reference_prefix", 6, "not_filled_in"),
        ),
        ("{grace: 5m}", "{grace: 5m}\n    every: 1m", ("flows.shop-orders.every", 16, "belongs_elsewhere")),
    ],
)
def test_one_mistake_makes_one_message_with_its_line(
    before: str, after: str, found: tuple[str, int, str], tmp_path: Path
) -> None:
    assert before in GOOD
    assert found_in(GOOD.replace(before, after, 1), tmp_path) == [found]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("\nflows:\n", "\n  flows:\n", [("connections.flows", 8, "too_far_in")]),
        ("  books: {v", "  worker: {vendor: books}\n  books: {v", [("connections.worker", 7, "connection_unused")]),
        ("\nkeys: {", "\nserver:\n  port: 1\n  worker:\n  drain: 5\nkeys: {", [
            ("server.worker", 6, "too_far_in"), ("worker.drain", 7, "duration_without_unit"),
        ]),
    ],
)  # fmt: skip
def test_a_heading_that_stands_too_far_in_is_one_mistake_and_what_is_below_it_is_judged(
    before: str, after: str, found: list[tuple[str, int, str]], tmp_path: Path
) -> None:
    assert found_in(GOOD.replace(before, after), tmp_path) == found


def test_what_stands_below_a_misspelt_part_is_judged_as_well(tmp_path: Path) -> None:
    text = GOOD.replace("\nflows:", "\nflow:").replace("grace: 5m", "graze: 5m").replace("1m", "soon")
    assert [path for path, _, _ in found_in(text, tmp_path)] == [
        "flow",
        "flows.shop-orders.poll.every",
        "flows.shop-orders.settings.graze",
    ]


def test_a_value_is_shown_as_it_is_written_and_a_secret_or_what_may_be_one_is_not(tmp_path: Path) -> None:
    def value(before: str, after: str) -> str | None:
        [finding] = judged(GOOD.replace(before, after), tmp_path).findings
        return finding.value

    assert value('"S1-"', "012345") == "012345"
    assert value("burst: 7", "burst: 1_0.5") == "1_0.5"
    assert value('token: "${SHOP_TOKEN}"', "token: hunter2") is None
    assert value('token: "${SHOP_TOKEN}"', "tokn: hunter2") is None
    assert value("limits: {burst: 7}", "limits: hunter2") is None
    assert value("{grace: 5m}", "{grace: 5m}\n    every: 1m") == "1m"


def test_what_may_stand_there_and_the_nearest_are_told_beside_the_sentence(tmp_path: Path) -> None:
    [finding] = judged(GOOD.replace("grace: 5m", "send_as: invoce"), tmp_path).findings
    assert (finding.allowed, finding.nearest, finding.value) == (("order", "invoice"), "invoice", "invoce")
    assert str(finding.told) == "did you mean 'invoice'? Write one of order, invoice"


def odd(checked: Checked, path: SettingPath, connection: Any) -> Iterator[Finding]:
    assert checked.settings.connections["shop"] is connection
    yield Finding("warning", (*path, "limits"), Told("settings.tab"))
    yield Finding("error", (*path, "token"), Told("settings.tab"), rests_on=(("instance",),))


def test_a_rule_of_a_vendor_judges_its_connections_and_is_silent_where_what_it_rests_on_is_wrong(
    tmp_path: Path,
) -> None:
    vendors = {**VENDORS, "shop": replace(VENDORS["shop"], rules=(odd,))}
    whole = judged(GOOD, tmp_path, vendors=vendors)
    assert [finding.severity for finding in whole.findings] == ["error", "warning"]
    silent = judged(GOOD.replace("instance: relay", "instance: '!'"), tmp_path, vendors=vendors)
    assert [finding.path for finding in silent.findings] == [("instance",), ("connections", "shop", "limits")]


def test_a_warning_does_not_keep_the_settings_from_being_used(tmp_path: Path) -> None:
    def of_flow(_: Checked, path: SettingPath, __: Any) -> Iterator[Finding]:
        yield Finding("warning", path, Told("settings.tab"))

    pipelines = {name: replace(kind, rules=(of_flow,)) for name, kind in PIPELINES.items()}
    found = judged(GOOD, tmp_path, pipelines=pipelines)
    assert (found.settings is not None, [one.path for one in found.findings]) == (True, [("flows", "shop-orders")])


def test_rules_of_the_caller_are_asked_last_and_see_what_was_wrong_before(tmp_path: Path) -> None:
    seen: list[tuple[bool, bool, bool]] = []

    def rule(checked: Checked) -> Iterator[Finding]:
        flow, shop = ("flows", "shop-orders"), ("connections", "shop")
        seen.append((checked.is_sound(flow), checked.is_sound(shop), checked.is_written(("worker",))))
        yield from ()

    judged(GOOD.replace("burst: 7", "burst: 0.5"), tmp_path, rules=(rule,))
    assert seen == [(True, False, False)]


def test_settings_that_lack_what_they_need_are_still_looked_at_by_rules(tmp_path: Path) -> None:
    text = GOOD.replace('token: "${SHOP_TOKEN}", ', "").replace("limits:", "allow: [10.0.0.0/8], limits:")
    assert [(path, code) for path, _, code in found_in(text, tmp_path)] == [
        ("connections.shop.token", "missing"),
        ("connections.shop.allow", "too_wide"),
    ]


def test_a_file_that_cannot_be_read_is_one_finding(tmp_path: Path) -> None:
    [finding] = judged("a: [1", tmp_path).findings
    assert (finding.code, finding.line) == ("settings.unclosed", 1)
    error = SettingsError([finding])
    assert error.mistakes == (str(finding),)
