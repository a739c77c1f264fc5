"""Says when a picture is fetched again though nothing tells that it changed: rarely, spread, and in quiet hours.

No moment is kept: the name of a record spreads its rounds, and which round it is tells a picture that was looked at in
this one from one that was not. Pure: nobody is asked what time it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from mapping.documents.product import Image, Product
from relay.line.schedule import instant
from relay.settings.schedule_words import QuietHours

_DAY = timedelta(days=1)
_SPREAD_BY = 12
"""So many hexadecimal digits of a name spread it; a name is a keyed hash."""


@dataclass(frozen=True, slots=True)
class Rechecks:
    """The rounds in which each picture is looked at once; ``every`` is above zero and counts in whole days."""

    every: timedelta
    hours: tuple[QuietHours, ...]
    zone: ZoneInfo

    def round_of(self, name: str, now: datetime) -> tuple[int, datetime]:
        """The round in which the record of this name is at an aware moment, and the moment at which its next begins."""
        days, minutes = max(ceil(self.every / _DAY), 1), sorted(set().union(*(each.minutes() for each in self.hours)))
        spread = int(name[:_SPREAD_BY], 16)
        phase, minute = spread % days, minutes[spread // days % len(minutes)]

        def begins(number: int) -> datetime:
            day = date.fromordinal(number * days + phase)
            return instant(datetime.combine(day, time(minute // 60, minute % 60)), self.zone)

        number = (now.astimezone(self.zone).date().toordinal() - phase) // days
        if now < begins(number):
            number -= 1
        return number, begins(number + 1)


def tell_state(image: Image, product: Product, rounds: Sequence[int] | None) -> str:
    """All by which a source tells that a picture is another: equal texts need no look at it.

    Where its source can be read again and has no stamp of it, the product's own stamp and the ``rounds`` count too;
    without rounds it is one that only posts, and names another address or stamp with another picture.
    """
    told = [image.address, image.file_name or "", image.stamp or ""]
    if image.stamp is None and rounds is not None:
        told += [str(product.updated_at or ""), *map(str, rounds)]
    return "\n".join(told)
