"""Each decision has a number of its own, which its name and its title share, and none is missing."""

import re
from pathlib import Path

DECISIONS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("[0-9]*.md"))


def test_decisions_are_numbered_from_one_without_a_gap_or_a_double() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_title_of_a_decision_has_the_number_of_its_file() -> None:
    titles = {path.name: path.read_text("utf-8").partition("\n")[0] for path in DECISIONS}
    wrong = [
        name
        for name, title in titles.items()
        if not (match := re.match(r"# (\d+)\. ", title)) or int(match[1]) != int(name[:4])
    ]
    assert wrong == []
