"""Through the API a connection is tried at once that is left alone, and what comes of it is told."""

from typing import Any

import pytest

from admin.view import AdminView
from relay.errors import Barred, Scope
from relay.store.store import Store
from tests.admin.conftest import Operator, bar
from tests.plain import as_told
from tests.relay.asked import AnySystem

COLUMN = Barred(as_told("no column Nmae"), scope=Scope.FLOW)


def books(view: AdminView) -> AnySystem:
    found = view.trying.connections["books"]
    assert isinstance(found, AnySystem)
    return found


async def test_a_connection_that_works_again_tells_what_stood_in_its_way(
    operator: Operator, view: AdminView, store: Store
) -> None:
    await bar(store, "erp", Barred(as_told("the licence has ended")))
    answer = await operator.post("/api/connections/books/try", {})
    assert answer.status == 200
    [stood] = answer.document.pop("stood")
    assert answer.document == {"works": True, "told": "it answers", "code": "as_written", "events": 0, "read": []}
    assert stood["cause"] == "the licence has ended"
    assert len(books(view).asked) == 1


async def test_one_that_still_refuses_tells_why(operator: Operator, view: AdminView) -> None:
    books(view).trouble = Barred(as_told("the password has ended"))
    document = (await operator.post("/api/connections/books/try", {})).document
    assert (document["works"], document["told"], document["stood"]) == (False, "the password has ended", [])


async def test_a_flow_alone_is_tried_without_a_call(operator: Operator, view: AdminView, store: Store) -> None:
    await bar(store, "erp", COLUMN)
    await bar(store, "shop", COLUMN)
    document = (await operator.post("/api/connections/books/try", {"flow": "erp"})).document
    assert (document["works"], document["told"], books(view).asked) == (None, "", [])
    assert [row["flow"] for row in document["stood"]] == ["erp"]


@pytest.mark.parametrize(
    ("path", "body", "status", "kind"),
    [
        ("/api/connections/boks/try", {}, 404, "connection-not-found"),
        ("/api/connections/books/try", {"flow": "shoop"}, 400, "parameters-refused"),
        ("/api/connections/webshop/try", {"flow": "erp"}, 400, "parameters-refused"),
    ],
)
async def test_a_name_that_is_none_is_refused_with_the_nearest(
    operator: Operator, path: str, body: Any, status: int, kind: str
) -> None:
    answer = await operator.post(path, body)
    assert (answer.status, answer.document["type"].rpartition("/")[2].rpartition(":")[2]) == (status, kind)
    assert "'" in str(answer.document.get("errors") or answer.document["detail"])
