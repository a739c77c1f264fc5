"""Asks VIES, the Commission's service, whether a VAT number was given out: valid, invalid or not checked."""

from handlers.services.vies.checks import VatNumberChecks
from handlers.services.vies.remembered import CheckedNumber, RememberedChecks
from handlers.services.vies.settings import VatNumberCheck

__all__ = ["CheckedNumber", "RememberedChecks", "VatNumberCheck", "VatNumberChecks"]
