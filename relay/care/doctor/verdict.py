"""Says in one sentence and one number what the doctor's findings come to."""

from collections.abc import Sequence
from dataclasses import dataclass

from relay.care.doctor.findings import Finding, Level


@dataclass(frozen=True, slots=True)
class Verdict:
    """``status`` is 0 when nothing needs a person, 1 when something does, 2 when the relay is down or not to be judged.

    With status 0 there may be warnings.
    """

    status: int
    sentence: str

    def __str__(self) -> str:
        return f"verdict  {self.sentence}"


def judge(found: Sequence[Finding]) -> Verdict:
    """What the findings come to."""
    problems = [finding for finding in found if finding.level is Level.PROBLEM]
    if stopped := [finding for finding in problems if finding.stops]:
        subjects = " and ".join(dict.fromkeys(finding.subject for finding in stopped))
        return Verdict(2, f"the relay {stopped[0].stops}: see {subjects} above.")
    if problems:
        subjects = ", ".join(dict.fromkeys(finding.subject for finding in problems))
        things = "1 thing needs" if len(problems) == 1 else f"{len(problems)} things need"
        return Verdict(1, f"{things} a person: {subjects}.")
    warnings = sum(finding.level is Level.WARNING for finding in found)
    if warnings:
        told = "1 warning" if warnings == 1 else f"{warnings} warnings"
        return Verdict(0, f"all is well; {told} to look at when there is time.")
    return Verdict(0, "all is well.")
