"""Reads documents that a system posts: the relay's own format strictly, and any other by the rows of its connection."""

from collections.abc import Callable, Sequence
from typing import Any

from handlers.vendors.opening import Opened
from handlers.vendors.versions import version_of
from handlers.vendors.webhook.settings import DocumentIdentity, WebhookConnection
from handlers.vendors.webhook.source.formats import MappedFormat
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from mapping.documents.values import bare_reference
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem, ToldRow
from mapping.rows.overlays import Merged
from mapping.rows.telling import tell_rows
from relay.model import Flow, Identity
from words.told import Told


def read_own_format(document: Any) -> Order:
    """An order as ``docs/webhook-format.md`` describes it. Raises DocumentError with every problem."""
    return read_order(document, strict=True)


class WebhookSource:
    """Posted orders. ``read`` makes the canonical order of one, and raises DocumentError with every problem.

    ``rows`` are those by which it does; the relay's own format has none.
    """

    def __init__(
        self,
        identity: DocumentIdentity,
        read: Callable[[Any], Order] = read_own_format,
        rows: Merged = Merged(()),  # noqa: B008 - it never changes
    ) -> None:
        self._identity = identity
        self._read = read
        self._refuses_mistakes = read is read_own_format
        self._rows = rows

    @property
    def mapping_rows(self) -> Sequence[ToldRow]:
        """The rows of the connection, with those of its format."""
        return tell_rows(self._rows)

    @property
    def mapping_notices(self) -> Sequence[Told]:
        """Which rows of the connection were written for another version of the format."""
        return self._rows.notices

    def check(self, document: Any) -> list[Problem]:
        """The problems for which a posted order is refused; empty when it can be taken in.

        In the relay's own format every mistake is refused, since a programmer reads the answer and can mend it. Whoever
        runs a shop cannot change what the shop posts: there only a document that is no order or has no number is
        refused, and an order with other mistakes is taken in and held.
        """
        if not isinstance(document, dict) or self._refuses_mistakes:
            try:
                self._read(document)
            except DocumentError as error:
                return error.problems
        if not self.reference_of(document):
            return [Problem(self._identity.reference, Told("webhook.number_missing"), Told("webhook.fill_in_number"))]
        return []

    def identify(self, document: Any) -> Identity:
        """The number where the connection's ``identity`` says it is, and the stamp there with a digest as its version.

        Shops stamp to the second: two posts with one stamp and other content are two versions.
        """
        stamp = _at(document, self._identity.version) if self._identity.version else ""
        version = version_of(stamp, self.digest_material(document)) if stamp else None
        return Identity(self.reference_of(document), version)

    def reference_of(self, document: Any) -> str:
        """The number where the connection's ``identity`` says it is; empty where there is none."""
        return str(bare_reference(_at(document, self._identity.reference)))

    def digest_material(self, document: Any) -> bytes:
        """The canonical order without its stamp and with sorted fields.

        So neither the order of fields and blanks, nor a field that no row reads, nor a stamp that is renewed at each
        sending makes another document. One that cannot be read stands for itself, with sorted fields.
        """
        try:
            return dump_json(self.read(document).model_dump(mode="json", exclude={"updated_at"}), sort_keys=True)
        except DocumentError:
            return dump_json(document, sort_keys=True)

    def read(self, document: Any) -> Order:
        """The canonical order. Raises DocumentError with every problem."""
        return self._read(document)


def open_source(opened: Opened[WebhookConnection, None], _: Flow) -> WebhookSource:
    """The source of orders or invoices, in the relay's own format or mapped. Raises StartError with every mistake."""
    if not opened.settings.is_mapped:
        return WebhookSource(opened.settings.identity)
    mapped = MappedFormat(opened.name, opened.settings)
    return WebhookSource(opened.settings.identity, mapped.read, mapped.merged)


def _at(document: Any, path: str) -> str:
    """The text or number at a path, or an empty text."""
    for part in path.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return "" if document is None or isinstance(document, dict | list | bool) else str(document)
