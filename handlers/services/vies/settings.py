"""What the settings of a flow may say about checking VAT numbers at VIES."""

from datetime import timedelta
from functools import partial
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from handlers.exchange.server_address import check_server_address
from mapping.vat.choice import Policy
from mapping.vat.numbers import VatNumber, read_vat_number
from relay.settings.types import FROZEN, PositiveDuration
from words.mistake import Mistake
from words.told import Told

SERVICE_ADDRESS = "https://ec.europa.eu/taxation_customs/vies/rest-api"
"""Source: github.com/Dutchento/m2-vatfallback#42."""


def check_requester(written: str) -> str:
    """Accept a VAT number of the EU and write it without blanks. Raises Mistake."""
    number = read_vat_number(written)
    if number.form != "valid":
        raise Mistake(Told("vies.write_own_number"))
    return number.text


class VatNumberCheck(BaseModel):
    """Whether and how VAT numbers of businesses in other member states are checked."""

    model_config = FROZEN

    enabled: bool = Field(default=False, description="Ask VIES. Off: every number counts as not checked.")
    requester: Annotated[str, AfterValidator(check_requester)] | None = Field(
        default=None,
        description="Your own VAT number with its prefix. With it VIES gives a consultation number, which is the proof "
        "that you asked.",
    )
    not_checked: Policy | Literal["wait"] | None = Field(
        default=None,
        description="What becomes of an order without VAT whose number could not be checked: hold, accept, as_consumer "
        "or wait: it is tried again until VIES answers. Left out: hold where the check is on, accept where it is off.",
    )
    base_url: Annotated[str, AfterValidator(partial(check_server_address, example=SERVICE_ADDRESS, with_path=True))] = (
        Field(default=SERVICE_ADDRESS, description="Where VIES is: https, or http on this machine only.")
    )
    total_timeout: PositiveDuration = Field(
        default=timedelta(seconds=5), description="For one question and its answer."
    )
    keep_valid: PositiveDuration = Field(
        default=timedelta(hours=24), description="For how long a number that is valid is not asked about again."
    )
    keep_invalid: PositiveDuration = Field(
        default=timedelta(hours=24), description="For how long a number that is invalid is not asked about again."
    )
    keep_not_checked: PositiveDuration = Field(
        default=timedelta(hours=1), description="For how long a question that VIES did not answer is not repeated."
    )

    @model_validator(mode="after")
    def _waits_for_an_answer(self) -> Self:
        if self.not_checked == "wait" and not self.enabled:
            raise Mistake(Told("vies.wait_needs_check"), at=("not_checked",))
        return self

    @property
    def policy(self) -> Policy:
        """What becomes of a number that was not checked; one that waits is held back too."""
        if self.not_checked == "wait":
            return "hold"
        return self.not_checked or ("hold" if self.enabled else "accept")

    @property
    def asking(self) -> VatNumber | None:
        """The requester's own number, read."""
        return read_vat_number(self.requester) if self.requester else None
