"""Orders of every kind, one readable file each, and to the cent what they become in the target."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from handlers.vendors.afas.target.field_rules import payload_problems
from handlers.vendors.afas.target.nesting import flatten
from handlers.vendors.afas.target.settings import AfasWriting
from handlers.vendors.afas.target.writes import new_debtor, new_order, new_organisation_address
from mapping.pricing import mutation_lines
from tests.handlers.pipelines.orders.carried import Case, read_cases, work_out, written_out

CASES = read_cases()
SENT = [case for case in CASES if "held" not in case.written]
MUTATIONS = [case for case in SENT if case.settings.send_as == "financial_mutation"]
INTO_AFAS = [case for case in SENT if case.target == "afas"]
KEYS = {"says", "target", "connection", "settings", "vat_table", "mapping", "vat_number", "original", "order", "repeat"}
EXPECTED = {"becomes", "lines", "totals", "held", "told"}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_an_order_becomes_what_its_case_says(case: Case) -> None:
    worked = await work_out(case)
    if "held" in case.written:
        assert {problem.path for problem in worked.problems} == set(case.written["held"])
        for path, told in case.written["held"].items():
            assert [problem for problem in worked.problems if problem.path == path and told in str(problem)], path
        return
    assert worked.problems == []
    for table, wanted in case.becomes.items():
        assert _shown(worked.tables, table, wanted) == written_out(wanted), table
    for line, wanted in zip(worked.priced.lines, case.written.get("lines", worked.priced.lines), strict=True):
        if isinstance(wanted, Mapping):
            assert {name: written_out(getattr(line, name)) for name in wanted} == written_out(wanted)
    for name, amount in case.written["totals"].items():
        assert getattr(worked.priced, name) == Decimal(str(amount)), name
    for note in case.written.get("told", ()):
        assert worked.drafted is not None
        assert [told for told in worked.drafted.notes if note in str(told)], (note, worked.drafted.notes)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_says_something_in_one_sentence_and_expects_something(case: Case) -> None:
    assert case.says.endswith(".")
    assert set(case.written) <= KEYS | EXPECTED
    assert ("held" in case.written) is not ("becomes" in case.written)
    if "becomes" in case.written:
        assert {"net", "vat", "gross"} <= set(case.written["totals"]) or "amount" in case.written["totals"]


@pytest.mark.parametrize("case", SENT, ids=[case.name for case in SENT])
async def test_the_lines_sent_come_to_the_totals_and_these_to_what_the_source_states(case: Case) -> None:
    worked = await work_out(case)
    priced, order = worked.priced, worked.order
    assert order is not None
    assert priced.amount == sum((line.amount for line in priced.lines), Decimal(0))
    for line in priced.lines:
        assert line.amount == (line.quantity * line.unit_price).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        if line.net is not None and line.vat is not None:
            assert line.gross == line.net + line.vat
    for name in ("net", "vat", "gross"):
        amounts = [getattr(line, name) for line in priced.lines]
        assert getattr(priced, name) == (None if None in amounts else sum(amounts, Decimal(0)))
    stated = order.totals.including_vat if order.totals else None
    if stated is not None and priced.gross is not None:
        assert abs(priced.gross - stated) <= case.settings.rounding.tolerance


@pytest.mark.parametrize("case", MUTATIONS, ids=[case.name for case in MUTATIONS])
async def test_a_financial_mutation_balances_to_the_cent(case: Case) -> None:
    worked = await work_out(case)
    *revenue, receivable = mutation_lines(worked.priced)
    booked = sum((line["AMOUNT"] + line["VAT_AMT"] for line in worked.tables["DJ_LINE"]), Decimal(0))
    assert sum((line.net + line.vat for line in (*revenue, receivable)), Decimal(0)) == 0
    assert abs(booked) == abs(receivable.net) == abs(worked.priced.gross or 0)


@pytest.mark.parametrize("case", INTO_AFAS, ids=[case.name for case in INTO_AFAS])
async def test_every_payload_for_afas_obeys_the_field_tables(case: Case) -> None:
    tables, writing = (await work_out(case)).tables, AfasWriting()
    calls = [
        new_debtor(flatten({name: tables[name]}), writing) for name in tables if name.startswith("KnSalesRelation")
    ]
    calls.append(new_order({name: tables[name] for name in tables if name.startswith("Fb")}, writing))
    if "KnContact" in tables:
        calls.append(new_organisation_address(flatten({"KnContact": tables["KnContact"]}), "1000813", writing))
    for call in calls:
        assert list(payload_problems(call.connector, call.body, method=call.method, part=call.part)) == []


def test_there_are_cases_enough_of_every_kind_of_document() -> None:
    kinds = Counter((case.target, case.settings.send_as) for case in CASES)
    assert len(CASES) >= 60
    assert set(kinds) == {
        ("accountview", "order"),
        ("accountview", "invoice"),
        ("accountview", "direct_invoice"),
        ("accountview", "financial_mutation"),
        ("afas", "order"),
        ("afas", "direct_invoice"),
    }


def _shown(tables: Mapping[str, Any], table: str, wanted: Any) -> Any:
    """What there is of a table: all of its lines, or the columns that the case names, None where there is none."""
    found: Any = tables
    for part in table.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return written_out({name: found.get(name) for name in wanted})
    return written_out(found)
