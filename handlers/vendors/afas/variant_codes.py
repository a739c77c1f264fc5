"""Joins an article's code with the codes of its dimensions to the one code of a variant, and takes it apart again.

AFAS keeps one item code for all sizes and colours of an article; a variant is the item code with up to two dimension
codes (``StL1``, ``StL2``), while a shop and another ledger know one code for each. Source: AFASSoftware/OASContent
OpenApiSpecs/profit/en (FbUpdateAdB: ``ItCd`` 40 characters, ``StL1`` and ``StL2`` 10 each).
"""

from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field, StringConstraints

from relay.settings.types import FROZEN


class VariantCode(NamedTuple):
    """An article's code and those of its dimensions, empty where it has none."""

    item: str
    dimension_1: str = ""
    dimension_2: str = ""


class AfasVariants(BaseModel):
    """How an item code and its dimension codes become one code, which comes apart again in one way only."""

    model_config = FROZEN

    delimiter: Annotated[str, StringConstraints(pattern=r"^[!-/:-@\[-`{-~]{1,3}$")] = Field(
        default="|", description="Stands between the codes: SHIRT|M|RED. A code that holds it is refused."
    )

    def join(self, code: VariantCode) -> str | None:
        """The one code; None where it would not come apart as it went together, as a part holds the delimiter.

        >>> AfasVariants().join(VariantCode("SHIRT", "M", "RED")), AfasVariants().join(VariantCode("SHIRT", "", "RED"))
        ('SHIRT|M|RED', 'SHIRT||RED')
        >>> AfasVariants().join(VariantCode("SHIRT")), AfasVariants().join(VariantCode("SHI|RT", "M"))
        ('SHIRT', None)
        """
        parts = list(code)
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        joined = self.delimiter.join(parts)
        return joined if code.item and self.split(joined) == code else None

    def split(self, joined: str) -> VariantCode | None:
        """The codes that were joined; None for what :meth:`join` gives of none.

        >>> AfasVariants().split("SHIRT||RED"), AfasVariants().split("SHIRT|"), AfasVariants().split("A|B|C|D")
        (VariantCode(item='SHIRT', dimension_1='', dimension_2='RED'), None, None)
        """
        parts = joined.split(self.delimiter)
        if not parts[0] or len(parts) > len(VariantCode._fields) or (len(parts) > 1 and not parts[-1]):
            return None
        return VariantCode(*parts)
