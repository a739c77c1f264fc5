"""The doctor before a whole relay with real sandboxes: what is wrong is found, named, and left as it was."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import demo_books
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.bootstrap.connections import connect
from relay.bootstrap.flows import LOOK_UP
from relay.care.doctor.asking import ask_all
from relay.care.doctor.connection_observations import on_connection
from relay.care.doctor.doctor import examine
from relay.care.doctor.observations import Level, Observation
from relay.care.doctor.verdict import judge
from relay.care.process_register import Process, Processes, Role
from relay.demo.embedded import EmbeddedRedis
from relay.errors import Contended
from relay.line.once.breakers import read_breakers
from relay.roles import PolledSource
from relay.store.cursors import Cursors
from relay.store.flow_notes import FlowNotes
from relay.store.gate_names import GateName
from relay.store.store import reply
from relay.systems.system_register import place_system
from tests.line.household import Line, open_line, webshop_order
from tests.waiting import eventually

PATIENCE = timedelta(seconds=10)


async def found_on(line: Line, patience: timedelta = PATIENCE) -> list[Observation]:
    examined = examine(line.program.settings, connect, patience=patience, look_up=LOOK_UP)
    return [observation async for observation in examined]


def about(found: Sequence[Observation], subject: str) -> list[Observation]:
    return [observation for observation in found if str(observation.subject) == subject]


async def show_both_parts(line: Line) -> None:
    """A server and a worker, as their processes show themselves."""
    store, version = line.program.store, line.program.settings.version
    seconds, _ = await store.state.time()
    await store.state.zadd(store.keys.workers, {"a-worker": seconds})
    roles: tuple[Role, ...] = ("serve", "work")
    for pid, role in enumerate(roles, start=1):
        one = Process(role, role, "an-office", pid, started_ms=1, seen_ms=0, version=version)
        await Processes(store).show(one, announce=True, dry=[])


async def test_a_relay_whose_systems_answer_is_well_and_says_what_each_of_them_shows(line: Line) -> None:
    await show_both_parts(line)
    found = await found_on(line)
    assert [str(observation) for observation in found if observation.level is Level.PROBLEM] == []
    assert judge(found).status == 0
    [afas], [books], [shop] = (about(found, f"connections.{name}") for name in ("afas", "books", "shop"))
    assert afas.text == "AFAS answers, and shows Relay_SalesOrders, Relay_SalesOrderLines"
    assert books.text == "AccountView answers for DEMO, and shows AR1, AK1"
    assert shop.text == "it calls the relay, so it is not asked"


async def test_what_the_settings_name_and_the_books_do_not_have_is_a_problem_by_its_setting(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    named = {
        "shipping_cost": {"item": "SHIPING"},
        "free_line_item": "KFM-100",
        "missing_article": "fallback_item",
        "fallback_item": "DIVRS",
        "default_debtor": {"value": "10001", "by_country": {"DE": "99999"}},
    }
    async with open_line(redis_server, tmp_path, books=demo_books(), flow_settings={"shop-orders": named}) as line:
        found = await found_on(line)
    told = {str(one.subject): one for one in found if str(one.subject).startswith("flows.shop-orders.settings")}
    assert {subject.removeprefix("flows.shop-orders.settings."): one.text for subject, one in told.items()} == {
        "shipping_cost.item": "books has no article 'SHIPING', so orders that need it are held",
        "fallback_item": "books has no article 'DIVRS', so orders that need it are held",
        "default_debtor.by_country.DE": "books has no debtor '99999', so orders that need it are held",
    }
    assert {one.level for one in told.values()} == {Level.PROBLEM}


async def test_a_system_that_is_down_is_a_problem_with_what_to_do(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and never listening: whoever connects is refused
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with open_line(redis_server, tmp_path, target={"base_url": address}) as line:
            await show_both_parts(line)
            found = await found_on(line)
    [books], [afas] = about(found, "connections.books"), about(found, "connections.afas")
    assert (books.level, afas.level) == (Level.PROBLEM, Level.OK)
    assert books.text.startswith("it does not work now: ")
    assert "what waits goes on by itself once it answers" in books.remedy
    assert judge(found).sentence == "1 thing needs a person: connections.books."


async def test_credentials_that_are_refused_are_a_problem_on_either_side(line: Line) -> None:
    await show_both_parts(line)
    line.afas.access.data = "0" * 64
    line.accountview.authority.withdraw()
    found = await found_on(line)
    [books], [afas] = about(found, "connections.books"), about(found, "connections.afas")
    assert (books.level, afas.level) == (Level.PROBLEM, Level.PROBLEM)
    assert books.text.startswith("it does not let the relay in: ")
    assert afas.text.startswith("it does not let the relay in: ")
    assert books.command == "relay connect books"
    assert judge(found).status == 1
    secret = [line.afas.access.token, line.accountview.client_secret, *line.environment.values()]
    assert not any(word in str(observation) for observation in found for word in secret)


async def test_a_right_that_the_app_connector_lacks_is_a_problem_though_the_token_is_good(line: Line) -> None:
    line.afas.access.connectors = frozenset({"relay_salesorders"})
    [afas] = about(await found_on(line), "connections.afas")
    assert afas.level is Level.PROBLEM
    assert "Relay_SalesOrderLines" in afas.text


async def test_a_connection_that_was_never_authorised_names_the_command(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_line(redis_server, tmp_path, target={"refresh_token": None}) as line:
        [books] = about(await found_on(line), "connections.books")
    assert (books.level, books.command) == (Level.PROBLEM, "relay connect books")


async def test_a_connection_that_leads_to_another_company_than_its_links_is_a_problem(line: Line) -> None:
    seen = await line.program.systems.identify("books")
    other = replace(seen, mark="another mark", books=frozenset(), shown={"company": "TEST"})
    await line.program.systems.change(lambda known: place_system(known, "books", other))
    [books] = about(await found_on(line), "connections.books")
    assert books.level is Level.PROBLEM
    assert "it is now connected to company DEMO" in books.text
    assert "relay connection replace books" in books.text


async def test_31_held_orders_are_counted_with_the_age_of_the_oldest(line: Line) -> None:
    await show_both_parts(line)
    lacking = [{"sku": "NOT-THERE", "quantity": 1, "unit_price": "8.26", "vat_rate": 21}]
    events = [await line.accepted(webshop_order(str(number), lines=lacking)) for number in range(31)]
    async with line.worker():
        await line.ended(*events, within=60)
    found = await found_on(line)
    held = about(found, "flows.shop-orders")[0]
    assert (held.level, held.text) == (Level.PROBLEM, "31 events are held")
    assert held.since_ms == (await line.story(events[0])).summary.event.accepted_ms
    assert judge(found).sentence == "1 thing needs a person: flows.shop-orders."


async def test_12_missing_records_that_a_comparison_found_are_a_problem(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    orders = OrderBooks(demo_orders(datetime.now(UTC) - timedelta(hours=2)))
    async with open_line(redis_server, tmp_path, orders=orders) as line:
        await show_both_parts(line)
        source, cursors = line.program.flows["afas-orders"].source, Cursors(line.program.store)
        assert isinstance(source, PolledSource)
        await cursors.move("afas-orders", source.cursor_at(datetime.now(UTC)))  # polls read from here on
        stopping = asyncio.Event()
        rounds = asyncio.create_task(line.program.daily_reconcile().run(stopping))

        async def compared() -> bool:
            return (await FlowNotes(line.program.store).read("afas-orders")).comparison is not None

        await eventually(compared, within=30)
        stopping.set()
        await rounds
        found = await found_on(line)
    [missing] = about(found, "flows.afas-orders.reconcile")
    assert missing.level is Level.PROBLEM
    assert missing.text.startswith("12 records of the source are missing in the target: 6000")
    assert missing.command == "relay reconcile afas-orders --carry"
    assert judge(found).status == 1


async def test_without_a_server_and_a_worker_the_relay_does_not_run(line: Line) -> None:
    verdict = judge(await found_on(line))
    assert (verdict.status, verdict.sentence) == (2, "the relay does not run: see relay serve and relay work above.")


async def test_processes_of_another_relay_on_this_machine_are_not_counted(
    redis_server: EmbeddedRedis, tmp_path: Path, line: Line
) -> None:
    (tmp_path / "other").mkdir()
    async with open_line(redis_server, tmp_path / "other") as other, other.worker_process():
        theirs = Processes(other.program.store)

        async def runs() -> list[Process]:
            return (await theirs.read()).alive("work")

        [process] = await eventually(runs, within=30) or []
        ours, others = await found_on(line), await found_on(other)
    subject = f"relay work, process {process.pid} on {process.host}"
    assert about(others, subject)
    assert [observation for observation in ours if str(process.pid) in str(observation.subject)] == []
    assert about(ours, "relay work")[0].level is Level.PROBLEM
    assert about(others, "relay work")[0].level is Level.OK


async def test_asking_leaves_the_breaker_and_the_turn_of_a_probe_as_they_are(line: Line) -> None:
    store = line.program.store
    name = str(GateName("books", line.program.settings.version))
    key = store.keys.gate(name)
    seconds, _ = await store.state.time()
    gate = {"open_until": str(seconds * 1000 - 1), "since_open": "1", "why": "down", "pause": "5000", "reason": "away"}
    await reply(store.state.sadd(store.keys.gates_open, name))
    await reply(store.state.hset(key, mapping=gate))  # the next call through the gate would be its probe
    before = await reply(store.state.hgetall(key))
    [works] = about(await found_on(line), "connections.books")
    line.accountview.authority.withdraw()
    [refused] = about(await found_on(line), "connections.books")
    assert await reply(store.state.hgetall(key)) == before
    assert await store.state.zcard(store.keys.gate_places("books")) == 0
    assert (works.level, works.text.startswith("it answers the doctor, and books is not called now: down")) == (
        Level.PROBLEM,
        True,
    )
    assert (refused.level, refused.since_ms) == (Level.PROBLEM, 1)


async def test_asking_a_barred_system_many_times_never_opens_a_closed_breaker(line: Line) -> None:
    line.accountview.authority.withdraw()
    for _ in range(3):
        await found_on(line)
    assert await read_breakers(line.program.store) == []


async def test_a_system_that_does_not_answer_is_left_after_the_patience(line: Line) -> None:
    line.accountview.faults.delay = timedelta(minutes=1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    [books] = about(await found_on(line, timedelta(seconds=1)), "connections.books")
    assert loop.time() - began < 20
    assert "no answer within 1 s" in books.text
    line.accountview.faults.delay = timedelta()


async def test_a_connection_whose_calls_are_all_in_use_is_not_asked_and_no_problem(line: Line) -> None:
    store = line.program.store
    seconds, _ = await store.state.time()
    await store.state.zadd(store.keys.gate_places("books"), {"a-worker's call": (seconds + 60) * 1000})
    asked = await ask_all(store, line.program.settings, connect)
    assert isinstance(asked["books"].answer, Contended)
    found = on_connection("books", "accountview", asked["books"], None, 0)
    assert found.level is Level.WARNING
