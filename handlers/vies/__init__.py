"""Asks VIES, the Commission's service, whether a VAT number was given out: valid, invalid or not checked."""

from handlers.vies.checks import VatNumberChecks
from handlers.vies.remembered import CheckedNumber, RememberedChecks
from handlers.vies.settings import VatNumberCheck

__all__ = ["CheckedNumber", "RememberedChecks", "VatNumberCheck", "VatNumberChecks"]
