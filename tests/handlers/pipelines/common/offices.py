"""Systems whose users edit a customer, each of which keeps values in a form of its own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from handlers.pipelines.common.field_digests import normalise
from handlers.pipelines.common.forms import ANY, Form, is_form_of
from handlers.pipelines.common.two_way import NEWEST, Rules, Side
from tests.handlers.pipelines.common.shelf import Standing

START: Final = datetime(2026, 6, 1, 9, tzinfo=UTC)
LONGEST: Final = 35
NOTHING: Final[Mapping[str, Any]] = dict.fromkeys(("name", "city", "phone", "email", "limit", "remark"))
FORMS: Final[Mapping[str, Mapping[str, Form]]] = {
    "shop": {"phone": Form(telephone=True)},
    "books": {"phone": Form(telephone=True), "remark": Form(length=LONGEST), "limit": Form(decimals=2)},
}
RULES: Final = Rules(leader="shop", source_of_truth={"email": "books", "phone": NEWEST}, one_way={"remark": "shop"})


def as_the_shop(name: str, value: Any) -> Any:
    """Single blanks, and a telephone number as it is dialled from abroad."""
    if name == "phone" and value and value.strip():
        digits = re.sub(r"\D", "", str(value)).lstrip("0").removeprefix("31").lstrip("0")
        return f"+31 {digits[:2]} {digits[2:]}"
    if name == "limit":
        return Decimal(value) if value not in (None, "") else None
    return " ".join(value.split()) if isinstance(value, str) else value


def as_the_books(name: str, value: Any) -> Any:
    """Columns of a fixed length, padded; cities in capitals; amounts with both decimals, as text."""
    if name == "limit":
        return "" if value in (None, "") else f"{Decimal(value):.2f}"
    if value is None:
        return ""
    text = str(value)[:LONGEST]
    return (text.upper() if name == "city" else text).ljust(LONGEST)


@dataclass
class Office:
    """A system with one customer. ``after`` strikes once when a call has written, ``before`` before it has."""

    system: str
    number: str
    keep: Callable[[str, Any], Any]
    fields: dict[str, Any] = field(default_factory=dict)
    stamp: datetime = START
    ahead: timedelta = timedelta()
    writes: int = 0
    shown: int = 0
    before: BaseException | None = None
    after: BaseException | None = None
    meanwhile: Callable[[], None] | None = None
    now: Callable[[], datetime] = lambda: START

    def edit(self, name: str, value: Any) -> bool:
        """A user changes a field; whether anything came of it."""
        kept = self.keep(name, value)
        if normalise(kept) == normalise(self.fields.get(name)):
            return False
        self._set({name: kept})
        return True

    async def make(self, fields: Mapping[str, Any]) -> str:
        await self.write(self.number, {**NOTHING, **fields})
        return self.number

    async def write(self, number: str, fields: Mapping[str, Any]) -> None:
        assert number == self.number
        self._strike("before")
        self.writes += 1
        self._set({name: self.keep(name, value) for name, value in fields.items()})
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        self._strike("after")

    async def show(self, number: str) -> Standing | None:
        return Standing(number, dict(self.fields)) if self.fields and number == self.number else None

    def side(self) -> Side:
        self.shown += 1
        return Side(self.system, dict(self.fields), self.stamp, UTC, FORMS[self.system])

    def _set(self, fields: Mapping[str, Any]) -> None:
        self.fields |= fields
        self.stamp = self.now() + self.ahead

    def _strike(self, moment: str) -> None:
        end: BaseException | None = getattr(self, moment)
        setattr(self, moment, None)
        if end is not None:
            raise end


def same(name: str, one: Any, other: Any) -> bool:
    """Whether two sides hold one value, each in its form."""
    forms = [forms.get(name, ANY) for forms in FORMS.values()]
    return any(is_form_of(one, other, form) or is_form_of(other, one, form) for form in forms)
