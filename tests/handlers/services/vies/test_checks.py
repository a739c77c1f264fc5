"""VAT numbers are asked about once, one at a time, and never called valid where VIES did not say so."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from handlers.services.vies import CheckedNumber
from handlers.services.vies.checks import FIRST_PAUSE, LONGEST_PAUSE, SERVICE, BackOff
from mapping.vat.numbers import VatNumber, read_vat_number
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.handlers.services.vies.service import Desk, desk_with, invalid, said, valid

BELGIAN = read_vat_number("BE0697449992")
GERMAN = read_vat_number("DE136695976")
SECOND_GERMAN = read_vat_number("DE 114 103 379")
GREEK = read_vat_number("GR094259216")
BUSY = "MS_MAX_CONCURRENT_REQ"


async def statuses(desk: Desk, *numbers: VatNumber) -> list[str]:
    return [(await desk.checks.check(number, desk.settings())).status for number in numbers]


async def test_a_valid_number_is_asked_about_once_and_remembered_for_all_processes(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid(vatNumber="0697449992")) as desk:
        first = await desk.checks.check(BELGIAN, desk.settings())
        again = await desk.another_process().check(BELGIAN, desk.settings())
    assert first == again == CheckedNumber("valid", datetime.now(UTC).date())
    assert desk.service.asked == ["/rest-api/ms/BE/vat/0697449992"]


async def test_an_invalid_number_is_remembered_too(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, invalid()) as desk:
        assert await statuses(desk, BELGIAN, BELGIAN) == ["invalid", "invalid"]
    assert len(desk.service.asked) == 1


async def test_greek_numbers_are_asked_about_as_el(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid()) as desk:
        await statuses(desk, GREEK)
    assert desk.service.asked == ["/rest-api/ms/EL/vat/094259216"]


async def test_with_a_requester_the_consultation_number_is_kept(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid(requestIdentifier="WAPIAAAAYx1")) as desk:
        settings = desk.settings(requester="NL123456789B13")
        first = await desk.checks.check(BELGIAN, settings)
        again = await desk.checks.check(BELGIAN, settings)
        await desk.checks.check(BELGIAN, desk.settings())
    assert first == again
    assert first.consultation == "WAPIAAAAYx1"
    asked = "/rest-api/ms/BE/vat/0697449992"
    assert desk.service.asked == [f"{asked}?requesterMemberStateCode=NL&requesterNumber=123456789B13", asked]


@pytest.mark.parametrize(
    ("answer", "kept"), [(valid(), "keep_valid"), (invalid(), "keep_invalid"), (said(BUSY), "keep_not_checked")]
)
async def test_each_answer_is_kept_for_its_own_time(
    store: Store, vault: Vault, answer: web.Response, kept: str
) -> None:
    async with desk_with(store, vault, answer) as desk:
        await desk.checks.check(BELGIAN, desk.settings(**{kept: "7m"}))
    keys = [key async for key in store.state.scan_iter(f"{store.keys.prefix}vat-number:*")]
    assert len(keys) == 1
    assert 6 * 60 < await store.state.ttl(keys[0]) <= 7 * 60


async def test_neither_number_nor_name_nor_address_is_in_the_state_redis(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid(vatNumber="0697449992", requestIdentifier="WAPI1")) as desk:
        await statuses(desk, BELGIAN)
    keys = [key async for key in store.state.scan_iter(f"{store.keys.prefix}*")]
    kept = [await reply(store.state.hgetall(key.decode())) for key in keys if b"vat-number" in key]
    told = repr([keys, kept])
    assert "WAPI1" in told
    assert not any(text in told for text in ("697449992", "Jansen", "Dorpsstraat"))


@pytest.mark.parametrize(
    "answer",
    [
        said("MS_UNAVAILABLE"),
        said(BUSY),
        said("SERVICE_UNAVAILABLE", is_valid=True),
        web.json_response({"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}),
        web.Response(status=500, text="down"),
        web.Response(status=302, headers={"Location": "/elsewhere"}),
        web.Response(text="<html>maintenance</html>"),
        web.Response(text='{"isValid": true, "userError": "VALID", "x": "' + "x" * 70_000 + '"}'),
        valid(vatNumber="9999999999"),
    ],
)
async def test_a_service_that_fails_has_checked_nothing(store: Store, vault: Vault, answer: web.Response) -> None:
    async with desk_with(store, vault, answer) as desk:
        checked = await desk.checks.check(BELGIAN, desk.settings())
        assert (checked.status, bool(checked.reason)) == ("not_checked", True)
        assert "697449992" not in str(checked.reason)
        assert await statuses(desk, BELGIAN) == ["not_checked"]
    assert desk.service.asked == ["/rest-api/ms/BE/vat/0697449992"]


async def test_an_answer_that_does_not_come_in_time_has_checked_nothing(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid()) as desk:
        desk.service.held = asyncio.Event()
        checked = await desk.checks.check(BELGIAN, desk.settings(total_timeout="50ms"))
        desk.service.held.set()
    assert (checked.status, str(checked.reason)) == ("not_checked", "no answer in time")


async def test_a_service_that_is_away_has_checked_nothing(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid()) as desk:
        checked = await desk.checks.check(BELGIAN, desk.settings(base_url="http://127.0.0.1:9"))
    assert checked.status == "not_checked"
    assert "no connection" in str(checked.reason)


async def test_a_busy_member_state_is_left_alone_while_others_are_asked(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, said(BUSY), valid()) as desk:
        assert await statuses(desk, GERMAN, SECOND_GERMAN, BELGIAN) == ["not_checked", "not_checked", "valid"]
        assert [path[13:15] for path in desk.service.asked] == ["DE", "BE"]
        desk.now += 31
        assert await statuses(desk, SECOND_GERMAN) == ["valid"]


async def test_a_service_that_is_down_is_left_alone_for_every_member_state(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, web.Response(status=503, headers={"Retry-After": "600"}), valid()) as desk:
        assert await statuses(desk, GERMAN, BELGIAN) == ["not_checked", "not_checked"]
        desk.now += 599
        assert await statuses(desk, BELGIAN) == ["not_checked"]
        desk.now += 2
        assert await statuses(desk, BELGIAN) == ["valid"]
    assert len(desk.service.asked) == 2


async def test_one_number_that_many_ask_about_at_once_is_one_question(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid()) as desk:
        found = await asyncio.gather(*(desk.checks.check(BELGIAN, desk.settings()) for _ in range(5)))
    assert {one.status for one in found} == {"valid"}
    assert len(desk.service.asked) == 1


async def test_a_member_state_is_asked_one_question_at_a_time_and_others_meanwhile(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid()) as desk:
        desk.service.held, desk.service.held_for = asyncio.Event(), "DE"
        asking = [asyncio.create_task(desk.checks.check(n, desk.settings())) for n in (GERMAN, SECOND_GERMAN)]
        await desk.service.arrived.wait()
        assert await statuses(desk, BELGIAN) == ["valid"]
        assert [path[13:15] for path in desk.service.asked] == ["DE", "BE"]
        desk.service.held.set()
        assert [(await one).status for one in asking] == ["valid", "valid"]
    assert len(desk.service.asked) == 3


async def test_a_check_that_is_cancelled_leaves_the_way_free(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid()) as desk:
        desk.service.held = asyncio.Event()
        asking = asyncio.create_task(desk.checks.check(GERMAN, desk.settings()))
        await desk.service.arrived.wait()
        asking.cancel()
        desk.service.held.set()
        assert await statuses(desk, GERMAN) == ["valid"]


@pytest.mark.parametrize(
    ("written", "status"), [("BE0697449993", "invalid"), ("GB980780684", "invalid"), ("", "absent"), (None, "absent")]
)
async def test_a_number_of_a_wrong_form_is_not_asked_about(
    store: Store, vault: Vault, written: str | None, status: str
) -> None:
    async with desk_with(store, vault, valid()) as desk:
        assert await statuses(desk, read_vat_number(written)) == [status]
    assert desk.service.asked == []


async def test_nothing_is_asked_where_the_check_is_off(store: Store, vault: Vault) -> None:
    async with desk_with(store, vault, valid()) as desk:
        checked = await desk.checks.check(BELGIAN, desk.settings(enabled=False))
    assert (checked.status, checked.checked_on) == ("not_checked", None)
    assert desk.service.asked == []


async def test_no_number_stands_in_the_log(store: Store, vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    async with desk_with(store, vault, said(BUSY)) as desk:
        await statuses(desk, BELGIAN)
    shown = capsys.readouterr()
    assert BUSY in shown.out + shown.err
    assert "697449992" not in shown.out + shown.err


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def pause_of(back_off: BackOff, clock: Clock, state: str) -> float:
    """How long it rests from now, to the second."""
    start = clock.now
    while back_off.rests(state):
        clock.now += 1
    return clock.now - start


def test_pauses_double_up_to_the_longest_and_start_short_again_after_an_answer() -> None:
    clock = Clock()
    back_off = BackOff(clock)
    pauses = []
    for _ in range(7):
        back_off.failed("DE")
        pauses.append(pause_of(back_off, clock, "DE"))
    assert pauses == [30, 60, 120, 240, 480, 900, 900]
    assert (pauses[0], pauses[-1]) == (FIRST_PAUSE.total_seconds(), LONGEST_PAUSE.total_seconds())
    back_off.worked("DE")
    back_off.failed("DE")
    assert pause_of(back_off, clock, "DE") == 30


def test_a_member_state_rests_alone_and_the_service_with_all() -> None:
    back_off = BackOff(Clock())
    back_off.failed("DE")
    assert (back_off.rests("DE"), back_off.rests("BE")) == (True, False)
    back_off.failed(SERVICE)
    assert back_off.rests("BE")


def test_a_pause_that_was_asked_for_is_kept_in_full() -> None:
    clock = Clock()
    back_off = BackOff(clock)
    back_off.failed(SERVICE, timedelta(hours=1))
    assert pause_of(back_off, clock, "BE") == 3600
