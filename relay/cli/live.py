"""What `relay check --live` prints: what the systems lack of the names in the file, and of which nobody can tell."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from relay.care.live_check import LiveReport
from relay.roles import NotAsked
from words.told import Told

_SHOWN: Final = 8
"""How many names are listed that one reason keeps from being asked."""


def tell(reports: Sequence[LiveReport]) -> Iterator[str]:
    """A line for each name that is missing, for each reason not to ask, and for each connection as a whole."""
    for report in reports:
        yield from (
            f"{'.'.join(map(str, finding.path))}: {finding.severity}: {finding.told}"
            for finding in report.looked_up.findings
        )
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
                {"path": ".".join(map(str, named.path)), "kind": named.kind, "name": named.name, "why": str(one.why)}
                for one in report.looked_up.not_asked
                for named in one.names
            ],
        }
        for report in reports
    ]


def errors(report: LiveReport) -> int:
    """How many names are missing without which something is sure to fail."""
    return sum(finding.severity == "error" for finding in report.looked_up.findings)


def _not_asked(one: NotAsked) -> Told:
    shown = list(dict.fromkeys(f"{named.kind} {named.name}" for named in one.names))
    more = Told("live.and_more", more=len(shown) - _SHOWN) if len(shown) > _SHOWN else ""
    return Told("live.not_asked", names=shown[:_SHOWN], more=more, why=one.why)


def _summary(report: LiveReport) -> Told:
    found, missing = len(report.looked_up.found), len(report.looked_up.findings)
    return Told(
        "live.summary",
        connection=report.connection,
        asked=found + missing,
        calls=Told("live.in_calls", count=report.calls),
        found=found,
        missing=missing,
        not_asked=sum(len(one.names) for one in report.looked_up.not_asked),
    )
