"""What stands in a file has its place, and a file that cannot be read is told in true words."""

from pathlib import Path

import pytest

from relay.settings.findings import SettingsError
from relay.settings.written import LARGEST_FILE, Place, read_file, read_text

TEXT = """# a remark
redis: {payload_url: x, state_url: 012}
flows:
  one:
    from: "a"
    mapping:
      - to: b
      - {to: c, table: &codes {NL: 1}}
  two: {<<: {poll: 5m}, table: *codes}
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("redis",), (2, 1, None, False)),
        (("redis", "state_url"), (2, 36, "012", True)),
        (("flows", "one", "from"), (5, 11, "a", False)),
        (("flows", "one", "mapping"), (6, 5, None, False)),
        (("flows", "one", "mapping", 0), (7, 9, None, False)),
        (("flows", "one", "mapping", 1, "to"), (8, 14, "c", True)),
        (("flows", "two", "poll"), (9, 20, "5m", True)),
        (("flows", "two", "table", "NL"), (8, 36, "1", True)),
    ],
)
def test_every_value_has_its_line_its_column_and_its_text(path: tuple[str | int, ...], place: Place) -> None:
    assert read_text(TEXT, "relay.yaml").place(path) == place


@pytest.mark.parametrize("path", [("flow",), ("flows", "one", "mapping", 7), ("redis", 0), ("redis", "state_url", "x")])
def test_what_is_not_there_has_the_place_of_what_is_around_it(path: tuple[str | int, ...]) -> None:
    written = read_text(TEXT, "relay.yaml")
    assert written.place(path) is None
    assert written.nearest_place(path).line in {1, 2, 6}


def test_what_is_merged_in_again_and_again_is_looked_through_once() -> None:
    text = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))
    written = read_text(text, "relay.yaml")
    assert written.place(("a39", "y")) is None
    assert written.nearest_place(("a39", "x")) == (1, 13, "1", True)


def test_a_name_has_a_place_of_its_own() -> None:
    found = read_text(TEXT, "relay.yaml").name_place(("flows", "one", "from"))
    assert found is not None
    assert found[:2] == (5, 5)


def test_what_was_misspelt_is_found_under_the_name_that_was_meant() -> None:
    written = read_text("flow: {a: {frm: b}}", "relay.yaml")
    written.take_as(("flows",), ("flow",))
    written.take_as(("flows", "a", "from"), ("flows", "a", "frm"))
    assert written.place(("flows", "a", "from")) == (1, 17, "b", True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\n\tb: 2", "relay.yaml:2:1: a tab stands here; indent with blanks"),
        ("a:\n\t- b", "relay.yaml:2:1: a tab stands here"),
        ("a: 1\nb: 2\na: 3", "relay.yaml:3:1: the name 'a' is written twice: line 1 has it already"),
        ("a: [1, 2\nb: 3", "what is opened in line 1 is not closed before this; put a ] behind its last item"),
        ("a: [", "relay.yaml:1:5: the text ends here, before a list or mapping in brackets is closed"),
        ("a: {b: 1\nc: 3", "what is opened in line 1 is not closed before this; put a } behind its last item"),
        ('a: "b\nc: d\n', "the quotation mark of line 1 has no partner"),
        ("a: *secret", "relay.yaml:1:4: * begins an alias here"),
        ("a: !secret x", "relay.yaml:1:4: ! begins a tag here"),
        ("a: &b [*b]", "this holds itself"),
        ("? [a]\n: 1", "relay.yaml:1:3: a name must be plain text"),
        ("a: b: c", "a colon with a blank behind it makes a name"),
        ("a: 1\n  b: 2", "relay.yaml:2:4: a colon with a blank"),
        ("a:\n  b: 1\n c: 2", "relay.yaml:3:2: this stands further in or out than the lines before it"),
        ("a: 1\nb", "a name stands here without the colon behind it"),
        ("a: @b", "relay.yaml:1:4: no value can begin with this sign"),
        ("a: %b", "relay.yaml:1:4: no value can begin with this sign"),
        ('a: "\\q"', "a backslash in double quotes begins an escape"),
        ("a\n---\nb", "a second document begins here"),
        ("a: \x00b", "relay.yaml:1:4: a character stands here that belongs in no text (U+0000)"),
        ("a: \x1b[0m", "relay.yaml:1:4: a character stands here that belongs in no text (U+001B)"),
        ("[" * 500, "lists and mappings stand too deep in each other"),
        (r'{"instance": "\ud83d"}', "relay.yaml:1:14: this holds half a character"),
        ("a: !!bool maybe", "relay.yaml:1:4: this is no value that exists"),
        ("a: {<<: b}", "relay.yaml:1:9: behind << belongs an alias"),
    ],
)
def test_what_is_no_proper_yaml_is_told_in_true_words_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    mistake = told_of_bytes(text.encode(), tmp_path)
    assert mistake.startswith("relay.yaml:")
    assert told in mistake
    assert "secret" not in mistake


def told_of_bytes(content: bytes, folder: Path) -> str:
    path = folder / "relay.yaml"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_file(path)
    [mistake] = caught.value.mistakes
    return mistake


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_in_a_wide_encoding_is_told_as_such(encoding: str, tmp_path: Path) -> None:
    assert told_of_bytes("instance: relay".encode(encoding), tmp_path) == (
        "relay.yaml:1:1: the file is in UTF-16 or UTF-32; save it as UTF-8"
    )


def test_a_file_in_latin_1_is_told_with_the_place_from_which_it_is_not_utf_8(tmp_path: Path) -> None:
    told = told_of_bytes("a: 1\ninstance: café".encode("latin-1"), tmp_path)
    assert told == "relay.yaml:2:14: from here on the text is not in UTF-8; save the file as UTF-8"


def test_a_mark_before_the_text_is_no_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "relay.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: b")
    assert read_file(path).value == {"a": "b"}


def test_a_folder_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="this is a folder; give the path of the file"):
        read_file(tmp_path)


def test_a_file_that_is_too_large_for_settings_is_not_read(tmp_path: Path) -> None:
    assert "is larger than 1048576 bytes" in told_of_bytes(b"#" * (LARGEST_FILE + 1), tmp_path)
