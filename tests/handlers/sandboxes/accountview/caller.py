"""Calls the sandbox over HTTP with nothing of the relay's protocol in between, for the sandbox's own tests."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from handlers.sandboxes.accountview import AccountViewSandbox, Behaviour, Books
from tests.handlers.vendors.accountview.office import a_books

Cells = Mapping[str, Any]
DATA = "/api/v3/accountviewdata"


class Caller:
    """Calls the sandbox with nothing of the relay's protocol in between."""

    def __init__(self, sandbox: AccountViewSandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session
        self.refresh = sandbox.refresh_token
        self.headers = {"X-Company": sandbox.company_id}

    async def sign_in(self, **form: str) -> tuple[int, Any]:
        credentials = {"client_id": self.sandbox.client_id, "client_secret": self.sandbox.client_secret}
        asked = {"grant_type": "refresh_token", "refresh_token": self.refresh} | credentials | form
        async with self.session.post(f"{self.sandbox.base_url}/API/v3/Token", data=asked) as answer:
            document = await answer.json()
        if answer.status == 200:
            self.refresh = document["refresh_token"]
            self.headers["Authorization"] = f"Bearer {document['access_token']}"
        return answer.status, document

    async def get(self, path: str = DATA, **asked: str) -> tuple[int, Any]:
        url = f"{self.sandbox.base_url}{path}"
        async with self.session.get(url, params=asked, headers=self.headers) as answer:
            return answer.status, json.loads(await answer.read() or b"null")

    async def send(self, method: str, body: Any) -> tuple[int, Any]:
        url = f"{self.sandbox.base_url}/api/v3/AccountViewData"
        async with self.session.request(method, url, json=body, headers=self.headers) as answer:
            return answer.status, json.loads(await answer.read() or b"null")

    async def rows(self, business_object: str, *filters: tuple[str, str, str, str], **asked: str) -> dict[str, Any]:
        """The tables of an answer that must not be an error; a filter is field, operator, type and value."""
        query = {"BusinessObject": business_object, "PageSize": "100"} | asked
        for number, parts in enumerate(filters, start=1):
            names = ("ControlSource", "Operator", "ValueType", "Value")
            query |= {f"Filter{name}{number}": part for name, part in zip(names, parts, strict=True)}
        _, answer = await self.get(**query)
        assert "ErrorMessage" not in answer, answer
        return dict(answer)

    async def post(self, business_object: str, table: str, header: Cells, *lines: Cells, **more: Any) -> Any:
        """The answer to a write of one header with its lines."""
        return (await self.send("POST", document(business_object, table, header, lines, **more)))[1]


@asynccontextmanager
async def signed_in(books: Books | None = None, behaviour: Behaviour | None = None) -> AsyncIterator[Caller]:
    """A caller with an access token to a running sandbox."""
    sandbox = AccountViewSandbox(a_books() if books is None else books, behaviour=behaviour)
    async with sandbox, aiohttp.ClientSession() as session:
        caller = Caller(sandbox, session)
        assert (await caller.sign_in())[0] == 200
        yield caller


def body_of(business_object: str, table: str, *rows: Cells, **more: Any) -> dict[str, Any]:
    """A write of flat rows, which all have the columns of the first."""
    definition, data = _part(table, rows)
    table_data = {"Definition": definition}
    return {"BookDate": "", "BusinessObject": business_object, "Table": table_data, "TableData": {"Data": data}, **more}


def document(business_object: str, table: str, header: Cells, lines: Sequence[Cells], **more: Any) -> dict[str, Any]:
    """A write of one header with its lines, whose table is named after the header's."""
    body = body_of(business_object, table, {"RowId": "1", **header}, **more)
    if lines:
        line_table = {"SO_HDR": "SO_LINE", "DJ_PAGE": "DJ_LINE"}[table]
        definition, data = _part(line_table, [{"RowId": "1", "HeaderId": "1", **line} for line in lines])
        body["Table"]["DetailDefinitions"] = [definition]
        body["TableData"]["DetailData"] = [data]
    return body


def _part(table: str, rows: Sequence[Cells]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    definition = {"Name": table, "Fields": [{"Name": name, "FieldType": "C"} for name in names]}
    return definition, {"Rows": [{"Values": [row.get(name) for name in names]} for row in rows]}
