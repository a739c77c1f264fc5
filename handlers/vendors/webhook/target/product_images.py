"""Posts the bytes of pictures, each to its place, where settings say how; else none goes this way."""

from base64 import b64encode
from typing import Any, Final

from handlers.contracts.images import Picture
from handlers.contracts.product_terms import ProductHabits
from handlers.contracts.records import Repeat
from handlers.vendors.webhook.posting.poster import Poster
from handlers.vendors.webhook.posting.product_settings import PicturePosts
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.rows import PostRows
from handlers.vendors.webhook.posting.settings import EntityPosts, ProductPosts
from handlers.vendors.webhook.target.bodies import lay_out
from mapping.rows.mapper import compile_rows
from mapping.rows.overlays import Merged
from relay.errors import Hold
from words.told import Told

KIND: Final = "pictures of products"
"""What calls with pictures are called at the gate."""


class PostedPictures:
    """Implements ``handlers.contracts.images.ImageTarget``: a post for each, which replaces what hangs there."""

    habits: ProductHabits
    _how: ProductPosts
    _pictures: Poster | None

    @property
    def _said(self) -> PicturePosts | None:
        return self._how.images if isinstance(self._how.images, PicturePosts) else None

    @property
    def image_forms(self) -> frozenset[str]:
        """Those of the settings; none where no bytes are posted."""
        return frozenset(self._said.forms) if self._said is not None else frozenset()

    @property
    def most_images(self) -> int:
        """As the settings say."""
        return self._said.most if self._said is not None else 1

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:
        """Post the picture to its place. The receiver knows it by that, and by no id."""
        said, poster = self._said, self._pictures
        if said is None or poster is None:
            raise Hold(Told("posting.no_pictures"))
        fields: dict[str, Any] = {said.content: b64encode(picture.content).decode()}
        if said.file_name is not None:
            fields[said.file_name] = picture.file_name
        if said.place is not None:
            fields[said.place] = place
        await poster.post({"number": code, "code": code, "place": str(place)}, lay_out(fields))
        return None

    async def remove_image(self, code: str, place: int) -> bool:  # noqa: ARG002 - the contract's
        """No: nothing is ever deleted at a receiver."""
        return False


def picture_poster(said: PicturePosts, receiver: Receiver) -> Poster:
    """What posts pictures, without an envelope: posted twice, one hangs at its place once."""
    how = EntityPosts.model_construct(
        method=said.method, path=said.path, success=said.success, repeat=Repeat.METHOD.value
    )
    nothing = compile_rows(())
    return Poster(KIND, how, receiver, PostRows(KIND, Merged(()), nothing, nothing))
