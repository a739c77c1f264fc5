"""Automatic numbers: the next that is free of each series, as AFAS gives them; a failed call uses its number up."""

from collections.abc import Container

_FIRST = {
    "BcCo": 1000813,
    "BcId": 4711,
    "CdId": 501,
    "DbId": 10141,
    "OrNu": 60005491,
    "slip": 70000147,
    "invoice": 80000101,
    "address": 1001,
    "ItCd": 300001,
    "SbId": 9940,
    "attachment": 1,
}


class Numbers:
    """The next number of each series; a test may set them."""

    def __init__(self) -> None:
        self.next: dict[str, int] = dict(_FIRST)

    def take(self, series: str, taken: Container[str] = ()) -> int:
        """A number that is not taken yet."""
        while str(self.next[series]) in taken:
            self.next[series] += 1
        number = self.next[series]
        self.next[series] += 1
        return number
