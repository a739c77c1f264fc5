"""What ``posts.products`` of a connection says beside all that posts say: what the receiver keeps of a product."""

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from handlers.vendors.webhook.posting.templates import PathTemplate, names_in
from mapping.documents.product import MOST_IMAGES
from mapping.documents.values import LANGUAGE_FORM
from mapping.rows.row_parts import Path
from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told

LONGEST_CODE: Final = 250
"""Signs: more than that no product of any source has."""

Language = Annotated[str, StringConstraints(pattern=LANGUAGE_FORM)]
Form = Literal["jpeg", "png", "gif", "webp", "bmp", "tiff"]


class PicturePosts(BaseModel):
    """How the bytes of pictures are posted, each to its place, in the stead of what is there."""

    model_config = FROZEN

    values: ClassVar[frozenset[str]] = frozenset({"code", "number", "place"})

    method: Literal["POST", "PUT", "PATCH"] = Field(default="PUT", description="The method by which each is posted.")
    path: PathTemplate = Field(
        description="The path, with `{place}` in it: what is posted twice must hang there once.",
        examples=["/products/{number}/images/{place}"],
    )
    success: tuple[Annotated[int, Field(ge=200, le=599)], ...] = Field(
        default=(), description="The codes of an answer that say that it was done; empty: every code from 200 to 299."
    )
    content: Path = Field(default="content", description="The field for the bytes, in base64; in dots where it nests.")
    file_name: Path | None = Field(default="file_name", description="The field for its file name; null: none.")
    place: Path | None = Field(default="place", description="The field for its place, 1 for the main one; null: none.")
    forms: tuple[Form, ...] = Field(
        default=("jpeg", "png", "gif", "webp"), min_length=1, description="The forms that the receiver takes."
    )
    most: int = Field(default=10, ge=1, le=MOST_IMAGES, description="How many pictures a product may have there.")

    @model_validator(mode="after")
    def _replaces_at_a_place(self) -> Self:
        names = names_in(self.path)
        if unknown := sorted(names - self.values):
            known = sorted(self.values)
            told = Told("posting.unknown_value", name=unknown[0], known=known)
            raise Mistake(told, allowed=known, at=("path",))
        if "place" not in names:
            raise Mistake(Told("posting.picture_without_place"), at=("path",))
        return self


class ProductTerms(BaseModel):
    """What a receiver keeps of a product, and how it tells whose code it took."""

    model_config = FROZEN

    values: ClassVar[frozenset[str]] = frozenset({"code", "number"})

    code: Path | None = Field(
        default=None,
        description="Where the answer has the code under which the receiver keeps the product, in dots. One that it "
        "made another of is told, and held where it is another product's.",
    )
    look_up_code: Path | None = Field(
        default=None,
        description="Where a record that `look_up` shows has its code: one with another code is another product, "
        "whatever the receiver's search takes for alike.",
    )
    longest_code: int = Field(
        default=LONGEST_CODE, ge=1, le=LONGEST_CODE, description="How many signs a code may have there."
    )
    capitals: Literal["ignored", "count"] = Field(
        default="ignored", description="Codes that differ in capitals only are one product there, or two."
    )
    languages: tuple[Language, ...] = Field(
        default=(), description="Languages in which texts are kept besides the receiver's own: two letters of ISO 639."
    )
    price_decimals: int = Field(default=2, ge=0, le=6, description="In how many decimals prices are kept.")
    images: Literal["address"] | PicturePosts | None = Field(
        default=None,
        description="How pictures go: `address`, as addresses in the body, from which the receiver fetches them, or "
        "how their bytes are posted. Left out: none go.",
    )

    @model_validator(mode="after")
    def _knows_a_code_again(self) -> Self:
        if getattr(self, "look_up", None) is not None and self.look_up_code is None:
            raise Mistake(Told("posting.look_up_code_unsaid"), at=("look_up_code",))
        return self
