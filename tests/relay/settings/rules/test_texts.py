"""A text that is not what it looks like is refused wherever it is taken as it stands."""

from pathlib import Path

import pytest

from tests.relay.settings.files import GOOD, found_in

STATUS = ("flows", "shop-orders", "poll", "filter", "status", 0)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('"open "', "books.blank_around"),
        ('" open"', "books.blank_around"),
        ('"open\\n"', "books.blank_around"),
        ('"open\\u00a0"', "books.blank_around"),
        ('"op\\u200ben"', "books.unseen_sign"),
        ('"on\\u00a0hold"', "books.unseen_sign"),
    ],
)
def test_a_blank_at_an_end_or_an_unseen_sign_is_an_error(written: str, code: str, tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("[open]", f"[{written}]"), tmp_path)
    assert (found.severity, found.path, found.code) == ("error", STATUS, code)


def test_so_it_is_in_a_name(tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("{status: [open]}", '{"status ": [open]}'), tmp_path)
    assert (found.severity, found.path) == ("error", (*STATUS[:-2], "status "))


@pytest.mark.parametrize("written", ["open", '"on hold"', '"zur\u00fcckgestellt"'])
def test_other_texts_are_fine(written: str, tmp_path: Path) -> None:
    assert found_in(GOOD.replace("[open]", f"[{written}]"), tmp_path) == []


def test_rows_may_join_with_blanks(tmp_path: Path) -> None:
    rows = '\n    mapping: [{to: A.B, from: order.remark, do: [{append: " - "}]}]\n'
    assert found_in(GOOD + rows, tmp_path) == []
