"""AccountView tells which company we are let into and which administrations that has."""

from datetime import date

import pytest

from handlers.exchange.reply import Reply
from handlers.sandboxes.accountview import Books
from handlers.sandboxes.accountview.faults import Fault
from handlers.vendors.accountview.identifying import decipher_administrations
from handlers.vendors.accountview.naming import ObjectNames
from handlers.vendors.accountview.protocol import Call, Effect, Rules
from relay.errors import RunEnd, Transient
from tests.handlers.vendors.accountview.office import ARTICLES, client_of, office, read_codes, some_settings

CALL = Call(Effect.READ, "/api/v3/accountviewsystemdata", "ADL")
RULES = Rules.of("books", some_settings())


async def test_a_company_is_known_by_its_id_at_the_hub_and_shows_the_administrations_of_its_years() -> None:
    books = Books(years=[2025, 2026], today=lambda: date(2026, 11, 24))
    async with office(books) as o:
        o.sandbox.company_id = "2b91e004"
        identity = await client_of(o).identify()
    assert identity.key == ("2b91e004",)
    assert identity.books == {"DEMO2025", "DEMO2026"}
    assert list(identity.shown.items()) == [
        ("company", "DEMO"),
        ("company id", "2b91e004"),
        ("administrations", "DEMO2025, DEMO2026"),
    ]


async def test_calls_go_to_the_company_that_was_told_last_and_never_to_one_that_was_not_compared() -> None:
    async with office() as o:
        client = client_of(o)
        assert (await client.identify()).key == ("7f3a9c52",)
        o.sandbox.company_id = "2b91e004"
        with pytest.raises(RunEnd, match="AccountView says"):
            await read_codes(client, ARTICLES, "ARTICLE")
        assert (await client.identify()).key == ("2b91e004",)
        assert await read_codes(client, ARTICLES, "ARTICLE") == ["KFM-100"]


async def test_while_the_office_is_closed_the_hub_is_not_asked_over_and_over() -> None:
    async with office() as o:
        client = client_of(o)
        o.sandbox.faults.next(Fault.OFFLINE, 3)
        for _ in range(3):
            with pytest.raises(Transient):
                await client.identify()
        assert (await client.identify()).key == ("7f3a9c52",)
        assert o.sandbox.books.calls["GET", "COMPANIES"] == 1


async def test_where_the_list_of_administrations_is_not_shown_the_company_alone_tells() -> None:
    async with office(objects=ObjectNames(administrations=None)) as o:
        identity = await client_of(o).identify()
        assert identity.books == frozenset()
        assert ("GET", "ADL") not in o.sandbox.books.calls


@pytest.mark.parametrize("reply", [
    Reply(403, b""), Reply(404, b""), Reply(400, b'{"ErrorType":"AccountViewError","ErrorMessage":"Geen rechten"}'),
])  # fmt: skip
def test_a_user_who_may_not_see_the_list_is_let_in_all_the_same(reply: Reply) -> None:
    assert decipher_administrations(CALL, reply, RULES) == frozenset()


@pytest.mark.parametrize("reply", [Reply(503, b""), Reply(200, b""), Reply(429, b"")])
def test_an_office_that_does_not_answer_proves_nothing(reply: Reply) -> None:
    with pytest.raises(Transient):
        decipher_administrations(CALL, reply, RULES)
