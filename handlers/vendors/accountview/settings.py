"""What an AccountView connection in relay.yaml may say: every figure and name that no public page fixes is a setting.

The vendor's own manual is not public. What is known comes from public clients (github.com/omniboost/go-accountview.net
and others); what they leave open has the default that loses the least when it is wrong.
"""

from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from handlers.exchange.server_address import check_server_address
from handlers.vendors.accountview import messages
from handlers.vendors.accountview.lengths import limit_beside, text_columns
from handlers.vendors.accountview.naming import Column, HistoryObject, Name, ObjectNames, OrderColumns, OrderLineColumns
from handlers.vendors.accountview.product_settings import ProductsKept
from handlers.vendors.accountview.source.settings import ReadingSettings
from handlers.vendors.accountview.stock_settings import StockKept
from handlers.vendors.too_long import DESCRIPTION, TooLongSetting, lay_over, mistakes
from mapping.code_keys import CurrencyCode
from mapping.rows.lengths import Limit
from mapping.suggestions import tell_unknown
from relay.settings.connections import ConnectionSettings
from relay.settings.types import ClientId, Duration, Horizon, Secret
from words.mistake import Mistake, refuse_all
from words.told import Told

VENDOR_ADDRESS = "https://www.accountview.net"

ServerAddress = Annotated[str, AfterValidator(partial(check_server_address, example=VENDOR_ADDRESS))]


class AccountViewConnection(ConnectionSettings):
    """One company in AccountView, reached through the accountview.net hub."""

    keeps_books: ClassVar[bool] = True
    vendor: Literal["accountview"] = Field(default="accountview", description="AccountView.")
    base_url: ServerAddress = Field(
        default=VENDOR_ADDRESS, description="The hub's address without a path: https, or http on this machine only."
    )
    company: str = Field(min_length=1, description="The company's code in AccountView, or its id at accountview.net.")
    client_id: ClientId = Field(min_length=1, description="The application's API key (API-sleutel).")
    client_secret: Secret = Field(description="The application's API secret.")
    refresh_token: Secret | None = Field(
        default=None, description="A first refresh token, where one was obtained without `relay connect`."
    )
    redirect_uri: str = Field(
        default="http://127.0.0.1:8765/accountview",
        description="Where the browser returns after consent: exactly as registered with the application.",
    )
    scopes: tuple[str, ...] = Field(
        default=("readaccountviewdata", "updateaccountviewdata"), description="The rights the user is asked for."
    )

    access_token_life: Duration = Field(
        default=timedelta(minutes=10), description="Assumed life of an access token when the hub does not tell it."
    )
    refresh_margin: Duration = Field(
        default=timedelta(seconds=60), description="How long before its end an access token is renewed."
    )
    parallel_calls: int = Field(
        default=1, ge=1, le=64, description="Calls at the same time; AccountView is a desktop program behind a hub."
    )
    commit_horizon: Horizon = Field(
        default=timedelta(seconds=300),
        description="How long after a write without an answer AccountView may still carry it out. For as long a change "
        "may appear under an earlier stamp, so polls read back further than that.",
    )
    page_size: int = Field(default=200, ge=1, le=1000, description="Rows asked for in one call.")
    largest_answer: int = Field(
        default=33_554_432,
        ge=65_536,
        description="The largest answer accepted, in bytes; lower page_size to stay below.",
    )
    longest_query: int = Field(
        default=1900, ge=500, le=16_000, description="The longest query in one call, in characters."
    )
    most_filters: int = Field(default=20, ge=1, le=200, description="The most articles looked up in one call.")
    articles_remembered: Duration = Field(
        default=timedelta(minutes=10), description="For how long an article that was seen is not looked up again."
    )
    key_columns: dict[Name, Column] = Field(
        default={},
        description="The column by which the hub pages a table, where it is not the usual one, such as "
        "`{ARTICLE: ART_CODE}`.",
    )
    empty_is_404: bool = Field(
        default=False, description="The hub answers 404 when nothing is found. Off: a 404 is a wrong address."
    )
    joined_separator: Literal[".", "_"] = Field(
        default=".", description="What stands between table and column in an answer's joined columns."
    )
    busy_messages: tuple[str, ...] = Field(
        default=messages.BUSY,
        description="Phrases in an error that mean: nothing was written, try again later. In a phrase `*` stands for "
        "anything; capitals, quotes and line breaks make no difference.",
    )
    unclear_messages: tuple[str, ...] = Field(
        default=messages.UNCLEAR, description="Phrases in an error that leave open whether a write was carried out."
    )
    barred_messages: tuple[str, ...] = Field(
        default=messages.BARRED,
        description="Phrases in an error that prove something of the whole connection: a password or a licence that "
        "ended. All calls pause until somebody has mended it.",
    )
    no_rights_messages: tuple[str, ...] = Field(
        default=messages.NO_RIGHTS,
        description="Phrases in an error that refuse one business object: a right that the user lacks, a file that "
        "nobody may write. Only calls of that kind pause until somebody has mended it.",
    )
    refused_messages: tuple[str, ...] = Field(
        default=messages.REFUSED,
        description="Phrases by which AccountView refuses the data of a write, with whatever status: the order is "
        "held. With a status of 500 and above, other words leave open whether the write was carried out.",
    )
    exists_messages: tuple[str, ...] = Field(
        default=messages.EXISTS, description="Phrases by which a record is not made, since one of its number is there."
    )
    absent_messages: tuple[str, ...] = Field(
        default=messages.ABSENT,
        description="Phrases by which a record is not changed, since there is none of its number.",
    )
    refusal_types: tuple[str, ...] = Field(
        default=("AccountViewError",),
        description="Error types by which AccountView itself refuses data where the status is below 500, so that "
        "certainly nothing was written.",
    )

    objects: ObjectNames = Field(default=ObjectNames(), description="Names of business objects and tables.")
    history: tuple[HistoryObject, ...] = Field(
        default=(), description="Further objects in which an existing order is looked up."
    )
    order_number_column: Column = Field(default="ORD_NR", description="The column that holds an order's number.")
    order_reference_column: Column = Field(
        default="COMMENT1", description="The order column that holds our reference, by which it is found again."
    )
    order_columns: OrderColumns = Field(default=OrderColumns(), description="Further columns of orders.")
    order_line_columns: OrderLineColumns = Field(default=OrderLineColumns(), description="And of their lines.")
    page_number_column: Column = Field(default="PAGE_NR", description="The column that holds a journal page's number.")
    page_reference_column: Literal["INV_NR", "EXT_DESC"] = Field(
        default="INV_NR",
        description="The column of a journal page that holds our reference: the invoice number of 12 characters, or "
        "the payment reference of 40, where the references are longer or the journal numbers by itself.",
    )
    page_revenue: Literal["positive", "negative"] = Field(
        default="positive", description="How revenue is written on a journal page: above zero, or below it as credit."
    )
    book_orders_in: Literal["current", "order_date", "delivery_date"] = Field(
        default="current",
        description="The administration that orders are written to: today's, or that of their order or delivery date; "
        "a journal page goes to that of its own date.",
    )
    missing_year: Literal["hold", "wait"] = Field(
        default="hold",
        description="Where the fiscal year has no administration: hold the order, or let it wait until there is one.",
    )
    missing_year_messages: tuple[str, ...] = Field(
        default=messages.MISSING_YEAR,
        description="Phrases in an error that mean: the fiscal year has no administration.",
    )
    fiscal_year_starts: int = Field(default=1, ge=1, le=12, description="The first month of the fiscal year.")

    email_search: Literal["equal", "contains"] = Field(
        default="equal",
        description="How wide debtors are searched by e-mail. `contains` also finds addresses with text around them; "
        "which of them is the customer is decided by exact comparison either way.",
    )
    auto_number: bool = Field(
        default=True,
        description="AccountView numbers new debtors itself. Off: a mapping row must fill CONTACT.SUB_NR.",
    )
    prices: Literal["excluding_vat", "including_vat"] = Field(
        default="excluding_vat", description="Whether unit prices of sales orders are with or without VAT."
    )
    price_decimals: int = Field(
        default=4,
        ge=2,
        le=12,
        description="Decimals that a unit price has in AccountView. Where none of so many makes the amount of a line, "
        "the line is written as two.",
    )
    currency: CurrencyCode = Field(default="EUR", description="The administration's currency, by its ISO code.")
    currencies: tuple[CurrencyCode, ...] = Field(
        default=(), description="Further currencies that the administration knows; orders in any other are held."
    )
    negative_quantities: Literal["allow", "hold"] = Field(
        default="allow", description="Whether orders may have quantities below zero, for goods that come back."
    )
    text_lines: Literal["hold", "leave_out"] = Field(
        default="hold",
        description="What to do with lines of text that cost nothing: orders are not known to take a line without "
        "an article.",
    )
    articles_can_be_made: bool = Field(
        default=False, description="Whether this installation takes new articles over the web API."
    )
    article_group: str | None = Field(default=None, description="The article group of articles that are made.")
    products: ProductsKept = Field(
        default=ProductsKept(), description="How articles are kept, for flows of products from and into AccountView."
    )
    stock: StockKept = Field(default=StockKept(), description="How stock is kept, for flows of stock from AccountView.")
    send_numbers_as: Literal["number", "text"] = Field(default="number", description="How numbers are written.")
    too_long: TooLongSetting = Field(default={}, description=DESCRIPTION)
    column_lengths: dict[str, Annotated[int, Field(ge=1, le=10_000)]] = Field(
        default={},
        description="How many characters a column keeps that no public page tells, such as `{SO_HDR.COMMENT2: 60}`; "
        "a text longer than a column that is not known is refused by AccountView, and the order held.",
    )
    long_emails: Literal["hold", "leave_out"] = Field(
        default="hold",
        description="What to do with an e-mail address longer than its field, which is never cut: hold the order, or "
        "leave the field empty; the customer is then found by the other marks.",
    )
    postcode_with_blank: bool = Field(default=True, description="Dutch postcodes are written 1017 GN; off: 1017GN.")
    reading: ReadingSettings = Field(
        default=ReadingSettings(), description="AccountView as a source: where and how orders and invoices are read."
    )

    @field_validator("column_lengths")
    @classmethod
    def _lengths_are_of_text_columns(cls, lengths: dict[str, int]) -> dict[str, int]:
        for name in lengths:
            if name not in (known := list(text_columns())):
                raise tell_unknown(Told("names.text_column"), name, known, at=(name,))
        return lengths

    @model_validator(mode="after")
    def _columns_may_have_their_policies(self) -> Self:
        refuse_all(mistakes(self.too_long, text_columns, self.limit_of))
        return self

    @property
    def books(self) -> tuple[str, ...]:
        """The company, at its hub."""
        return self.base_url, self.company

    def limit_of(self, field: str) -> Limit | None:
        """How many characters ``TABLE.COLUMN`` keeps, and what becomes of more, as the settings have it."""
        references = {f"SO_HDR.{self.order_reference_column}", f"DJ_PAGE.{self.page_reference_column}"}
        limit = limit_beside(references, field, self.column_lengths, leave_emails_out=self.long_emails == "leave_out")
        return limit if limit is None or field in references else lay_over(field, limit, self.too_long)

    @field_validator("scopes")
    @classmethod
    def _scopes_may_read_and_update(cls, scopes: tuple[str, ...]) -> tuple[str, ...]:
        missing = {"readaccountviewdata", "updateaccountviewdata"} - set(scopes)
        if missing:
            raise Mistake(Told("accountview.scopes_missing", scopes=sorted(missing)))
        return scopes
