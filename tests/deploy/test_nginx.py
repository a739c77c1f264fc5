"""The shipped nginx.conf, in a real nginx before a real relay: TLS, the client's address, no body on a disk."""

import io
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from relay.demo.embedded import EmbeddedRedis
from tests.deploy.edge import NGINX, Edge, edge_before
from tests.line.household import Line, open_line, webshop_order
from tests.waiting import eventually

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed; .ci/run installs it")


@asynccontextmanager
async def edge_and_line(redis: EmbeddedRedis, folder: Path) -> AsyncIterator[tuple[Edge, Line]]:
    """A relay that trusts loopback as its proxy and wants HTTPS, behind nginx."""
    server = {"server": {"trusted_proxies": ["127.0.0.1"], "require_https": True}}
    async with open_line(redis, folder, changes=server) as line, edge_before(line, folder) as edge:
        yield edge, line


async def test_an_order_reaches_the_relay_with_the_address_of_its_sender(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with (
        edge_and_line(redis_server, tmp_path) as (edge, _),
        edge.session.post(f"{edge.url}/hooks/shop-orders", json=webshop_order("1")) as answer,
    ):
        assert answer.status == 202, await answer.text()


async def test_a_forged_forwarding_header_changes_nothing(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Forwarded-Proto": "http"}
    async with (
        edge_and_line(redis_server, tmp_path) as (edge, _),
        edge.session.post(f"{edge.url}/hooks/shop-orders", json=webshop_order("1"), headers=forged) as answer,
    ):
        assert answer.status == 202, await answer.text()


async def test_a_large_body_passes_without_a_temporary_file(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    """nginx would write bodies above its buffer into a folder; here the folder is gone, so that it could not."""
    lines = [{"sku": "KFM-100", "quantity": 1, "unit_price": "8.26", "vat_rate": 21, "description": "x" * 900}] * 600
    async with edge_and_line(redis_server, tmp_path) as (edge, _):
        shutil.rmtree(tmp_path / "nginx-body")
        async with edge.session.post(f"{edge.url}/hooks/shop-orders", json=webshop_order("1", lines=lines)) as answer:
            assert answer.status == 202, await answer.text()
        assert "nginx-body" not in edge.log()


async def test_a_body_over_the_limit_is_refused_at_the_edge(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with (
        edge_and_line(redis_server, tmp_path) as (edge, _),
        edge.session.post(f"{edge.url}/hooks/shop-orders", data=io.BytesIO(b"x" * 1_100_000)) as answer,
    ):
        assert answer.status == 413


async def test_the_log_holds_no_query_string_and_only_senders_paths_lead_to_the_relay(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with edge_and_line(redis_server, tmp_path) as (edge, _):
        async with edge.session.post(f"{edge.url}/hooks/shop-orders?email=someone@example.com", json={}) as answer:
            assert answer.status == 422
        for path in ("/healthz", "/readyz", "/api/flows"):
            async with edge.session.get(f"{edge.url}{path}") as answer:
                assert answer.status == 404
        await eventually(lambda: "/hooks/shop-orders 422" in edge.log())
        assert "someone" not in edge.log()
