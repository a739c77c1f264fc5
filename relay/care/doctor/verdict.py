"""Says in one sentence and one number what the doctor's observations come to."""

from collections.abc import Sequence
from dataclasses import dataclass

from relay.care.doctor.observations import Level, Observation
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


def judge(found: Sequence[Observation]) -> Verdict:
    """What the observations come to."""
    problems = [observation for observation in found if observation.level is Level.PROBLEM]
    if stopped := [(one.stops, one.subject) for one in problems if one.stops is not None]:
        subjects = list(dict.fromkeys(subject for _, subject in stopped))
        return Verdict(2, Told("doctor.relay_stopped", stops=stopped[0][0], subjects=subjects))
    if problems:
        subjects = list(dict.fromkeys(observation.subject for observation in problems))
        return Verdict(1, Told("doctor.needs_a_person", count=len(problems), subjects=subjects))
    warnings = sum(observation.level is Level.WARNING for observation in found)
    if warnings:
        return Verdict(0, Told("doctor.well_with_warnings", count=warnings))
    return Verdict(0, Told("doctor.all_is_well"))
