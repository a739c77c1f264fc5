"""Where a receiver is asked for one record, and where one is changed that it has already."""

from typing import Literal

from pydantic import BaseModel, Field

from handlers.vendors.webhook.posting.templates import PathTemplate
from mapping.rows.row_parts import Path
from relay.settings.types import FROZEN

Method = Literal["POST", "PUT", "PATCH"]


class PostLookUp(BaseModel):
    """How the receiver is asked, by GET, whether it has a record."""

    model_config = FROZEN

    path: PathTemplate = Field(description="The path with its query, such as `/products?sku={code}`.")
    found: Path | None = Field(
        default=None,
        description="Where the record stands in the answer, in dots: `data`. A list there holds one, none or several. "
        "Left out: the answer is the record, or the list.",
    )
    id: Path | None = Field(default=None, description="Where the record's id stands in the record.")


class PostedUpdate(BaseModel):
    """How a record is changed that the receiver has already."""

    model_config = FROZEN

    method: Method = Field(default="PUT", description="The method by which it is changed.")
    path: PathTemplate = Field(description="The path, mostly with `{number}`: the id that the receiver gave.")


class StockLookUp(PostLookUp):
    """How the receiver is asked what it has of an article."""

    quantity: Path | None = Field(
        default=None, description="Where the level stands in the record. Left out: only whether it has the article."
    )
    tracked: Path | None = Field(
        default=None,
        description="Where the record says whether stock is kept of the article: of one that says `false` no level is "
        "posted. Left out: it is, of each.",
    )
