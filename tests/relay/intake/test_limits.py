import asyncio
from collections.abc import Sequence
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.http.problems import DoorBusy, RateExceeded
from relay.http.serve import serve_app
from relay.intake.app import make_intake_app
from relay.intake.door import Door
from relay.intake.limits import PLACES, Allowance, Places
from relay.settings.connections import RateLimit
from tests.relay.intake.callers import SENDER, Caller

ONE, OTHER = ip_address("203.0.113.7"), ip_address("203.0.113.8")
ORDER = b'{"number": "1001"}'


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def spends(allowance: Allowance, client: str = "203.0.113.7") -> bool:
    try:
        allowance.spend(ip_address(client))
    except RateExceeded:
        return False
    return True


def test_a_client_may_send_its_burst_at_once_and_then_as_the_bucket_fills() -> None:
    clock = Clock()
    allowance = Allowance(RateLimit(per_minute=30, burst=3), clock=clock)
    assert [spends(allowance) for _ in range(4)] == [True, True, True, False]
    clock.now += 1.9
    assert not spends(allowance)
    clock.now += 0.1
    assert [spends(allowance) for _ in range(2)] == [True, False]


def test_a_long_quiet_time_fills_the_bucket_to_its_burst_and_no_further() -> None:
    clock = Clock()
    allowance = Allowance(RateLimit(per_minute=30, burst=3), clock=clock)
    assert spends(allowance)
    clock.now += 86400
    assert [spends(allowance) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(("per_minute", "told"), [(1, "60"), (7, "9"), (60, "1"), (100_000, "1")])
def test_the_time_to_wait_is_told_in_whole_seconds_and_is_enough(per_minute: int, told: str) -> None:
    clock = Clock()
    allowance = Allowance(RateLimit(per_minute=per_minute, burst=1), clock=clock)
    allowance.spend(ONE)
    with pytest.raises(RateExceeded) as caught:
        allowance.spend(ONE)
    assert caught.value.headers["Retry-After"] == told
    clock.now += int(told)
    assert spends(allowance)


def test_a_client_spends_nothing_of_another() -> None:
    allowance = Allowance(RateLimit(per_minute=1, burst=1), clock=Clock())
    allowance.spend(ONE)
    allowance.spend(OTHER)
    assert not spends(allowance)


def test_addresses_of_one_ipv6_network_are_one_client() -> None:
    allowance = Allowance(RateLimit(per_minute=1, burst=1), clock=Clock())
    assert spends(allowance, "2001:db8:0:1::1")
    assert not spends(allowance, "2001:db8:0:1:ffff::2")
    assert spends(allowance, "2001:db8:0:2::1")


def test_of_too_many_clients_the_one_that_was_longest_unseen_is_forgotten() -> None:
    allowance = Allowance(RateLimit(per_minute=1, burst=1), remembered=2, clock=Clock())
    assert [spends(allowance, client) for client in ("192.0.2.1", "192.0.2.2")] == [True, True]
    assert not spends(allowance, "192.0.2.1")
    assert spends(allowance, "192.0.2.3")
    assert not spends(allowance, "192.0.2.1")
    assert spends(allowance, "192.0.2.2")


@given(st.lists(st.floats(0, 120), max_size=60), st.integers(1, 600), st.integers(1, 20))
def test_no_client_ever_sends_more_than_its_burst_and_what_filled_up(
    waits: Sequence[float], per_minute: int, burst: int
) -> None:
    clock = Clock()
    allowance = Allowance(RateLimit(per_minute=per_minute, burst=burst), clock=clock)
    sent = 0
    for wait in waits:
        clock.now += wait
        sent += spends(allowance)
    assert sent <= burst + (clock.now - 1000.0) * per_minute / 60 + 1e-6


def test_a_place_is_free_again_after_its_request_also_when_that_failed() -> None:
    places = Places(most=1)
    with pytest.raises(ZeroDivisionError), places.one():
        raise ZeroDivisionError
    with places.one(), pytest.raises(DoorBusy), places.one():
        pass
    with places.one():
        pass


async def test_when_all_places_are_taken_a_sender_is_told_to_come_back_and_the_others_are_served(door: Door) -> None:
    app = make_intake_app(door)
    app[PLACES] = Places(most=1)
    head = b"POST /hooks/shop HTTP/1.1\r\nHost: relay\r\nContent-Type: application/json\r\n"
    async with serve_app(app, "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection(SENDER, port)
        writer.write(head + b"Expect: 100-continue\r\nContent-Length: 18\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).split()[1] == b"100"  # it is inside, and its body is not
        busy = await Caller(port).post("/hooks/shop", ORDER)
        trigger = await Caller(port).post("/triggers/erp")
        writer.write(ORDER)
        served = await reader.readuntil(b"\r\n\r\n")
        again = await Caller(port).post("/hooks/shop", ORDER)
        writer.close()
        await writer.wait_closed()
    assert (busy.status, busy.kind, busy.headers["Retry-After"]) == (503, "door-busy", "1")
    assert trigger.status == 503
    assert served.split()[1] == b"202"
    assert again.status == 202
