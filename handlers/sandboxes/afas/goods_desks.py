"""All desks that write goods, in one place: articles, prices, compositions, variants, units and barcodes."""

from collections.abc import Callable, Mapping

from handlers.sandboxes.afas.articles import ArticleDesk
from handlers.sandboxes.afas.barcodes import BarcodeDesk
from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.compositions import CompositionDesk
from handlers.sandboxes.afas.goods import GoodsBook
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Masters
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.pictures import PictureDesk
from handlers.sandboxes.afas.prices import PriceDesk
from handlers.sandboxes.afas.variants import UnitDesk, VariantDesk


class GoodsDesks:
    """Writes of goods by UpdateConnector: ``numbered`` answer with the item's code, ``unnumbered`` with nothing.

    ``deletes`` are by connector and key, in small letters; of a composition the key is its code. ``is_used`` tells
    whether there are entries about an article.
    """

    def __init__(
        self,
        masters: Masters,
        goods: GoodsBook,
        numbers: Numbers,
        journal: Journal,
        behaviour: Behaviour,
        is_used: Callable[[str], bool],
    ) -> None:
        prices = PriceDesk(masters, goods, journal, behaviour)
        self.pictures = PictureDesk(goods, journal, behaviour)
        compositions = CompositionDesk(masters, goods, journal)
        self.articles = ArticleDesk(masters, goods, numbers, journal, behaviour, prices, self.pictures, is_used)
        self.numbered: Mapping[str, tuple[str, Callable[[Record], str]]] = {
            "FbItemArticle": ("ItCd", self.articles.write),
            "FbComposition": ("ItCd", compositions.write),
        }
        self.unnumbered: Mapping[str, Callable[[Record], None]] = {
            "FbSalesPrice": prices.write,
            "FbUpdateAdB": VariantDesk(masters, goods, journal).write,
            "FbUnitBasicItem": UnitDesk(masters, goods, journal).write,
            "FbExtraBarcode": BarcodeDesk(masters, goods, journal).write,
        }
        self.deletes: Mapping[tuple[str, str], Callable[[str], None]] = {
            ("fbitemarticle", "itcd"): self.articles.delete,
            ("fbcomposition", "itcd"): compositions.delete,
        }
