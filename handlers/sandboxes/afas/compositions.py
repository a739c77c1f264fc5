"""Compositions: several items sold under one code, each part a record of its own under the composition's.

Sources: AFASSoftware/OASContent OpenApiSpecs/profit/en (FbComposition); DefibrionDev/samenstellingen-manager-v2, for a
change of the header that leaves the parts alone and for parts that are addressed by their place, type and code.
"""

from collections.abc import Mapping
from dataclasses import replace

from handlers.sandboxes.afas.goods import GoodsBook, Row
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import COMPOSITION, Item, Masters, require_known
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.published import is_custom
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored


class CompositionDesk:
    """Writes compositions and their parts into the book of goods, and what orders need of them into the items."""

    def __init__(self, masters: Masters, goods: GoodsBook, journal: Journal) -> None:
        self._masters = masters
        self._goods = goods
        self._journal = journal

    def write(self, record: Record) -> str:
        """The code of the composition that was inserted or changed, with its parts. Raises RefusedError."""
        require_known(record.fields.get("VaRc"), self._masters.vat_groups, "Btw-tariefgroep")
        code = self._new(record) if record.action == "insert" else self._change(record)
        for part in record.under("FbCompositionPart"):
            self._write_part(code, part)
        return code

    def delete(self, code: str) -> None:
        """Take a composition away with its parts. Raises RefusedError."""
        found, headers = self._find(code), self._goods.compositions
        was = headers.pop(found.code)
        self._journal.note(lambda: headers.__setitem__(found.code, was))
        self._journal.rows(self._goods.parts)
        self._goods.parts[:] = [part for part in self._goods.parts if part["CompositionId"] != found.code]
        self._journal.note(self._masters.drop_item(found))

    def _new(self, record: Record) -> str:
        code = record.text("ItCd")
        if self._masters.find_item(COMPOSITION, code) is not None:
            raise RefusedError(500, Text.TAKEN, "Itemcode")
        if not record.under("FbCompositionPart"):
            raise RefusedError(500, Text.MISSING, "Onderdeel")
        item = Item(code, record.text("Ds"), type=COMPOSITION, vat_group=record.text("VaRc"))
        self._journal.note(self._masters.keep_item(item))
        self._journal.add(self._goods.compositions, code, {**_own(record), **self._stamp()})
        return code

    def _change(self, record: Record) -> str:
        found = self._find(record.text("ItCd"))
        blocked = bool(record.fields.get("Bl", found.blocked))
        named = record.text("Ds") if "Ds" in record.fields else found.description
        self._journal.note(self._masters.keep_item(replace(found, description=named, blocked=blocked)))
        header = self._goods.compositions[found.code]
        self._journal.change(header, **{**_own(record), "ItCd": found.code, **self._stamp()})
        return found.code

    def _write_part(self, code: str, record: Record) -> None:
        parts = [part for part in self._goods.parts if part["CompositionId"] == code]
        self._journal.rows(self._goods.parts)
        if record.action == "insert":
            item = self._masters.known_item(record.text("VaIt"), record.text("ItCd"))
            place = record.fields.get("PrSe") or 10 * len(parts) + 10
            own = {**record.fields, "CompositionId": code, "ItCd": item.code, "PrSe": place, **self._stamp()}
            self._goods.parts.append(own)
            return
        found = next((part for part in parts if _is_meant(part, record.fields)), None)
        if found is None:
            raise RefusedError(500, Text.NO_VALUE, "Onderdeel")
        if record.action == "delete":
            self._goods.parts.remove(found)
        else:
            self._journal.change(found, **record.fields, **self._stamp())

    def _find(self, code: str) -> Item:
        found = self._masters.find_item(COMPOSITION, code)
        if found is None or found.code not in self._goods.compositions:
            raise RefusedError(500, Text.NO_COMPOSITION)
        return found

    def _stamp(self) -> Row:
        return {"modified": self._goods.stamp()}


def _is_meant(part: Row, given: Mapping[str, Stored]) -> bool:
    """Whether a record means this part: by its place, its item's type and its code, as far as they are given."""
    asked = {name: given[name] for name in ("PrSe", "VaIt", "ItCd") if given.get(name) is not None}
    return bool(asked) and all(str(part.get(name)).upper() == str(value).upper() for name, value in asked.items())


def _own(record: Record) -> Row:
    custom = (one.fields for one in record.under("FbCompositionCustom"))
    return {**record.fields, **{name: value for own in custom for name, value in own.items() if is_custom(name)}}
