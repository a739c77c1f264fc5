# ruff: noqa: INP001 - a script that .ci/run starts, not a package
"""Look the pinned versions up among the known vulnerabilities, and tell apart: found, none, and not looked up at all.

Exit 1 only when a vulnerability is found. A service that does not answer, or does not know our packages, says nothing
about the code: that is told on the output, as NOT AUDITED, and is no failure.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PINS = "constraints.txt"


def main() -> int:
    """Run pip-audit on the pins and tell what came of it; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        arguments = [
            "-r",
            PINS,
            "--no-deps",
            "--disable-pip",
            "--progress-spinner",
            "off",
            "-f",
            "json",
            "-o",
            str(report),
        ]
        done = subprocess.run(  # noqa: S603 - arguments of our own
            [sys.executable, "-m", "pip_audit", *arguments], capture_output=True, text=True, check=False
        )
        if not report.exists():
            last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
            return tell(f"NOT AUDITED: the advisory service could not be used: {last[0]}", 0)
        return judge(json.loads(report.read_text())["dependencies"])


def judge(packages: list[dict[str, Any]]) -> int:
    """Tell what pip-audit found of each package; returns the exit code."""
    audited = [package for package in packages if "skip_reason" not in package]
    flaws = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {flaw['fix_versions'] or 'no release'}"
        for package in audited
        for flaw in package["vulns"]
    ]
    if flaws:
        return tell("\n".join(["VULNERABLE:", *flaws]), 1)
    if len(audited) < len(packages):
        return tell(f"NOT AUDITED: {len(packages) - len(audited)} of {len(packages)} packages, not known there", 0)
    return tell(f"no known vulnerability in {len(packages)} packages", 0)


def tell(text: str, code: int) -> int:
    """Write a line for the reader of the run, and pass the exit code on."""
    sys.stdout.write(text + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
