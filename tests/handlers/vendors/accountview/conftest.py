"""An office with a running sandbox, for tests that change nothing about it."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.vendors.accountview.office import Office, office


@pytest.fixture
async def o() -> AsyncIterator[Office]:
    async with office() as opened:
        yield opened
