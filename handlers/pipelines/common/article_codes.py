"""Tells which spellings are one article's code: for finding an article, its link, its stock and what is sold of it."""

from typing import Final, Literal

from pydantic import BaseModel, Field

from handlers.contracts.product_terms import CODE_GIVEN
from handlers.pipelines.common.field_digests import digest_field
from mapping.pricing.settings import MODEL
from relay.line.once.claims import Claims
from relay.line.once.links import Links
from relay.model import Flow

CODE: Final = CODE_GIVEN
"""Stands among the digests of an article's fields for the source's own code: a change of it is a renaming."""


class KeyEquality(BaseModel):
    """What tells two codes apart: for finding an article, for its link, for its stock and what is sold of it."""

    model_config = MODEL

    case: Literal["ignored", "counts"] = Field(
        default="ignored", description="Capitals: `ABC-1` and `abc-1` are one code, or two."
    )
    blanks: Literal["ignored", "counts"] = Field(
        default="ignored", description="Blanks at the ends of a code: it is the same one, or another."
    )


def fold(code: str, equality: KeyEquality, *, target_folds: bool = True) -> str:
    """A code in the form that is equal for all spellings of one code.

    >>> fold("abc-1 ", KeyEquality()), fold("A  1", KeyEquality()) == fold("A 1", KeyEquality())
    ('abc-1', False)
    >>> fold("abc-1 ", KeyEquality(case="counts", blanks="counts"), target_folds=False)
    'abc-1 '
    """
    code = code if equality.blanks == "counts" else code.strip()
    return code if equality.case == "counts" and not target_folds else code.casefold()


def claim_name(links: Links, flow: Flow, code: str, *, target_folds: bool = True) -> str:
    """Under what a code is claimed by the products of a flow's source, whoever asks."""
    folded = fold(code, flow.settings.key_equality, target_folds=target_folds)
    return Claims.name(links, flow, "code", folded)


def digest_of_code(links: Links, name: str, code: str) -> str:
    """What is remembered of a source's code: capitals and blanks around it make no other, whatever settings say."""
    return digest_field(links, name, CODE, code.strip().casefold())
