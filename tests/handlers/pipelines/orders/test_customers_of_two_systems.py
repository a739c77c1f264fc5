"""A customer code is a number of the source: in a system that came after another it is somebody else."""

from collections.abc import Sequence

import pytest

from handlers.contracts.drafts import party_of
from handlers.pipelines.parties.identifiers import link_of, marks_of, names_of
from handlers.pipelines.parties.settings import CustomerMatching
from mapping.documents.reading import read_order
from relay.line.once.links import Link, Links
from relay.model import Flow
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import customer_of, document
from tests.stand_ins import make_links

FLOW = Flow(name="orders", entity="order", source="shop", target="books", settings=None)
ORDER = read_order(document(customer=customer_of(code="55")), strict=False)


class Replaced:
    """Systems of which one came after another under its name."""

    def __init__(self, **ids: str) -> None:
        self._ids = ids

    def id_of(self, connection: str) -> str:
        return self._ids.get(connection, connection)

    def former_prefixes(self, connection: str) -> Sequence[str]:
        return () if connection else ("none",)


@pytest.mark.parametrize(("mark", "is_known"), [("customer_code", False), ("email", True)])
async def test_a_code_of_the_source_before_finds_nobody_and_an_e_mail_address_does(
    store: Store, vault: Vault, mark: str, *, is_known: bool
) -> None:
    matching = CustomerMatching.model_validate({"match": [mark]})
    marks = marks_of(party_of(ORDER), matching)
    first = make_links(store, vault)
    for name in names_of(FLOW, first, marks, matching):
        await first.store(name, Link("10001"))
    after = Links(store, vault, Replaced(shop="shop~2"))
    found = await link_of(after, names_of(FLOW, after, marks, matching))
    assert (found is not None) is is_known


@pytest.mark.parametrize("mark", ["customer_code", "email"])
async def test_in_another_target_nobody_is_known(store: Store, vault: Vault, mark: str) -> None:
    matching = CustomerMatching.model_validate({"match": [mark]})
    marks = marks_of(party_of(ORDER), matching)
    first, after = make_links(store, vault), Links(store, vault, Replaced(books="books~2"))
    for name in names_of(FLOW, first, marks, matching):
        await first.store(name, Link("10001"))
    assert await link_of(after, names_of(FLOW, after, marks, matching)) is None
