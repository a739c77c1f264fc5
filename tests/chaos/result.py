"""What a chaos run came to: the verdict, what was measured on the way, and the line of figures made of both."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.chaos.verdict import Verdict, summed


@dataclass
class Result:
    """The verdict and what was measured on the way, in seconds."""

    seed: int
    verdict: Verdict
    recoveries: Sequence[float]
    outages: Sequence[float]
    failovers: Sequence[float]
    troubles: Sequence[str]
    faults: int
    answers_without_promise: int
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, doubled, out of order or of another amount, and no process ended by itself."""
        return self.verdict.is_good and not self.troubles

    def line(self) -> dict[str, Any]:
        """The figures, as docs/chaos.md explains them."""
        verdict = self.verdict
        return {
            "accepted": verdict.accepted,
            "written": verdict.written,
            "skipped": verdict.skipped,
            "echoes": verdict.echoes,
            "changed": verdict.changed,
            "held": len(verdict.held),
            "lost": len(verdict.lost),
            "doubled": len(verdict.doubled),
            "out_of_order": len(verdict.out_of_order),
            "differing": len(verdict.differing),
            "recovery_p99_s": _percentile(self.recoveries, 0.99),
            "recovered": len(self.recoveries),
            "outage_recovery_s": _percentile(self.outages, 1.0),
            "outages": len(self.outages),
            "failover_recovery_s": _percentile(self.failovers, 1.0),
            "failovers": len(self.failovers),
            "faults": self.faults,
            "answers_without_promise": self.answers_without_promise,
            "troubles": len(self.troubles),
            "seconds": round(self.seconds, 1),
            "seed": self.seed,
        }


def together(results: Sequence[Result]) -> Result:
    """One verdict of several runs; ``failovers`` are the outages of those that had Sentinels."""
    first = results[0]
    return replace(
        first,
        verdict=summed([result.verdict for result in results]),
        recoveries=[seconds for result in results for seconds in result.recoveries],
        outages=[seconds for result in results for seconds in result.outages],
        failovers=[seconds for result in results for seconds in result.failovers],
        troubles=[trouble for result in results for trouble in result.troubles],
        faults=sum(result.faults for result in results),
        answers_without_promise=sum(result.answers_without_promise for result in results),
        seconds=sum(result.seconds for result in results),
    )


def _percentile(values: Sequence[float], share: float) -> float | None:
    """The value below or at which that share of them lies, rounded to hundredths; None where there are none."""
    return round(sorted(values)[math.ceil(len(values) * share) - 1], 2) if values else None
