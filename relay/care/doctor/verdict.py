"""Says in one sentence and one number what the doctor's findings come to."""

from collections.abc import Sequence
from dataclasses import dataclass

from relay.care.doctor.findings import Finding, Level
from words.told import Told


@dataclass(frozen=True, slots=True)
class Verdict:
    """``status`` is 0 when nothing needs a person, 1 when something does, 2 when the relay is down or not to be judged.

    With status 0 there may be warnings.
    """

    status: int
    told: Told

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return str(self.told)

    def __str__(self) -> str:
        return f"verdict  {self.sentence}"


def judge(found: Sequence[Finding]) -> Verdict:
    """What the findings come to."""
    problems = [finding for finding in found if finding.level is Level.PROBLEM]
    if stopped := [finding for finding in problems if finding.stops]:
        subjects = list(dict.fromkeys(finding.subject for finding in stopped))
        return Verdict(2, Told("doctor.relay_stopped", stops=stopped[0].stops, subjects=subjects))
    if problems:
        subjects = list(dict.fromkeys(finding.subject for finding in problems))
        return Verdict(1, Told("doctor.needs_a_person", count=len(problems), subjects=subjects))
    warnings = sum(finding.level is Level.WARNING for finding in found)
    if warnings:
        return Verdict(0, Told("doctor.well_with_warnings", count=warnings))
    return Verdict(0, Told("doctor.all_is_well"))
