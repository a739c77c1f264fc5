"""What goes wrong at the door, with marks in all that is sent: signature, form, content, key, size and storage."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import aiohttp
from aiohttp import hdrs

from relay.model import State
from tests.canary.following import refused, settled
from tests.canary.house import House
from tests.canary.marks import line


async def refused_for_its_signature(house: House) -> None:
    body = json.dumps(house.marks.order("181")).encode()
    await refused(house, 401, body, "signed-orders")
    await refused(house, 401, body, "signed-orders", **{"X-Signature": house.marks.plain})
    await refused(house, 401, body, "signed-orders", **{"X-Signature": "00" * 32})
    right = hmac.digest(house.line.environment["SIGNING_SECRET"].encode(), body, hashlib.sha256).hex()
    headers = {"X-Signature": right, "Content-Type": "application/json"}
    url = f"{house.line.intake}/hooks/signed-orders"
    async with house.line.session.post(url, data=body, headers=headers) as answer:
        assert answer.status == 202
        await settled(house, (await answer.json())["event"], State.WRITTEN)


async def refused_for_its_form(house: House) -> None:
    body = json.dumps(house.marks.order("182"), ensure_ascii=False).encode()
    await refused(house, 400, body[:-20])
    await refused(house, 400, body.replace(b'"remark":', house.marks.plain.encode()))
    await refused(house, 400, body.replace("é".encode(), b"\xe9"))
    await refused(house, 415, body, **{"Content-Type": f"text/{house.marks.plain}"})
    await refused(house, 415, body, **{"Content-Encoding": house.marks.plain})
    await refused(house, 413, body + b" " * 1_100_000)
    await refused(house, 404, body, flow=house.marks.plain)
    await refused(house, 400, body, **{"Idempotency-Key": f"{house.marks.accented}\t"})


async def refused_for_its_content(house: House) -> None:
    marks = house.marks
    wrong: Mapping[str, Any] = {
        "lines": [],
        "ordered_on": "soon",
        "customer": {**marks.customer("183"), "email": f"{marks.plain}@", "phone": [marks.digits]},
        "billing_address": {**marks.address(), "country": "Holland", "city": {"name": marks.accented}},
        "shipping_address": marks.plain,
    }
    await refused(house, 422, json.dumps(marks.order("183", **wrong)).encode())
    await refused(house, 422, json.dumps([marks.order("183")]).encode())


async def refused_for_a_delivery_key_that_was_used(house: House) -> None:
    key = {"Idempotency-Key": "delivery-184"}
    status, answer = await house.line.post(house.marks.order("184"), **key)
    assert status == 202, answer
    await refused(house, 422, json.dumps(house.marks.order("185")).encode(), **key)
    await settled(house, str(answer["event"]), State.WRITTEN)


async def through_the_edge(house: House) -> None:
    """Through nginx: an order too large for its usual buffer, and refusals of its own, with marks in the query."""
    if house.edge is None:
        return
    edge, query = house.edge, {"email": house.marks.email("195")}
    order = house.marks.order("195", lines=[line(description="x" * 500)] * 400)

    async def post(path: str, body: Any) -> tuple[int, Any]:
        sent, headers = BytesIO(json.dumps(body).encode()), {hdrs.CONTENT_TYPE: "application/json"}
        async with edge.session.post(f"{edge.url}{path}", data=sent, params=query, headers=headers) as answer:
            return answer.status, await answer.json() if answer.status < 300 else None

    status, answer = await post("/hooks/shop-orders", order)
    assert status == 202
    await settled(house, answer["event"], State.WRITTEN)
    assert (await post("/hooks/shop-orders", order | {"remark": "x" * 1_000_000}))[0] == 413
    assert (await post("/elsewhere", order))[0] == 404


async def refused_while_redis_is_away(house: House) -> None:
    payload = next(tap.server for tap in house.taps if tap.role == "payload")
    async with aiohttp.ClientSession() as session:
        payload.kill()
        headers = {hdrs.CONTENT_TYPE: "application/json"}
        body = json.dumps(house.marks.order("197"))
        async with session.post(f"{house.line.intake}/hooks/shop-orders", data=body, headers=headers) as answer:
            assert answer.status == 503
    payload.restart()
