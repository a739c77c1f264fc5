"""A gate to the books whose pauses are short, as a fixture."""

import pytest

from relay.line.once.gate import SharedGate
from relay.settings.connections import ConnectionSettings
from relay.store.store import Store
from tests.relay.line.once.shut_gates import BREAKER


@pytest.fixture
def gate(store: Store) -> SharedGate:
    return SharedGate(store, "books", ConnectionSettings(vendor="some", breaker=BREAKER, parallel_calls=2))
