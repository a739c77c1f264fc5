"""What a connection may say about texts that are longer than their field, and how it is laid over what is usual."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from mapping.rows.lengths import Limit, TooLong, read_too_long, refusal
from mapping.suggestions import tell_unknown
from words.mistake import Mistake
from words.told import Told

Policy = Annotated[Any, BeforeValidator(read_too_long, json_schema_input_type=str | dict[str, str])]

TooLongSetting = Literal["hold", "cut"] | dict[str, Policy]
"""A word for every field, or a policy for some by their names; all others have what is usual for them."""

DESCRIPTION = (
    "What becomes of a text longer than its field, by field: hold, cut, cut_words, move (the rest to the next line), "
    "leave_out, first_number, or {move_to: FIELD}; the others as is usual for them (docs/mapping.md). Or one word for "
    "all: hold, or cut where a text may be cut. What identifies a customer or order is never cut."
)


def lay_over(field: str, limit: Limit | None, setting: TooLongSetting) -> Limit | None:
    """Lay the setting over a field's usual limit; it may name ``CONTACT.TEL_BUS`` in full or by its last name."""
    if limit is None:
        return None
    if setting == "hold":
        return replace(limit, usual="hold")
    if setting == "cut":
        return replace(limit, usual="cut") if "cut" in limit.may else limit
    said: Mapping[str, TooLong] = setting
    usual = said.get(field) or said.get(field.rpartition(".")[2]) or limit.usual
    return replace(limit, usual=usual)


def mistakes(
    setting: TooLongSetting, fields_of: Callable[[], Iterable[str]], limit_of: Callable[[str], Limit | None]
) -> Iterator[Mistake]:
    """What is wrong with the setting: names that are no field of the vendor's, and policies that a field cannot have.

    ``fields_of`` is asked for the vendor's fields only where the setting names one: it reads the vendor's dictionary.
    """
    if not isinstance(setting, dict) or not setting:
        return
    limited = {field: limit for field in fields_of() if (limit := limit_of(field)) is not None}
    for name, policy in setting.items():
        meant = {field: limit for field, limit in limited.items() if name in (field, field.rpartition(".")[2])}
        if not meant:
            names = {*limited, *(field.rpartition(".")[2] for field in limited)}
            yield tell_unknown(Told("names.field_with_length"), name, names, at=("too_long", name))
        for told in dict.fromkeys(refusal(field, policy, limit) for field, limit in meant.items()):
            if told is not None:
                yield Mistake(told, at=("too_long", name))
