"""Articles as they are written: inserted, changed and deleted among the items of the administration.

Sources: AFASSoftware/OASContent OpenApiSpecs/profit/en (Artikelen), https://help.afas.nl (UpdDsc_191: prices go in with
an insert alone, and what was used is blocked and not deleted; Stock_Config: whether stock is kept is fixed by then).
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from handlers.sandboxes.afas.barcodes import check_barcode
from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.goods import GoodsBook
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import ARTICLE, COMPOSITION, Item, Masters, require_known
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.pictures import PictureDesk
from handlers.sandboxes.afas.prices import PriceDesk
from handlers.sandboxes.afas.published import is_custom
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

PRICES = ("StPrice", "CoPrice", "SaPrice", "PuPrice", "CsPrice", "DatPri")
"""The fields of prices, which an insert alone carries out."""


class ArticleDesk:
    """Writes articles into the master data, from where orders and the connectors of items take them.

    ``custom`` holds a customer's own fields by the article's code. ``is_used`` tells whether there are entries about an
    article.
    """

    def __init__(
        self,
        masters: Masters,
        goods: GoodsBook,
        numbers: Numbers,
        journal: Journal,
        behaviour: Behaviour,
        prices: PriceDesk,
        pictures: PictureDesk,
        is_used: Callable[[str], bool],
    ) -> None:
        self.custom: dict[str, dict[str, Stored]] = {}
        self._masters = masters
        self._goods = goods
        self._numbers = numbers
        self._journal = journal
        self._behaviour = behaviour
        self._prices = prices
        self._pictures = pictures
        self._is_used = is_used

    def write(self, record: Record) -> str:
        """The code of the article that was inserted or changed. Raises RefusedError."""
        require_known(record.fields.get("VaRc"), self._masters.vat_groups, "Btw-tariefgroep")
        if record.text("BiUn"):
            self._masters.unit(record.text("BiUn"))
        check_barcode(record.text("VaBc"), record.text("BaCo"))
        code = self._new(record) if record.action == "insert" else self._change(record)
        self._pictures.write(code, record)
        self._keep_fields(code, record)
        return code

    def delete(self, code: str) -> None:
        """Take an article away of which no entry tells. Raises RefusedError."""
        found = self._masters.known_item(ARTICLE, code)
        if self._is_used(found.code):
            raise RefusedError(500, Text.IN_ENTRIES, found.code)
        self._journal.note(self._masters.drop_item(found))
        _put(self._journal, self._goods.articles, found.code.upper(), None)
        _put(self._journal, self.custom, found.code, None)

    def _change(self, record: Record) -> str:
        found = self._masters.find_item(ARTICLE, record.text("ItCd"))
        if found is None:
            other = self._masters.find_item(COMPOSITION, record.text("ItCd"))
            raise RefusedError(500, Text.NO_VALUE, "Itemcode") if other is None else RefusedError(500, Text.NO_ARTICLE)
        for name in PRICES:
            if name in record.fields and self._behaviour.prices_on_change == "refused":
                raise RefusedError(500, Text.NOT_CHANGED, name)
            record.fields.pop(name, None)
        kept = bool(self._goods.of_article(found.code).get("BiSt"))
        if "BiSt" in record.fields and bool(record.fields["BiSt"]) != kept and self._is_used(found.code):
            raise RefusedError(500, Text.NOT_CHANGED, "BiSt")
        self._journal.note(self._masters.keep_item(_apply(found, record)))
        return found.code

    def _new(self, record: Record) -> str:
        code = record.text("ItCd")
        if not code and record.fields.get("AuId"):
            code = str(self._numbers.take("ItCd", {item.code.upper() for item in self._masters.items}))
        if not code:
            raise RefusedError(500, Text.MISSING, "Itemcode")
        if self._masters.find_item(ARTICLE, code) is not None:
            raise RefusedError(500, Text.TAKEN, "Itemcode")
        self._refuse_missing(record)
        blank = Item(code, "", vat_group=next(iter(self._masters.vat_groups)))
        self._journal.note(self._masters.keep_item(_apply(blank, record)))
        self._prices.of_new_article(code, record)
        return code

    def _refuse_missing(self, record: Record) -> None:
        needed = {"VaRc": "Btw-tariefgroep"} if self._behaviour.vat_group_of_article == "needed" else {}
        if record.fields.get("BiSt") and self._behaviour.stock_articles == "need_supplier_and_statistics":
            needed |= {"CrId": "Inkooprelatie", "CsGc": "Goederencode"}
        for name, label in needed.items():
            if not record.text(name):
                raise RefusedError(500, Text.MISSING, label)

    def _keep_fields(self, code: str, record: Record) -> None:
        """Keep all fields as they were written, with the stamp of the change."""
        own = [record.fields, *(one.fields for one in record.under("FbArticleCustom"))]
        given = {name: value for fields in own for name, value in fields.items() if is_custom(name)}
        before, now = self._goods.of_article(code), self._goods.stamp()
        stamps = {"created": before.get("created", now), "modified": now}
        written = {**before, **record.fields, "ItCd": code, **stamps}
        _put(self._journal, self._goods.articles, code.upper(), written)
        _put(self._journal, self.custom, code, {**self.custom.get(code, {}), **given})


def _put(journal: Journal, book: dict[str, dict[str, Stored]], key: str, fields: dict[str, Stored] | None) -> None:
    before = book.pop(key, None)
    if fields is not None:
        book[key] = fields

    def undo() -> None:
        book.pop(key, None)
        if before is not None:
            book[key] = before

    journal.note(undo)


def _apply(item: Item, record: Record) -> Item:
    """The item with what the record says of it; an emptied text is none."""
    fields = record.fields
    texts = {"description": "Ds", "unit": "BiUn", "vat_group": "VaRc", "article_type": "VaTp"}
    given = {name: record.text(field) for name, field in texts.items() if field in fields}
    if "unit" in given:
        given["unit"] = given["unit"].upper()
    price = fields.get("SaPrice")
    return replace(
        item,
        **given,
        price=price if isinstance(price, Decimal) else item.price,
        blocked=bool(fields.get("Bl", item.blocked)),
    )
