"""What writing an order and writing a direct invoice have in common: where they write, and how one begins."""

from typing import Generic, TypeVar

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.document_books import DocumentBooks
from handlers.sandboxes.afas.document_lines import LineDesk
from handlers.sandboxes.afas.documents import (
    Words,
    check_header,
    customer_words,
    defaults_of,
    delivery_words,
    header_words,
)
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Masters
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.relations import RelationBook

BooksT = TypeVar("BooksT", bound=DocumentBooks)


class DocumentDesk(Generic[BooksT]):
    """Writes documents of one kind into their books. ``lines`` writes their lines."""

    def __init__(
        self,
        books: BooksT,
        relations: RelationBook,
        masters: Masters,
        behaviour: Behaviour,
        numbers: Numbers,
        journal: Journal,
    ) -> None:
        self._books = books
        self._relations = relations
        self._masters = masters
        self._behaviour = behaviour
        self._numbers = numbers
        self._journal = journal
        self.lines = LineDesk(books, masters, journal)

    def check_header(self, record: Record) -> None:
        """Raise RefusedError for a code in a header that is not there."""
        check_header(self._masters, self._relations, record)

    def begin_document(self, record: Record) -> Words:
        """The words of a new document: what its debtor has, unless the record says so; the customer; the delivery.

        Raises RefusedError for a debtor that is not there.
        """
        debtor = self._relations.debtor(record.fields["DbId"])
        words = defaults_of(debtor, self._masters)
        words.update({word: value for word, value in header_words(record).items() if value is not None})
        words.update(customer_words(self._relations, debtor))
        words.update(delivery_words(self._relations, debtor, words.get("delivery_address")))
        return words

    def take_away(self, number: str) -> None:
        """Take a document and its lines away, so that the journal can put them back. Raises KeyError."""
        for rows in (self._books.headers.rows, self._books.lines.rows):
            self._journal.rows(rows)
        self._books.delete(number)
