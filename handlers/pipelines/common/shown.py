"""Shows values to an operator as JSON has them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any


def plainly(value: Any) -> Any:
    """The values as JSON has them: numbers with decimals as text, to their last digit."""
    if isinstance(value, Mapping):
        return {str(name): plainly(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plainly(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
