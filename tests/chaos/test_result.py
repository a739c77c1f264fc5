"""Several runs make one verdict, in which no fault of any of them is lost."""

from dataclasses import replace

from tests.chaos.result import Result, together
from tests.chaos.verdict import Verdict


def result(seconds: float, **faults: list[str]) -> Result:
    verdict = replace(Verdict(accepted=10, written=9, skipped=1), **faults)  # type: ignore[arg-type]  # lists
    return Result(
        seed=7, verdict=verdict, recoveries=[seconds], outages=[seconds], failovers=(), troubles=(), faults=1,
        answers_without_promise=2, seconds=seconds,
    )  # fmt: skip


def test_counts_are_added_and_the_worst_times_are_kept() -> None:
    line = together([result(1.0), result(3.0)]).line()
    assert (line["accepted"], line["written"], line["skipped"], line["faults"]) == (20, 18, 2, 2)
    assert (line["recovery_p99_s"], line["outage_recovery_s"], line["failover_recovery_s"]) == (3.0, 3.0, None)
    assert (line["recovered"], line["seconds"], line["seed"]) == (2, 4.0, 7)


def test_a_fault_of_one_run_is_a_fault_of_all() -> None:
    for name in ("lost", "doubled", "out_of_order", "differing"):
        assert not together([result(1.0), result(1.0, **{name: ["W-1"]})]).is_good
    assert together([result(1.0), result(1.0, held=["W-1"])]).is_good
