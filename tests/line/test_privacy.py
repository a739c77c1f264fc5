"""An order full of marks goes every way it can, and none of the marks is found where documents must not be."""

import base64
from pathlib import Path
from typing import Any

import orjson

from handlers.vendors.accountview.sandbox.faults import Fault
from relay.embedded import EmbeddedRedis
from relay.store import reply
from tests.line.household import Line, open_line, webshop_order
from tests.waiting import eventually

MARKS = ("Xylofoon", "Quagmire", "zwezerik@example.com", "Bougainville", "Wollegras", "0655512399", "NL001234567B01")


def marked_order(number: str, **changes: Any) -> dict[str, Any]:
    """An order whose personal fields are all marks."""
    address = {"street": "Bougainville", "number": "5", "postcode": "7311 XS", "city": "Wollegras", "country": "NL"}
    customer = {
        "company": "Quagmire", "last_name": "Xylofoon", "email": "zwezerik@example.com", "phone": "0655512399",
        "vat_number": "NL001234567B01",
    }  # fmt: skip
    return webshop_order(number, customer=customer, billing_address=address, remark="Xylofoon", **changes)


async def test_no_document_text_is_in_any_key_log_line_or_story(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with open_line(redis_server, tmp_path) as line:
        line.accountview.behaviour.error_status = 200
        line.accountview.faults.next(Fault.LOCKED, business_object="AR1")
        events = [
            await line.accepted(marked_order("1")),
            await line.accepted(marked_order("2", lines=[_line("NIEUW-001")])),
            await line.accepted(marked_order("3", lines=[_line("KFM-100", "1" * 30)])),
        ]
        await line.post(marked_order("4", lines=[]))
        await line.post({"number": "Xylofoon", "customer": "Quagmire"})
        async with line.worker_process():
            await eventually(lambda: _carried(line, events), within=30)
        raw = await _everything_in_redis(line)
        stories = [orjson.dumps(list((await line.story(event)).runs)) for event in events]
    searched = b"\n".join([*raw, *line.said, *stories])
    assert b"event_carried" in searched
    for mark in MARKS:
        for form in _forms(mark):
            assert form.lower() not in searched.lower(), f"{mark} was found"


async def test_every_payload_key_has_a_time_to_live_and_goes_with_a_written_order(line: Line) -> None:
    event = await line.accepted(webshop_order("1"))
    key = line.program.store.keys.payload(event)
    assert await line.program.store.payload.pttl(key) > 0
    async with line.worker():
        await line.ended(event)
        await eventually(lambda: _gone(line, key))


async def _carried(line: Line, events: list[str]) -> bool:
    return all([(await line.story(event)).summary.ended_ms for event in events]) and bool(line.books.orders)


async def _gone(line: Line, key: str) -> bool:
    return not await line.program.store.payload.exists(key)


def _line(sku: str, price: str = "8.26") -> dict[str, Any]:
    return {"sku": sku, "quantity": 1, "unit_price": price, "vat_rate": 21}


def _forms(mark: str) -> list[bytes]:
    return [mark.encode(), base64.b64encode(mark.encode()).rstrip(b"=")[:-1], mark.encode().hex().encode()]


async def _everything_in_redis(line: Line) -> list[bytes]:
    """Every key with its value as the server would dump it, uncompressed where that hides text."""
    state = line.program.store.state
    found: list[bytes] = []
    async for key in state.scan_iter(count=1000):
        found.append(key)
        match await state.type(key):
            case b"string":
                found.append(await state.get(key) or b"")
            case b"hash":
                found += [part for pair in (await reply(state.hgetall(key))).items() for part in pair]
            case b"list":
                found += await reply(state.lrange(key, 0, -1))
            case b"zset":
                found += await state.zrange(key, 0, -1)
            case _:
                found += list(await reply(state.smembers(key)))
    return found
