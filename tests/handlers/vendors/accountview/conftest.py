"""An office with a running sandbox, for tests that change nothing about it."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from tests.handlers.vendors.accountview.office import Office, office

# A busy machine makes an example slow, which says nothing about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
async def o() -> AsyncIterator[Office]:
    async with office() as opened:
        yield opened
