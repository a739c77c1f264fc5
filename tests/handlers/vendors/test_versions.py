"""A document's version tells its changes apart, also those within the second that its stamp shows."""

from datetime import UTC, datetime

from handlers.vendors.versions import version_of

STAMP = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_what_is_said_within_one_second_makes_another_version() -> None:
    assert version_of(STAMP, b"1") != version_of(STAMP, b"2")
    assert version_of(STAMP, b"1") == version_of(STAMP, b"1")


def test_a_stamp_makes_another_version_of_the_same() -> None:
    assert version_of(STAMP, b"1") != version_of(STAMP.replace(second=1), b"1")


def test_without_a_stamp_there_is_no_version() -> None:
    assert version_of(None, b"1") is None
