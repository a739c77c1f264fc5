"""The rows of AFAS's connectors of articles, units, barcodes and compositions, and of those that customers make.

AFAS's own connector of articles has no price, no weight, no picture and no dimension codes; ``Relay_Articles`` has
them, a row a variant where an article has dimensions. Source: AFASSoftware/OASContent OpenApiSpecs/profit/en.
"""

from collections.abc import Iterator, Mapping

from handlers.sandboxes.afas.goods import GoodsBook
from handlers.sandboxes.afas.masters import ARTICLE, COMPOSITION, Item, Masters
from handlers.sandboxes.afas.tables import Stored

Row = dict[str, Stored]

LANGUAGES = ("1031", "1036", "1043", "2057", "2067")
"""The endings of AFAS's columns with a translation."""

_LETTERS = {"art": "2", "wst": "1", "sam": "7", "kst": "6", "txt": "3"}


class Articles:
    """Shows what an administration has of articles at the moment of a read."""

    def __init__(self, masters: Masters, goods: GoodsBook) -> None:
        self._masters = masters
        self._goods = goods

    def standard(self) -> Iterator[Row]:
        """``Profit_Article``, in which compositions are not."""
        for item in self._articles():
            fields = self._goods.of_article(item.code)
            yield {
                "ItemCode": item.code,
                "Description": item.description,
                "ExtraDescription": fields.get("DsEx"),
                "UnitId": item.unit,
                "Factor": fields.get("PrFc", 1),
                "ArtGroup": fields.get("Grp"),
                "Blocked": item.blocked,
                "Barcode": fields.get("BaCo"),
                "VATGroup": item.vat_group,
                "ItemTypeCode": item.article_type if item.type == ARTICLE else None,
                "Stock": bool(fields.get("BiSt", False)),
                "StockCode": fields.get("StCh"),
                "StockDimId1": fields.get("StD1"),
                "StockDimId2": fields.get("StD2"),
                "CreateDate": fields.get("created", self._goods.began),
                "ModifiedDate": fields.get("modified", self._goods.began),
            }

    def own(self) -> Iterator[Row]:
        """``Relay_Articles``."""
        combinations: dict[str, list[Row]] = {}
        for row in self._goods.combinations:
            combinations.setdefault(str(row.get("ItCd")).upper(), []).append(row)
        pictures = self._pictures_in_rows()
        for item, standard in zip(self._articles(), self.standard(), strict=True):
            row = {**standard, **self._beside(item), **pictures.get(item.code.upper(), {})}
            for variant in combinations.get(item.code.upper(), [{}]):
                yield {
                    **row,
                    "Barcode": variant.get("BaCo", row["Barcode"]),
                    "StL1": variant.get("StL1"),
                    "StL2": variant.get("StL2"),
                    "BlSa": bool(variant.get("BlSa")),
                    "VariantModified": variant.get("modified", row["ModifiedDate"]),
                }

    def prices(self) -> Iterator[Row]:
        """``Relay_Prices``."""
        for row in self._goods.prices:
            yield {
                "ItemCode": row.get("ItCd"),
                "ItemType": row.get("VaIt"),
                "PriceList": row.get("PrLi"),
                "Debtor": row.get("DbId"),
                "CurrencyId": row.get("CuId"),
                "UnitId": row.get("BiUn"),
                "FromQuantity": row.get("Am"),
                "Price": row.get("Pric"),
                "Begin": row.get("DaBg"),
                "End": row.get("DaEn"),
                "Promotion": bool(row.get("SpPr")),
                "StL1": row.get("StL1"),
                "StL2": row.get("StL2"),
                "ModifiedDate": row.get("modified", self._goods.began),
            }

    def units(self) -> Iterator[Row]:
        """``Profit_Unit_per_Item``, the basic unit of each item among them."""
        for item in self._articles():
            yield _unit(item.type, item.code, item.unit, 1, is_basic=True)
        for row in self._goods.units:
            yield _unit(row.get("VaIt"), row.get("ItCd"), row.get("BiUn"), row.get("Qu"), is_basic=False)

    def barcodes(self) -> Iterator[Row]:
        """``Profit_Barcode_per_Item``: those of articles, of variants and further ones."""
        for code, fields in self._goods.articles.items():
            if fields.get("BaCo"):
                yield {**_barcode(fields), "ItemCode": fields.get("ItCd", code), "UnitId": fields.get("BiUn")}
        for row in (*self._goods.combinations, *self._goods.barcodes):
            if row.get("BaCo"):
                yield {
                    **_barcode(row),
                    "UnitId": row.get("BiUn"),
                    "StockDimCode1": row.get("StL1"),
                    "StockDimCode2": row.get("StL2"),
                    "DebtorId": row.get("DbId"),
                    "CreditorId": row.get("CrId"),
                }

    def compositions(self) -> Iterator[Row]:
        """``Profit_Composition``, a row a part; what has no part has no row."""
        for part in self._goods.parts:
            header = self._goods.compositions.get(str(part.get("CompositionId")), {})
            yield {
                "CompositionId": part.get("CompositionId"),
                "Description": header.get("Ds"),
                "UnitId": header.get("BiUn"),
                "Blocked": bool(header.get("Bl")),
                "Artikelgroep": header.get("Grp"),
                "ItemType": part.get("VaIt"),
                "ItemCode": part.get("ItCd"),
                "PresentationSeqno": part.get("PrSe"),
                "Quantity": part.get("QuUn"),
                "UnitId2": part.get("BiUn"),
                "CreateDate": header.get("created", self._goods.began),
                "ModifiedDate": header.get("modified", self._goods.began),
            }

    def images(self) -> Iterator[Row]:
        """``Relay_ArticleImages``."""
        for row in self._goods.images:
            yield {
                "ItemCode": row.get("ItCd"),
                "ImageId": row.get("id"),
                "FileName": row.get("file_name"),
                "Place": row.get("place"),
                "ModifiedDate": row.get("modified", self._goods.began),
            }

    def _articles(self) -> Iterator[Item]:
        return (item for item in self._masters.items if item.type != COMPOSITION)

    def _beside(self, item: Item) -> Row:
        fields = self._goods.of_article(item.code)
        texts = {
            f"{column}_{ending}": fields.get(f"{field}_{ending}")
            for column, field in (("Description", "Ds"), ("ExtraDescription", "DsEx"))
            for ending in LANGUAGES
        }
        return {
            **texts,
            "ItemType": item.type,
            "SalesPrice": item.price,
            "CostPrice": fields.get("CoPrice"),
            "Weight": fields.get("NeWe"),
            "VaWt": fields.get("VaWt"),
            "LongText": fields.get("Rm"),
        }

    def _pictures_in_rows(self) -> Mapping[str, Row]:
        """The columns of pictures by the article's code: the main one's, and those of extra ones by their number."""
        found: dict[str, Row] = {}
        for row in self._goods.images:
            ending = "" if row.get("place") == 1 else str(int(str(row.get("place"))) - 1)
            columns = {f"ImageId{ending}": row.get("id"), f"ImageFile{ending}": row.get("file_name")}
            found.setdefault(str(row.get("ItCd")).upper(), {}).update(columns)
        return found


def _unit(kind: Stored, code: Stored, unit: Stored, holds: Stored, *, is_basic: bool) -> Row:
    number = _LETTERS.get(str(kind).lower(), kind)
    return {"ItemType": number, "ItemCode": code, "UnitId": unit, "Amount": holds, "BasicItem": is_basic}


def _barcode(row: Row) -> Row:
    return {
        "ItemType": _LETTERS.get(str(row.get("VaIt")).lower(), row.get("VaIt", ARTICLE)),
        "ItemCode": row.get("ItCd"),
        "BarcodeType": row.get("VaBc", row.get("VaBu")),
        "Barcode": row.get("BaCo"),
    }
