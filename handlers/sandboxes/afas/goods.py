"""What is kept of goods beside what orders need of them, under the fields by which AFAS's UpdateConnectors write it.

Desks write here, and the GetConnectors of articles show it. Each row may have ``modified``, the stamp of its last
change, which no UpdateConnector writes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from handlers.sandboxes.afas.tables import Stored

Row = dict[str, Stored]


@dataclass(slots=True)
class GoodsBook:
    """``stamp`` gives Amsterdam's time now; ``began`` is the stamp of whatever was there from the beginning.

    ``articles`` are the fields of FbItemArticle by the item code in capitals, as they were written last; an item that
    nobody wrote has none. ``prices`` are rows of FbSalesPrice, ``units`` of FbUnitBasicItem, ``barcodes`` of
    FbExtraBarcode and ``combinations`` of FbUpdateAdB. ``compositions`` are the headers of FbComposition by their code,
    and ``parts`` rows of FbCompositionPart, each with the code of its composition as ``CompositionId``. ``images`` are
    rows of ``ItCd``, ``place`` (1 is the main one), ``id`` and ``file_name``.
    """

    stamp: Callable[[], datetime]
    articles: dict[str, Row] = field(default_factory=dict)
    prices: list[Row] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)
    barcodes: list[Row] = field(default_factory=list)
    combinations: list[Row] = field(default_factory=list)
    compositions: dict[str, Row] = field(default_factory=dict)
    parts: list[Row] = field(default_factory=list)
    images: list[Row] = field(default_factory=list)
    began: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Take note of the time."""
        self.began = self.stamp()

    def of_article(self, code: str) -> Row:
        """The fields of an article as they were written; none where nobody wrote it."""
        return self.articles.get(code.upper(), {})
