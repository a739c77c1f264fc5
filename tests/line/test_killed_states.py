"""Workers killed while customers change at both ends: each customer is there once, and nothing older follows a newer.

Real processes with `kill -9` at moments drawn from a seed; both systems' own books give the verdict.
"""

import asyncio
import base64
import re
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas import AfasSandbox, OrderBooks, Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from relay.bootstrap.settings import load
from relay.care.activity import Activity
from relay.demo.embedded import EmbeddedRedis
from relay.model import ENDS, State
from relay.store.store import open_unproved_store
from tests.chaos.crew import Relay
from tests.handlers.two_systems_file import two_systems_file
from tests.handlers.vendors.afas.examples import address, company_debtor, organisation
from tests.handlers.vendors.afas.source.customers.environment import change_party, write
from tests.waiting import eventually

SEED = 20_261_129
CUSTOMERS = 8
KILLS = 7
OWN = {"receivables_account": {"default": "1300"}, "payment_condition": {"default": "30", "unmapped": "default"}}
SCALED = {"commit_horizon": "75s", "total_timeout": "2s", "parallel_calls": 4}
"""The horizon is longer than a killed worker takes to come back, as it is in an office."""
FLOWS = ("out", "back")


@dataclass
class Ledger:
    """Every value that a field of a customer has had in one of the books, in order; a value is a number that rises."""

    values: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def note(self, customer: str, name: str, value: Any) -> None:
        digits = re.sub(r"\D", "", str(value or ""))[-7:]
        number = int(digits) if digits.startswith("1") else 0  # what it was before anybody edited it
        if digits and (not self.values[customer, name] or self.values[customer, name][-1] != number):
            self.values[customer, name].append(number)

    def went_back(self) -> list[tuple[str, str]]:
        """Fields in which something older was written after something newer."""
        return [of for of, values in self.values.items() if any(later < earlier for earlier, later in pairwise(values))]


@dataclass
class Towns:
    """Both systems with the same customers, whom people change: their e-mail in AFAS, their telephone in the books."""

    profit: Profit
    books: Books
    customers: list[dict[str, str]]
    said: int = 1_000_000
    emails: dict[str, int] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=lambda: {"afas": Ledger(), "books": Ledger()})

    def watch(self) -> None:
        """Keep every value that is written to either books, whoever writes it."""
        stamp, change = self.books.stamp_row, self.profit._journal.change

        def stamped(row: Mapping[str, Any]) -> dict[str, Any]:
            for name in ("MAIL_BUS", "TEL_BUS"):
                self.ledgers["books"].note(str(row.get("SUB_NR")), name, row.get(name))
            return stamp(row)

        def changed(record: dict[str, Any], **values: Any) -> None:
            for name in ("EmAd", "TeNr"):
                if name in values:
                    self.ledgers["afas"].note(str(record.get("BcCo")), name, values[name])
            change(record, **values)

        self.books.stamp_row = stamped  # type: ignore[method-assign]
        self.profit._journal.change = changed  # type: ignore[method-assign]

    def numbers(self) -> dict[str, str]:
        """AccountView's number of each customer, by the name that both know."""
        return {str(row["ACCT_NAME"]).strip(): str(row["SUB_NR"]) for row in self.books.debtors}

    def edit(self, random: Random) -> None:
        """Somebody changes a customer at one end."""
        self.said += 1
        customer = random.choice(self.customers)
        number = self.numbers().get(customer["name"])
        if number is None or random.random() < 0.5:
            change_party(self.profit, customer, EmAd=f"a{self.said}@voorbeeld.test")
            self.emails[customer["name"]] = self.said
        else:
            self.books.change_debtor(number, TEL_BUS=f"030-{self.said}")
            self.phones[customer["name"]] = self.said

    def is_in_step(self) -> bool:
        """Whether the last edit of each field stands at both ends."""
        rows = {str(row["ACCT_NAME"]).strip(): row for row in self.books.debtors}
        parties = {
            str(party["Nm"]): party for party in self.profit.relations.parties.by_number.values() if "Nm" in party
        }
        return (
            len(rows) == len(self.customers)
            and all(
                _says(rows[name], "MAIL_BUS", said) and _says(parties[name], "EmAd", said)
                for name, said in self.emails.items()
            )
            and all(
                _says(rows[name], "TEL_BUS", said) and _says(parties[name], "TeNr", said)
                for name, said in self.phones.items()
            )
        )


def _says(row: dict[str, Any], name: str, said: int) -> bool:
    return re.sub(r"\D", "", str(row.get(name) or "")).endswith(str(said))


def enter_customers(profit: Profit) -> list[dict[str, str]]:
    """Companies in AFAS that have no mark in common."""
    customers = []
    for number in range(CUSTOMERS):
        name = f"Bakkerij {number}"
        party = organisation(
            address(Ad=f"Laan {number}", HmNr=number + 1),
            Nm=name,
            SeNm=f"BAK{number}",
            CcNr=f"1234567{number}",
            EmAd=f"a{1000000 - CUSTOMERS + number}@voorbeeld.test",
            TeNr=f"030-{100000 + number}",
        )
        debtor = company_debtor(party)
        del debtor["KnSalesRelationOrg"]["Element"]["Fields"]["VaId"]
        customers.append({**write(profit, debtor), "name": name})
    return customers


@dataclass
class House:
    """Both systems and two workers between them."""

    towns: Towns
    workers: list[Relay]
    activity: Activity
    folder: Path

    async def open_events(self) -> list[str]:
        """Events that have not ended, or rest for a person, with why."""
        found = []
        for flow in FLOWS:
            for state in set(State) - ENDS | {State.FAILED}:
                page = await self.activity.page(flow=flow, state=state)
                found += [f"{flow} {one.event.reference} {state}: {one.reason}" for one in page.events]
        return found

    async def come_to_rest(self) -> None:
        """Wait until nothing is left to do; where that does not come about, tell how all stands."""
        try:
            await eventually(self.is_at_rest, within=240)
        except AssertionError:
            towns = self.towns
            pytest.fail(f"{await self.open_events()} {towns.emails} {towns.phones} {towns.ledgers}")

    async def is_at_rest(self) -> bool:
        """Whether the last edits stand at both ends, and nothing is under way."""
        return self.towns.is_in_step() and not await self.open_events()


def settings_of(redis: EmbeddedRedis, there: AfasSandbox, here: AccountViewSandbox) -> dict[str, Any]:
    flow = {
        "entity": "customer",
        "write": True,
        "poll": {"every": "1s", "start": "2026-01-01", "reconcile": "off"},
        "settings": {**OWN, "contacts": False, "two_way": {"leader": "afas"}},
    }
    file = two_systems_file(redis, there, here, flow, customers={"all_administrations": True}, **SCALED)
    file["connections"]["books"] |= SCALED
    return {
        **file,
        "worker": {"lease": "1s", "drain": "1s", "lock_wait": "2s"},
        "retry": {"first": "200ms", "most": "2s"},
    }


@asynccontextmanager
async def open_house(redis: EmbeddedRedis, folder: Path) -> AsyncIterator[House]:
    profit = Profit(OrderBooks(clock=lambda: datetime.now(UTC)))
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(AfasSandbox(profit=profit))
        here = await stack.enter_async_context(AccountViewSandbox(bare_books()))
        here.faults.delay = timedelta(milliseconds=40)  # else a kill seldom falls between a write and its answer
        towns = Towns(profit, here.books, enter_customers(profit))
        towns.watch()
        path = folder / "relay.yaml"
        path.write_text(yaml.safe_dump(settings_of(redis, there, here)), "utf-8")
        environment = {
            "AFAS_TOKEN": there.access.token,
            "AV_SECRET": here.client_secret,
            "AV_REFRESH": here.refresh_token,
            **{name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")},
        }
        settings = load(path, environment)
        store = await stack.enter_async_context(open_unproved_store(settings.redis, settings.instance))
        workers = [Relay(path, environment, folder / f"work-{number}.log", "work") for number in range(2)]
        for worker in workers:
            await worker.start()
            stack.push_async_callback(worker.end)
        yield House(towns, workers, Activity(store), folder)


@pytest.mark.timeout(600)
async def test_customers_that_change_at_both_ends_while_workers_are_killed_come_to_be_the_same_once(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    random = Random(SEED)
    async with open_house(redis_server, tmp_path) as house:
        towns = house.towns
        await eventually(towns.numbers, within=60)
        await house.workers[0].kill()  # while customers are made
        await house.come_to_rest()
        for kill in range(KILLS):
            worker = house.workers[kill % 2]
            await eventually(lambda: worker.has_begun, within=60)  # noqa: B023 - it is asked before the next turn
            for _ in range(random.randint(3, 8)):
                towns.edit(random)
                await asyncio.sleep(random.uniform(0, 0.25))
            await worker.kill()
        await house.come_to_rest()
    assert len(towns.books.debtors) == CUSTOMERS
    assert len(towns.profit.relations.debtors) == CUSTOMERS
    for ledger in towns.ledgers.values():
        assert ledger.went_back() == []
    assert towns.emails
    assert towns.phones
