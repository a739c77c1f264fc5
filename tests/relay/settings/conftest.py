"""The day on which the files of these tests are judged, so that none of their dates grows old."""

from datetime import date

import pytest

from relay.settings.rules import times


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "today_in", lambda _zone: date(2026, 11, 29))
