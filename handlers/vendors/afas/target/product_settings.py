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
    new_articles_need: tuple[ArticleField, ...] = Field(
        default=("VaRc",),
        description="Fields that AFAS wants of a new article though its schema does not say so: all its examples have "
        "the VAT tariff group.",
    )
    stock_articles_need: tuple[ArticleField, ...] = Field(
        default=("CrId", "CsGc"),
        description="The same of one whose stock is kept (BiSt): the supplier and the statistics code, as users tell.",
    )
