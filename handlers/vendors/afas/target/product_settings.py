"""What an AFAS connection in relay.yaml may say about writing products: what no public page fixes."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from handlers.vendors.afas.dictionary import update_object
from mapping.code_keys import currency_code
from mapping.suggestions import tell_unknown
from relay.settings.types import FROZEN
from words.told import Told

CurrencyCode = Annotated[str, AfterValidator(currency_code)]


def check_field(name: str) -> str:
    """A field of FbItemArticle. Raises Mistake."""
    known = update_object("FbItemArticle").fields
    if name not in known:
        raise tell_unknown(Told("names.field"), name, known)
    return name


ArticleField = Annotated[str, AfterValidator(check_field)]


class WrittenProducts(BaseModel):
    """How products are written."""

    model_config = FROZEN

    base_list: str = Field(
        default="*****", min_length=1, max_length=5, description="The price list that holds where no other does."
    )
    currency: CurrencyCode = Field(
        default="EUR", description="Currency of the prices that go in with a new article, which AFAS does not name."
    )
    price_with_article: bool = Field(
        default=True,
        description="Yes: a new article brings its price of the base list along (SaPrice, DatPri). No: that is made "
        "after it, by FbSalesPrice, as later ones are.",
    )
    offers_share_days: bool = Field(
        default=False,
        description="Yes: AFAS keeps a promotional price beside a usual one of the same first day, which no public "
        "page says. No: the usual price of such a day begins a day before, and an offer never takes the place of one.",
    )
    new_articles_need: tuple[ArticleField, ...] = Field(
        default=("VaRc",),
        validate_default=False,
        description="Fields that AFAS wants of a new article though its schema does not say so: all its examples have "
        "the VAT tariff group.",
    )
    stock_articles_need: tuple[ArticleField, ...] = Field(
        default=("CrId", "CsGc"),
        validate_default=False,
        description="The same of one whose stock is kept (BiSt): the supplier and the statistics code, as users tell.",
    )
    extra_pictures: bool = Field(
        default=True, description="Yes: an article may have six pictures besides the main one, as since Profit 6."
    )
    empty_takes_picture_away: bool = Field(
        default=False,
        description="Yes: AFAS takes a picture away where its name and content are sent empty. No public page tells "
        "whether it does. No: none is taken away, which is told.",
    )
