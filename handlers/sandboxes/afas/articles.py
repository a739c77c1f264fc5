"""Articles as they are written: inserted and changed among the items of the administration."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.sandboxes.afas.goods import GoodsBook
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import ARTICLE, Item, Masters, require_known
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.published import is_custom
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored


class ArticleDesk:
    """Writes articles into the master data, from where orders and the connector of items take them.

    ``custom`` holds a customer's own fields by the article's code.
    """

    def __init__(self, masters: Masters, goods: GoodsBook, numbers: Numbers, journal: Journal) -> None:
        self.custom: dict[str, dict[str, Stored]] = {}
        self._masters = masters
        self._goods = goods
        self._numbers = numbers
        self._journal = journal

    def write(self, record: Record) -> str:
        """The code of the article that was inserted or changed. Raises RefusedError."""
        require_known(record.fields.get("VaRc"), self._masters.vat_groups, "Btw-tariefgroep")
        if record.text("BiUn"):
            self._masters.unit(record.text("BiUn"))
        code = self._new(record) if record.action == "insert" else self._change(record)
        self._note_fields(code, record)
        own = [record.fields, *(one.fields for one in record.under("FbArticleCustom"))]
        given = {name: value for fields in own for name, value in fields.items() if is_custom(name)}
        before = self.custom.get(code, {})
        self.custom[code] = {**before, **given}
        self._journal.note(lambda: self.custom.__setitem__(code, before))
        return code

    def _change(self, record: Record) -> str:
        found = next((item for item in self._articles() if item.code.upper() == record.text("ItCd").upper()), None)
        if found is None:
            raise RefusedError(500, Text.NO_VALUE, "Itemcode")
        self._keep([_apply(item, record) if item is found else item for item in self._masters.items])
        return found.code

    def _new(self, record: Record) -> str:
        codes = {item.code.upper() for item in self._articles()}
        code = record.text("ItCd")
        if not code and record.fields.get("AuId"):
            code = str(self._numbers.take("ItCd", codes))
        if not code:
            raise RefusedError(500, Text.MISSING, "Itemcode")
        if code.upper() in codes:
            raise RefusedError(500, Text.TAKEN, "Itemcode")
        blank = Item(code, "", vat_group=next(iter(self._masters.vat_groups)))
        self._keep([*self._masters.items, _apply(blank, record)])
        return code

    def _note_fields(self, code: str, record: Record) -> None:
        """Keep all fields as they were written, with the stamp of the change."""
        key, before = code.upper(), self._goods.of_article(code)
        stamps = {"created": before.get("created", self._goods.stamp()), "modified": self._goods.stamp()}
        self._goods.articles[key] = {**before, **record.fields, **stamps}
        self._journal.note(lambda: self._goods.articles.__setitem__(key, before))

    def _articles(self) -> list[Item]:
        return [item for item in self._masters.items if item.type == ARTICLE]

    def _keep(self, items: Sequence[Item]) -> None:
        was = list(self._masters.items)
        self._masters.items = list(items)
        self._journal.note(lambda: setattr(self._masters, "items", was))


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
