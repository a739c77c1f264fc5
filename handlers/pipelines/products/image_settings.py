"""What an administrator decides about the pictures of products; without these settings none is carried."""

from datetime import time, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from handlers.contracts.images import LARGEST
from mapping.documents.product import MOST_IMAGES
from mapping.pricing.settings import MODEL
from relay.settings.schedule_words import QuietHours, QuietTimes
from relay.settings.types import Duration, PositiveDuration


class ImageSettings(BaseModel):
    """What an administrator decides about the pictures of products, which go one way only."""

    model_config = MODEL

    most: int = Field(
        default=MOST_IMAGES, ge=1, le=MOST_IMAGES, description="Carry so many of a product at the most, the main first."
    )
    largest: int = Field(
        default=LARGEST, ge=1, le=LARGEST, description="The most bytes of one picture; a larger one is told, not sent."
    )
    on_absent: Literal["keep", "remove"] = Field(
        default="keep",
        description="A picture is gone at the source: keep it in the target, or take away those that this relay put "
        "there itself.",
    )
    strip_metadata: bool = Field(
        default=True,
        description="Leave out of JPEG and PNG what a camera or a program wrote beside the picture: places, names, "
        "comments. Its colours and the way up stay.",
    )
    recheck: Duration = Field(
        default=timedelta(days=7),
        description="How often each picture is fetched to see whether it changed, where its source can be read again "
        "and has no stamp of the picture: in whole days; `0s`: never.",
    )
    recheck_hours: QuietTimes = Field(
        default=(QuietHours(time(1), time(5)),),
        min_length=1,
        description="The times of the day in which this is done, `01:00-05:00`, or a list of them; in the time of the "
        "offices.",
    )
    owed_for: PositiveDuration = Field(
        default=timedelta(days=3),
        description="For how long a picture that cannot be had or is not taken is tried again, ever more rarely.",
    )
