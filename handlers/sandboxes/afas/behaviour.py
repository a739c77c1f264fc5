"""How this AFAS behaves where no public page tells how the real one does: one switch for each open question."""

from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class Behaviour:
    """One field for each open question: its default is the likeliest answer, and a test may try the other.

    ``unlisted``: what becomes of a field that the UpdateConnector does not have. ``put_status`` and ``put_answers``:
    how an update that went well is answered, and whether with its keys. ``second_relation``: an organisation or person
    can become a debtor twice. ``vat_per``: whether VAT is rounded for each rate of an order or for each line.
    ``first_day``: whether a change of an address must say from which day it holds, or holds from today. AFAS's pages
    say that it must, and three of its published examples leave it out. ``several_at_once``: whether a call may write
    more than one contact or bank account of a party; AFAS's pages say that it may not, and clients of others do it.
    ``same_account``: what becomes of a bank account that the party has: one can only be added. ``blocked_completely``:
    whether the connector of sales relations shows those that are blocked so; it depends on the connector's own filter.
    ``vat_group_of_article``: whether a new article must have one, as all minimal examples of AFAS do though no schema
    asks for it. ``stock_articles``: what a new one must have whose stock is kept. ``prices_on_change``: what becomes of
    prices in a change of an article; AFAS's pages say that they go in with an insert alone. ``promotion``: whether a
    promotional price of a day is another one than the usual price of that day. ``pictures``: whether they come back as
    they were sent; AFAS's pages say that they are kept as jpg or gif. ``extra_pictures``: whether there are six more,
    as since Profit 6. ``emptied_pictures``: what becomes of one whose stream is sent empty.
    ``reservations``: whether one moves the stamp that an own connector shows of a level. ``mutations``: how a connector
    of stock mutations shows the quantity of goods that go out.
    """

    unlisted: Literal["refused", "ignored"] = "refused"
    put_status: int = 201
    put_answers: bool = True
    second_relation: bool = True
    vat_per: Literal["rate", "line"] = "rate"
    first_day: Literal["needed", "today"] = "needed"
    several_at_once: Literal["refused", "taken"] = "refused"
    same_account: Literal["refused", "taken"] = "refused"
    blocked_completely: Literal["hidden", "shown"] = "hidden"
    vat_group_of_article: Literal["needed", "usual"] = "needed"
    stock_articles: Literal["need_supplier_and_statistics", "need_nothing"] = "need_supplier_and_statistics"
    prices_on_change: Literal["ignored", "refused"] = "ignored"
    promotion: Literal["of_the_same_key", "of_its_own_key"] = "of_the_same_key"
    pictures: Literal["as_sent", "re_encoded"] = "as_sent"
    extra_pictures: Literal["taken", "refused"] = "taken"
    emptied_pictures: Literal["taken_away", "left"] = "left"
    reservations: Literal["move_no_stamp", "move_the_stamp"] = "move_no_stamp"
    mutations: Literal["with_entry_sort", "below_nought"] = "with_entry_sort"
    order_status: str = "Openstaand"
