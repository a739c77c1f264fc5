"""Documents that we read ourselves get a name in every case."""

from structlog.testing import capture_logs

from relay.line.identify import identify_document
from relay.model import Identity
from tests.relay.parts import FLOW, SmallSource


def test_a_document_with_a_version_is_named_by_number_and_version() -> None:
    assert identify_document(SmallSource(), {"number": "1", "version": "a"}, b"{}", FLOW.name) == (
        Identity("1", "a"),
        b"",
    )


def test_without_a_version_what_the_document_says_stands_for_it() -> None:
    identity, material = identify_document(SmallSource(), {"number": "1"}, b"{}", FLOW.name)
    assert (identity, material) == (Identity("1"), b"[('number', '1')]")


def test_a_document_that_cannot_be_named_is_named_by_its_bytes_and_the_log_tells_the_kind_only() -> None:
    with capture_logs() as logs:
        identity, material = identify_document(SmallSource(), {"secret": "Hendriks"}, b"body", FLOW.name)
    assert (identity, material) == (Identity(f"?{b'body'.hex()}"), b"body")
    assert logs == [{"event": "document_unnamed", "log_level": "error", "flow": FLOW.name, "error": "KeyError"}]
