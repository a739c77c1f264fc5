from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from structlog.testing import capture_logs

from admin.access import FailedLogins
from admin.app import AdminView, make_admin_app
from relay.http.serve import serve_app
from tests.admin.conftest import TOKEN, Operator
from tests.relay.intake.callers import STRANGER, Caller

PATHS = [
    "/api/flows",
    "/api/events",
    f"/api/events/{'0' * 32}",
    "/api/health",
    "/api/metrics",
    "/api/openapi",
    "/nothing",
    "/",
]


@pytest.mark.parametrize("path", PATHS)
async def test_no_path_tells_anything_without_the_token(operator: Operator, path: str) -> None:
    answer = await operator.get(path, authorization=None)
    assert (answer.status, answer.kind) == (401, "token-refused")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer wrong",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer tökén",
        "Bearer \udcff",
    ],
)
async def test_every_wrong_token_gets_the_same_answer(operator: Operator, authorization: str) -> None:
    answer = await operator.get("/api/flows", authorization=authorization)
    without = await operator.get("/api/flows", authorization=None)
    assert answer.document == without.document


@pytest.mark.parametrize("authorization", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"BEARER  {TOKEN}"])
async def test_the_right_token_lets_in(operator: Operator, authorization: str) -> None:
    assert (await operator.get("/api/flows", authorization=authorization)).status == 200


async def test_healthz_is_the_one_open_path(operator: Operator) -> None:
    answer = await operator.get("/healthz", authorization=None)
    assert (answer.status, answer.document) == (200, {"status": "alive"})


@pytest.mark.parametrize("path", [*PATHS, "/healthz"])
async def test_no_answer_may_be_kept_by_a_cache(operator: Operator, path: str) -> None:
    for authorization in (None, f"Bearer {TOKEN}"):
        answer = await operator.get(path, authorization=authorization)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_with_an_empty_list_only_this_machine_is_let_in(operator: Operator) -> None:
    other_loopback = replace(operator, caller=replace(operator.caller, address=STRANGER))
    assert (await other_loopback.get("/api/flows")).status == 200


@pytest.fixture
async def listed_operator(view: AdminView) -> AsyncIterator[Operator]:
    listed = replace(view, allow=(ip_network("127.0.0.1/32"),))
    async with serve_app(make_admin_app(listed), "127.0.0.1", 0) as port:
        yield Operator(Caller(port))


@pytest.mark.parametrize("path", ["/api/flows", "/healthz", "/nothing"])
async def test_an_address_that_is_not_on_the_list_gets_nothing_even_with_the_token(
    listed_operator: Operator, path: str
) -> None:
    stranger = replace(listed_operator, caller=replace(listed_operator.caller, address=STRANGER))
    refused = await stranger.get(path)
    assert (refused.status, refused.kind) == (403, "address-refused")
    assert (await listed_operator.get("/api/flows")).status == 200


@pytest.mark.parametrize("token", [None, SecretStr("")])
async def test_without_a_configured_token_the_listener_is_closed(view: AdminView, token: SecretStr | None) -> None:
    async with serve_app(make_admin_app(replace(view, token=token)), "127.0.0.1", 0) as port:
        operator = Operator(Caller(port))
        for authorization in (None, "Bearer ", "Bearer None"):
            answer = await operator.get("/api/flows", authorization=authorization)
            assert (answer.status, answer.kind) == (403, "admin-closed")
        assert (await operator.get("/healthz")).status == 200


async def test_a_guesser_is_told_to_wait_and_others_are_not(operator: Operator) -> None:
    for _ in range(10):
        assert (await operator.get("/api/flows", authorization="Bearer guess")).status == 401
    throttled = await operator.get("/api/flows", authorization=f"Bearer {TOKEN}")
    assert (throttled.status, throttled.kind) == (429, "too-many-failures")
    assert 0 < int(throttled.headers["Retry-After"]) <= 60
    other = replace(operator, caller=replace(operator.caller, address=STRANGER))
    assert (await other.get("/api/flows")).status == 200


async def test_a_request_without_a_token_is_no_guess(operator: Operator) -> None:
    for _ in range(12):
        await operator.get("/api/flows", authorization=None)
    assert (await operator.get("/api/flows")).status == 200


async def test_no_token_reaches_the_log(operator: Operator) -> None:
    with capture_logs() as lines:
        await operator.get("/api/flows", authorization="Bearer a-guessed-token")
        await operator.get("/api/flows")
    assert [line["kind"] for line in lines] == ["token-refused"]
    assert "a-guessed-token" not in str(lines)
    assert TOKEN not in str(lines)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_may_try_again_when_its_window_is_over() -> None:
    clock, address = Clock(), ip_address("192.0.2.1")
    failures = FailedLogins(most=2, window=60, clock=clock)
    failures.note(address)
    assert failures.wait(address) == 0
    clock.now += 20
    failures.note(address)
    assert failures.wait(address) == 40
    clock.now += 40
    assert failures.wait(address) == 0
    failures.note(address)
    assert failures.wait(address) == 0


@given(st.lists(st.ip_addresses(v=6), min_size=20, max_size=60))
def test_however_many_addresses_guess_only_so_many_are_remembered(addresses: list[object]) -> None:
    failures = FailedLogins(most=1, remembered=10)
    for address in addresses:
        failures.note(ip_address(str(address)))
    assert len(failures._failures) <= 10
    assert failures.wait(ip_address(str(addresses[-1]))) > 0
