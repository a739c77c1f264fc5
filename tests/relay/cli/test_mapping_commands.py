"""What relay mapping shows, compares, tries and resets, without Redis."""

import base64
import json
from pathlib import Path

from tests.processes import Said
from tests.relay.cli.commands import relay


async def test_a_mapping_is_shown_compared_and_tried_without_redis(tmp_path: Path) -> None:
    config, sample = tmp_path / "relay.yaml", tmp_path / "order.json"
    config.write_text(MAPPED, "utf-8")
    sample.write_text(json.dumps(ORDER), "utf-8")
    key = base64.b64encode(bytes(range(32))).decode()
    environment = {"PAYLOAD_KEY": key, "INDEX_KEY": base64.b64encode(bytes(range(32, 64))).decode(), "BOOKS": "hidden"}

    async def mapping(*words: str) -> Said:
        return await relay("mapping", *words, "--config", str(config), environment=environment)

    shown, compared = await mapping("show", "orders"), await mapping("diff", "orders")
    tried = await mapping("try", "orders", "--sample", str(sample))
    unknown = await mapping("show", "ordrs")
    assert [said.status for said in (shown, compared, tried, unknown)] == [0, 0, 1, 2]
    assert "SO_HDR.COMMENT1" in shown.out
    assert "+ order.status, table: {paid: betaald}" in compared.out
    assert "S1-10042" in tried.out
    assert "status: has no code in the table" in tried.out
    assert "known here: orders" in unknown.err
    config.write_text(MAPPED.replace("{to: SO_HDR.COMMENT2,", "{to: SO_HDR.COMMENT2, preset: 99,"), "utf-8")
    checked = await relay("check", str(config), environment=environment)
    assert (
        checked.status,
        "Notice: flows.orders: row 1 (SO_HDR.COMMENT2) was written for version 99" in checked.out,
    ) == (
        0,
        True,
    )
    config.write_text(MAPPED, "utf-8")
    counted, done = await mapping("reset", "orders"), await mapping("reset", "orders", "--yes")
    assert [said.status for said in (counted, done, await mapping("reset", "orders"))] == [0, 0, 2]
    assert "would take away your rows for SO_HDR.COMMENT2" in counted.out
    assert config.read_text("utf-8") == "\n".join(MAPPED.split("\n")[:-2]) + "\n"


MAPPED = """
redis: {payload_url: "redis://payload.test:6379/0", state_url: "redis://state.test:6379/0"}
keys: {payload: ["${PAYLOAD_KEY}"], index: "${INDEX_KEY}"}
connections:
  shop: {vendor: webhook, allow: [203.0.113.7], reference_prefix: "S1-"}
  books: {vendor: accountview, company: DEMO, client_id: "${BOOKS}", client_secret: "${BOOKS}"}
flows:
  orders:
    entity: order
    from: shop
    to: books
    write: true
    settings: {receivables_account: {default: "1300"}}
    mapping: [{to: SO_HDR.COMMENT2, from: order.status, table: {paid: betaald}}]
"""

ORDER = {
    "number": "10042",
    "ordered_on": "2026-11-24",
    "status": "new",
    "customer": {"last_name": "Meulen", "email": "fenna@example.com"},
    "billing_address": {
        "street": "Kerkstraat",
        "number": "12",
        "postcode": "1017 GN",
        "city": "Amsterdam",
        "country": "NL",
    },
    "lines": [{"sku": "BR-100", "quantity": 3, "unit_price": 9.99}],
}
