"""Each decision has a number of its own, which its name, its title and the index share, and none is missing."""

import re
from pathlib import Path

INDEX = Path(__file__).parents[2] / "docs" / "decisions" / "README.md"
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


def test_the_index_lists_each_decision_by_its_title_and_no_other() -> None:
    listed = re.findall(r"^- (\d+)\. \[(.+)\]\((.+)\)$", INDEX.read_text("utf-8"), re.MULTILINE)
    titles = {path.name: path.read_text("utf-8").partition("\n")[0] for path in DECISIONS}
    assert {name: f"# {number}. {title}" for number, title, name in listed} == titles
