"""What `relay check --live` prints: what the systems lack of the names in the file, and of which nobody can tell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from relay.care.live_check import LiveReport
from relay.roles import NotAsked
from relay.settings.findings import Finding, path_text
from relay.settings.placing import place_name
from relay.settings.written import Written
from words.told import Told

_SHOWN: Final = 8
"""How many names are listed that one reason keeps from being asked."""


def place(reports: Sequence[LiveReport], written: Written) -> Sequence[LiveReport]:
    """The reports with the place of each finding in the file, in whose order they are then."""
    return [_placed(report, written) for report in reports]


def missing(report: LiveReport, *, strict: bool = False) -> int:
    """How many names are missing without which something is sure to fail; where strict, of whatever weight."""
    return sum(strict or finding.severity == "error" for finding in report.looked_up.findings)


def tell(reports: Sequence[LiveReport]) -> Iterator[str]:
    """A line for each name that is missing, for each reason not to ask, and for each connection as a whole."""
    for report in reports:
        yield from map(_told, report.looked_up.findings)
        yield from (str(_not_asked(one)) for one in report.looked_up.not_asked)
        yield str(_summary(report))
        if report.looked_up.found and not report.with_redis:
            yield str(Told("live.without_redis", connection=report.connection))
    if not reports:
        yield str(Told("live.nobody_to_ask"))


def as_json(reports: Sequence[LiveReport]) -> list[dict[str, Any]]:
    """The same for a program."""
    return [
        {
            "connection": report.connection,
            "calls": report.calls,
            "with_redis": report.with_redis,
            "found": len(report.looked_up.found),
            "missing": len(report.looked_up.findings),
            "findings": [finding.as_json() for finding in report.looked_up.findings],
            "not_asked": [
                {"path": path_text(named.path), "kind": named.kind, "name": named.name, "why": str(one.why)}
                for one in report.looked_up.not_asked
                for named in one.names
            ],
        }
        for report in reports
    ]


def _told(finding: Finding) -> str:
    if finding.severity == "error":
        return str(finding)
    return str(Told("settings.warning", place=finding.place, told=finding.sentence()))


def _placed(report: LiveReport, written: Written) -> LiveReport:
    placed = [place_name(finding, written) for finding in report.looked_up.findings]
    placed.sort(key=lambda finding: (finding.line or 0, finding.column or 0))
    return replace(report, looked_up=replace(report.looked_up, findings=placed))


def _not_asked(one: NotAsked) -> Told:
    shown = list(dict.fromkeys(f"{named.kind} {named.name}" for named in one.names))
    more = Told("live.and_more", more=len(shown) - _SHOWN) if len(shown) > _SHOWN else ""
    return Told("live.not_asked", names=shown[:_SHOWN], more=more, why=one.why)


def _summary(report: LiveReport) -> Told:
    found, missing = len(report.looked_up.found), len(report.looked_up.findings)
    return Told(
        "live.summary",
        connection=report.connection,
        asked=Told("live.names_asked", count=found + missing),
        calls=Told("live.in_calls", count=report.calls),
        found=found,
        missing=missing,
        not_asked=sum(len(one.names) for one in report.looked_up.not_asked),
    )
