"""The README leads to every page of the docs."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
LINKS = set(re.findall(r"\]\((docs/\w[\w-]*\.md)\)", (HOUSE / "README.md").read_text("utf-8")))
PAGES = {path.relative_to(HOUSE).as_posix() for path in (HOUSE / "docs").glob("*.md")}


def test_every_page_of_the_docs_is_named_in_the_readme_and_no_other() -> None:
    assert LINKS == PAGES
