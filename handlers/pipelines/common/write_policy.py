"""Decides which fields of a record that is there may be written, by the flow's setting and the mapping rows' own.

An order only fills in what it may (:func:`changes_of`). A customer's or product's own record may change more, and so
more is at stake: what a bookkeeper set is not overwritten by what the relay's settings choose for new records, and what
money goes by changes only where a person said so for just that field (:class:`Policy`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, Literal, Protocol

from handlers.contracts.records import Fields
from handlers.pipelines.common.forms import Form, is_form_of

Update = Literal["never", "empty_fields", "always"]
"""What a flow says about changing records that are there."""

_AS_A_ROW: Final[Mapping[Update, str]] = {"never": "create_only", "empty_fields": "if_empty", "always": "always"}
"""What the flow's setting means for a field whose mapping row says nothing."""

GUARDED: Final = frozenset(
    {
        "record.iban",
        "record.bic",
        "record.account_holder",
        "record.direct_debit",
        "record.credit_limit",
        "customer.vat_number",
        "record.customer.vat_number",
    }
)
"""What money and tax go by: on a debtor who is there it changes only where its row says ``write: always``."""

_TELEPHONES: Final = (".phone", ".mobile")
_BLOCKS: Final = ("record.blocked",)
_OWN: Final = frozenset({"codes", "currency", "foreign_currency", "administration", "warehouse"})
"""The beginnings of paths to what the relay's own settings and tables choose, and no source says so."""

_TOGETHER: Final[Mapping[str, str]] = {
    **dict.fromkeys(("record.iban", "record.bic", "record.account_holder"), "bank"),
    **dict.fromkeys(("company", "name", "person", "first_name", "initials", "infix", "last_name"), "name"),
    **dict.fromkeys(("product.weight", "product.weight_unit"), "weight"),
    **dict.fromkeys(("barcode", "barcode_kind"), "bar code"),
}
"""Fields that are one thing: half of another bank account or name must not be added to what stands there.

So is a number with what it counts: 0.75 where the target has grams is another weight.
"""

_PLACES: Final = frozenset(
    f"{root}.{part}" for root in ("billing", "ship_to") for part in ("street", "line", "postcode")
)
"""Where one of these is another, so is the whole address."""

_AT_MOST_FILLED: Final[Mapping[str, str]] = {"always": "if_empty"}

FirstMatch = Literal["link_only", "if_empty", "update"]
"""What is written of a debtor who was found by a mark, and not by a link of the flow's own."""

Emptied = Collection[str]
"""Fields that the source gives as empty."""


class Standing(Protocol):
    """A record as it stands in the target; ``closed`` and ``foreign`` are as in ``FoundDebtor``."""

    @property
    def fields(self) -> Fields:
        """What stands in it, by the target's names."""
        ...

    @property
    def closed(self) -> frozenset[str]:
        """Fields that must not be filled in though they stand empty."""
        ...

    @property
    def foreign(self) -> frozenset[str]:
        """Fields that it has not at all."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """What a flow may change on a record that is there.

    ``writes``, ``sources`` and ``clears`` are by the target's fields: what their rows say of ``write`` and ``clear``,
    and the paths that they read. ``posted``: the record was posted by a shop, whose accounts may be in others' hands.
    ``blocks`` are the paths of what keeps a record from being used, and ``is_blocked`` whether it is; None where the
    value of its field tells. ``folds``: capitals make no other value.
    """

    update: Update
    writes: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clears: frozenset[str] = frozenset()
    posted: bool = False
    unblock: bool = False
    blocks: tuple[str, ...] = _BLOCKS
    is_blocked: bool | None = None
    folds: bool = True

    def judge(self, fields: Fields, emptied: Emptied, found: Standing, changed: Collection[str]) -> "Judged":
        """What to change of the ``fields``, where only what ``changed`` at the source counts, with what is one with it.

        ``emptied`` are those that the source has, and has empty.
        """
        judged = Judged({}, [])
        for name in self._with_the_rest(changed, {*fields, *emptied}):
            if name in found.foreign:
                continue
            value = fields.get(name)
            if is_empty(value):
                value = None
                if name not in emptied or name not in self.clears or is_empty(found.fields.get(name)):
                    continue
            if name in found.fields and self._is_same(name, found.fields[name], value):
                continue
            self._place(judged, name, value, found)
        judged.changes.update(dict.fromkeys(self._left_behind(judged.changes, fields, found)))
        return judged

    def at_first_match(self, how: FirstMatch) -> "Policy":
        """The same for a record that was found by a mark that may be another's: less is written of it."""
        if how == "update":
            return self
        if how == "link_only":
            return replace(self, update="never", writes=dict.fromkeys({*self.writes, *self.sources}, "create_only"))
        update: Update = "never" if self.update == "never" else "empty_fields"
        return replace(
            self, update=update, writes={name: _AT_MOST_FILLED.get(row, row) for name, row in self.writes.items()}
        )

    def _left_behind(self, changes: Fields, fields: Fields, found: Standing) -> Iterator[str]:
        """What stands in the target of an address that the customer has left, such as the addition to its number."""
        moved = {
            group for name in changes for group in self._groups(name) if self.sources[name] & _PLACES and changes[name]
        }
        for name in sorted(self.sources):
            write = self.writes.get(name) or _AS_A_ROW[self.update]
            is_left = moved & {*self._groups(name)} and write == "always" and name not in {*changes, *found.foreign}
            if is_left and is_empty(fields.get(name)) and not is_empty(found.fields.get(name)):
                yield name

    def _is_same(self, name: str, found: Any, value: Any) -> bool:
        """Whether a field holds the value already, in whatever way a telephone number is written."""
        form = Form(telephone=any(path.endswith(_TELEPHONES) for path in self.sources.get(name, ())))
        if not self.folds:
            return _is_written_so(found, value)
        return is_same(found, value) or (form.telephone and not is_empty(value) and is_form_of(value, found, form))

    def _place(self, judged: "Judged", name: str, value: Any, found: Standing) -> None:
        sources = self.sources.get(name, frozenset({name}))
        row = self.writes.get(name)
        usual = _AS_A_ROW[self.update]
        if sources & GUARDED:
            if row == "always" and not self.posted:
                judged.changes[name] = value
            elif usual != "create_only" and row != "create_only":
                judged.reported.append(name)
        elif any(path.startswith(self.blocks) for path in sources):
            if (row or usual) != "create_only":
                if (_is_on(value) if self.is_blocked is None else self.is_blocked) or self.unblock:
                    judged.changes[name] = value
                else:
                    judged.reported.append(name)
        else:
            is_own = not sources or all(path.partition(".")[0] in _OWN for path in sources)
            write = row or ("create_only" if is_own else usual)
            as_written = write == "always" and not self.folds  # where it is not so yet, which was looked at
            if as_written or _may_write(name, value, found, write, may_empty=True):
                judged.changes[name] = value

    def _with_the_rest(self, changed: Collection[str], names: Collection[str]) -> Iterator[str]:
        """The changed fields, and those that are one thing with any of them, in a lasting order."""
        groups = {group for name in changed for group in self._groups(name)}
        yield from (name for name in sorted(names) if name in changed or groups & set(self._groups(name)))

    def _groups(self, name: str) -> Iterator[str]:
        for path in self.sources.get(name, ()):
            root, _, last = path.rpartition(".")
            if path.startswith(("billing.", "ship_to.")):
                yield path.partition(".")[0]
            elif path in _TOGETHER or root in {"customer", "person", "contact"}:
                group = _TOGETHER.get(path) or _TOGETHER.get(last)
                yield from (f"{root} {group}",) if group else ()


@dataclass(frozen=True, slots=True)
class Judged:
    """The ``changes`` to send, where None empties a field, and the fields whose change is only ``reported``."""

    changes: dict[str, Any]
    reported: list[str]


def changes_of(fields: Fields, found: Standing, update: Update, writes: Mapping[str, str]) -> dict[str, Any]:
    """The fields to send. A mapping row's ``write`` wins over ``update``; an empty value never clears a field."""
    usual = _AS_A_ROW[update]
    return {name: value for name, value in fields.items() if _may_write(name, value, found, writes.get(name, usual))}


def is_empty(value: Any) -> bool:
    """Whether a field with this value counts as empty: zero and false are values."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_same(found: Any, wanted: Any) -> bool:
    """Whether two values are one to a target, which pads and capitalises what it stores."""
    return str(found or "").strip().casefold() == str(wanted or "").strip().casefold()


def _is_written_so(found: Any, wanted: Any) -> bool:
    """Whether a field holds a value as it is written, but for blanks around a text and needless zeros of a number."""
    numbers = [Decimal(one) for one in (found, wanted) if isinstance(one, int | Decimal) and not isinstance(one, bool)]
    if len(numbers) == 2:  # noqa: PLR2004 - both of them
        return numbers[0] == numbers[1]
    return str(found if found is not None else "").strip() == str(wanted if wanted is not None else "").strip()


def _may_write(name: str, value: Any, found: Standing, write: str, *, may_empty: bool = False) -> bool:
    if (is_empty(value) and not may_empty) or write == "create_only" or name in found.foreign:
        return False
    if write == "always":
        return not is_same(found.fields.get(name), value)
    return is_empty(found.fields.get(name)) and name not in found.closed


def _is_on(value: Any) -> bool:
    """Whether a value of a block blocks, whatever words the mapping has for it."""
    return str(value or "").strip().casefold() not in {"", "0", "false", "no", "n", "nee", ".f."}
