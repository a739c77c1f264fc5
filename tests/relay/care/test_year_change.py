"""What is linked is looked up in the books as they are now, slice by slice, and a person is told what to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from relay.care.year_change import MOST_SHOWN, YearChange
from relay.cli.year import tell_year
from relay.errors import StartError
from relay.line.actions import CHECK_LINKS, Actions, LinkCheck
from relay.line.pipeline import BoundPipeline
from relay.line.run_event import OpenFlow
from relay.model import Flow
from relay.settings.names import UnknownName
from tests.plain import as_told
from tests.relay.line.sliced import Sliced, polled_of
from tests.relay.parts import FLOW, bound


@dataclass
class Books:
    """Have the records up to a number; those above are new."""

    there: int
    known: int
    asked: list[int] = field(default_factory=list)

    async def check(self, _: Flow, documents: Sequence[Any]) -> LinkCheck:
        numbers = [int(document["number"]) for document in documents]
        self.asked.append(len(numbers))
        return LinkCheck(
            new=sum(number > self.known for number in numbers),
            there=sum(number <= self.there for number in numbers),
            gone=[str(number) for number in numbers if self.there < number <= self.known],
        )


def year_change(source: Sliced, books: Books | None) -> YearChange:
    pipeline = bound()
    if books is not None:
        pipeline = BoundPipeline(pipeline.pipeline, pipeline.steps, Actions({CHECK_LINKS: books.check}))
    return YearChange([polled_of(source)], {FLOW.name: OpenFlow(FLOW, source, None, pipeline)})


async def test_records_are_told_by_where_they_lead_and_the_target_is_asked_once_a_slice() -> None:
    books = Books(there=6, known=8)
    source = Sliced(numbers=range(1, 11), size=5, gaps=[as_told("a row without a number")])
    found = await year_change(source, books).preview(FLOW.name)
    assert (found.read, found.there, found.gone, found.new, found.left_out) == (10, 6, ["7", "8"], 2, 2)
    assert books.asked == [5, 5]
    assert list(tell_year(found))[:4] == [
        "shop-orders: 10 records in the books as they are now:",
        "  6 lead to a record that is there, 2 to one that is not, 2 are new",
        "  2 cannot be read, or are carried no more",
        "  not there: 7, 8",
    ]


async def test_of_many_that_are_not_there_the_first_are_named_and_the_others_counted() -> None:
    found = await year_change(Sliced(numbers=range(1, 51), size=7), Books(there=0, known=50)).preview(FLOW.name)
    assert (len(found.gone), found.gone_count) == (MOST_SHOWN, 50)
    assert list(tell_year(found))[2].endswith(" and 30 more")


async def test_a_flow_whose_documents_lead_to_nothing_that_lasts_is_told_so() -> None:
    with pytest.raises(StartError, match="order documents are carried once each"):
        await year_change(Sliced(), None).preview(FLOW.name)
    with pytest.raises(UnknownName, match="shop-orders"):
        await year_change(Sliced(), None).preview("shop-order")
