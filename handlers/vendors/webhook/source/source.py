"""Reads documents that a system posts: the relay's own format strictly, and any other by the rows of its connection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic

from handlers.vendors.opening import Opened
from handlers.vendors.versions import version_of
from handlers.vendors.webhook.posted_settings import DocumentIdentity
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.formats import Format, MappedFormat, OwnFormat
from handlers.vendors.webhook.source.kinds import CUSTOMERS, ORDERS, DocumentT, Kind
from handlers.vendors.webhook.source.notices import Notice
from mapping.documents.values import bare_reference
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem, ToldRow
from mapping.rows.telling import tell_rows
from relay.model import Flow, Identity
from words.told import Told


class WebhookSource(Generic[DocumentT]):
    """Posted documents of one kind, in the relay's own format or in that of ``form``.

    ``mapping_at`` is where in the connection's settings the rows of its users stand, in dots.
    """

    def __init__(
        self,
        identity: DocumentIdentity,
        kind: Kind[DocumentT],
        form: Format[DocumentT] | None = None,
        mapping_at: str = "mapping",
    ) -> None:
        self.mapping_at = mapping_at
        self._identity = identity
        self._kind = kind
        self._format: Format[DocumentT] = form or OwnFormat(kind)

    @property
    def mapping_rows(self) -> Sequence[ToldRow]:
        """The rows of the connection, with those of its format."""
        return tell_rows(self._format.merged)

    @property
    def mapping_notices(self) -> Sequence[Told]:
        """Which rows of the connection were written for another version of the format."""
        return self._format.merged.notices

    def check(self, document: Any) -> list[Problem]:
        """The problems for which a posted document is refused; empty when it can be taken in.

        In the relay's own format every mistake is refused, since a programmer reads the answer and can mend it. Whoever
        runs a shop cannot change what the shop posts: there only what is no such document or has no number is refused,
        and a document with other mistakes is taken in and held.
        """
        try:
            if not isinstance(document, dict) or self._format.refuses_mistakes:
                self._format.read(document)
            notice = self._format.notice_of(document)
        except DocumentError as error:
            return error.problems
        if self._named(document, notice) or (notice and notice.passed_over):
            return []
        return [Problem(self._identity.reference, Told("webhook.number_missing"), Told("webhook.fill_in_number"))]

    def passed_over(self, document: Any) -> Told | None:
        """Why nothing comes of a document that :meth:`check` passed; None where it is to be carried.

        Shops post news about customers, such as a consent, that is no state of one: carried as if it were, it would
        take the place of a change that waits.
        """
        notice = self._format.notice_of(document)
        return None if notice is None else notice.passed_over

    def identify(self, document: Any) -> Identity:
        """The number where the connection's ``identity`` says it is, and the stamp there with a digest as its version.

        Shops stamp to the second: two posts with one stamp and other content are two versions. The moment of
        ``updated_at`` goes with it where ``identity`` names a version.
        """
        try:
            read = self.read(document)
        except DocumentError:
            read = None
        stamp = _at(document, self._identity.version) if self._identity.version else ""
        version = version_of(stamp, self._material(document, read)) if stamp else None
        return Identity(
            self.reference_of(document),
            version,
            stamp=_zoned(getattr(read, "updated_at", None)) if stamp else None,
            lasting=read is not None and self._kind.is_lasting(read),
        )

    def reference_of(self, document: Any) -> str:
        """The number where the connection's ``identity`` says it is; empty where there is none.

        A notice says by itself whom it is about.
        """
        try:
            return self._named(document, self._format.notice_of(document))
        except DocumentError:
            return ""

    def whose(self, document: Any) -> frozenset[str]:
        """Names of the person whom a post is of, by the sender's own numbers of customers and orders."""
        return self._format.whose(document)

    def digest_material(self, document: Any) -> bytes:
        """The canonical document without its stamp and with sorted fields.

        So neither the order of fields and blanks, nor a field that no row reads, nor a stamp that is renewed at each
        sending makes another document. One that cannot be read stands for itself, with sorted fields.
        """
        try:
            return self._material(document, self.read(document))
        except DocumentError:
            return self._material(document, None)

    def read(self, document: Any) -> DocumentT:
        """The canonical document. Raises DocumentError with every problem."""
        return self._format.read(document)

    def _named(self, document: Any, notice: Notice | None) -> str:
        return str(bare_reference(notice.reference if notice else _at(document, self._identity.reference)))

    def _material(self, document: Any, read: DocumentT | None) -> bytes:
        if read is None:
            return dump_json(document, sort_keys=True)
        said = read.model_dump(mode="json", exclude={"updated_at"}, exclude_unset=self._kind.keeps_empty)
        return dump_json(said, sort_keys=True)


def open_orders(opened: Opened[WebhookConnection, Any], flow: Flow) -> WebhookSource[Any]:
    """The source of orders or invoices. Raises StartError with every mistake in their rows."""
    return _open(opened, flow, ORDERS)


def open_customers(opened: Opened[WebhookConnection, Any], flow: Flow) -> WebhookSource[Any]:
    """The source of customers. Raises StartError with every mistake in their rows."""
    return _open(opened, flow, CUSTOMERS)


def _open(opened: Opened[WebhookConnection, Any], _: Flow, kind: Kind[DocumentT]) -> WebhookSource[DocumentT]:
    posted = kind.settings(opened.settings)
    form: Format[DocumentT] = MappedFormat(opened.name, kind, posted) if posted.is_mapped else OwnFormat(kind)
    return WebhookSource(posted.identity, kind, form, ".".join(posted.at))


def _zoned(stamp: datetime | None) -> datetime | None:
    """A stamp with a zone; without one nobody can tell which moment it is."""
    return stamp if stamp is not None and stamp.tzinfo is not None else None


def _at(document: Any, path: str) -> str:
    """The text or number at a path, or an empty text."""
    for part in path.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return "" if document is None or isinstance(document, dict | list | bool) else str(document)
