"""How this AccountView behaves where no public page tells how the real one does: one switch for each open question."""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class Behaviour:
    """The switches.

    Of the hub: ``error_status``: what an error object comes with. ``nothing_is_404``: a read without rows is a 404.
    ``answers_rows``: whether a write answers with the stored rows or with an empty body. ``single_call``: a second call
    at the same time is refused. ``lone_row_bare``: a table with one row is that row, not a list of one.

    Of reads: ``padded``: text is filled up with blanks. ``logicals``: yes and no are JSON's own, letters, digits, or
    as they were put in.
    ``numbers_as_text``: what stands before the decimals of prices that are given as text; empty: they are numbers.
    ``one_byte``: answers are in windows-1252, as FoxPro keeps text, and do not say so. ``loose_equal``: text is equal
    to what it begins with, as FoxPro may have it. ``default_page``: rows where no size is asked for. ``largest_page``:
    the most rows, whatever is asked for. ``whole_days``: a date filter does not look at the time.
    ``joined_separator``: what stands between table and column where a column comes from a joined table.

    Of rights: ``unreadable`` are the objects that the user may not read, such as GL1 or the dictionary FLD;
    ``shows_objects``: whether the list of objects is shown. ``withheld`` are columns, each with its table, that answers
    leave out without a word though the dictionary has them.

    Of writes: ``auto_number``: the administration numbers debtors. ``strict``: a column marked as not writable is
    refused. ``custom_fields``: partners' columns are taken. ``cuts``: a text that is too long is cut, not refused.
    ``price_decimals``: those that a column of prices holds; a price of more is rounded to them when it is stored.

    Of journal pages: ``amount_sign``: a sale's AMOUNT is above zero as on the document, or below it as in the
    ledger, where revenue is credit. ``computes_vat``: VAT_AMT that is left out follows from the code.
    ``refuses_double_invoice``: an invoice number that a page of the journal has is refused.
    """

    error_status: int = 200
    nothing_is_404: bool = False
    answers_rows: bool = True
    single_call: bool = False
    lone_row_bare: bool = False
    padded: bool = False
    logicals: Literal["own", "letter", "digit", "as_put"] = "own"
    numbers_as_text: Literal["", ",", "."] = ""
    one_byte: bool = False
    loose_equal: bool = False
    default_page: int = 100
    largest_page: int | None = None
    whole_days: bool = False
    joined_separator: Literal[".", "_"] = "."
    unreadable: frozenset[str] = frozenset()
    shows_objects: bool = True
    withheld: frozenset[str] = frozenset()
    auto_number: bool = True
    strict: bool = True
    custom_fields: bool = True
    cuts: bool = False
    price_decimals: int = 4
    amount_sign: Literal["document", "ledger"] = "document"
    computes_vat: bool = True
    refuses_double_invoice: bool = False
