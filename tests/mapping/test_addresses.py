"""Which address lines are split, into what, and which are left whole because nobody can be sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.addresses import SPLIT_COUNTRIES, split_line, split_lines
from mapping.house_numbers import join_line

STREETS = [
    "Kerkstraat",
    "Straat van Ormuz",
    "'s-Gravenweg",
    "Laan van 1813",
    "Plein 1944",
    "1e Kruisstraat",
    "Sint-Jan",
]
ADDITIONS = ["", "a", " A", "-2", " a-2", " bis", "-bis", " bus 3", "/3", " III", " hs", ", 3 hoog", " A bis", " bis A"]
LINES = st.text(max_size=80) | st.builds(
    "{} {}{}".format, st.sampled_from(STREETS), st.integers(1, 99999), st.sampled_from(ADDITIONS)
)


def signs(*texts: str | None) -> str:
    return "".join(sign for text in texts for sign in text or "" if sign.isalnum())


@given(LINES, st.sampled_from([*sorted(SPLIT_COUNTRIES), "nl", "FR", ""]))
def test_the_parts_have_all_letters_and_digits_of_the_line_in_order(line: str, country: str) -> None:
    assert signs(*split_line(line, country)[:3]) == signs(line)


@given(LINES)
def test_a_number_is_digits_and_a_street_never_becomes_empty(line: str) -> None:
    split = split_line(line, "NL")
    assert split.number is None or split.number.isdecimal()
    assert split.addition is None or split.number is not None
    assert bool(split.street) == bool(line.split())


@given(st.sampled_from(STREETS), st.integers(1, 999), st.sampled_from(ADDITIONS))
def test_a_plain_line_splits_between_street_and_number(street: str, number: int, addition: str) -> None:
    split = split_line(f"{street} {number}{addition}", "NL")
    assert (split.street, split.number) == (street, str(number))
    assert (split.addition or "") == addition.strip(" ,-/")


@given(LINES, LINES | st.sampled_from(["", "5", "5 A", "nr. 7", "achterhuis"]), st.sampled_from(["NL", "BE", "FR"]))
def test_two_lines_lose_nothing_but_the_word_for_a_number(one: str, two: str, country: str) -> None:
    parts = split_lines(one, two, country)
    kept = sorted(signs(parts.street, parts.number, parts.addition, parts.extra))
    given_ = sorted(signs(one, two))
    assert kept == given_ or kept == sorted(signs(one, two.replace("nr.", "")))


@given(
    st.sampled_from(["Kerkstraat", "Sint-Jan", "Plein 1944"]), st.integers(1, 999), st.sampled_from(["", "a", "bis"])
)
def test_a_number_on_the_second_line_is_the_house_of_a_street_on_the_first(
    street: str, number: int, addition: str
) -> None:
    parts = split_lines(street, f"{number} {addition}".strip(), "NL")
    assert (parts.street, parts.number, parts.addition, parts.extra) == (street, str(number), addition or None, None)


@pytest.mark.parametrize(
    ("one", "two", "country", "number", "extra"),
    [
        ("Kerkstraat 12", "5", "NL", "12", "5"),
        ("Kerkstraat", "3e verdieping links", "NL", None, "3e verdieping links"),
        ("Postbus", "12", "NL", None, "12"),
        ("Fifth Avenue", "350", "US", None, "350"),
        ("Kerkstraat", "Huisnummer 12", "NL", "12", None),
        ("Kerkstraat", "#12", "NL", "12", None),
    ],
)
def test_a_second_line_is_a_house_number_only_where_it_is_one(
    one: str, two: str, country: str, number: str | None, extra: str | None
) -> None:
    parts = split_lines(one, two, country)
    assert (parts.number, parts.extra) == (number, extra)


@pytest.mark.parametrize(
    ("country", "line", "street", "number", "addition"),
    [
        ("NL", "Kerkstraat 12 a-2", "Kerkstraat", "12", "a-2"),
        ("NL", "  Kerkstraat   12  ", "Kerkstraat", "12", None),
        ("NL", "Kerkstraat 12a", "Kerkstraat", "12", "a"),
        ("NL", "Kerkstraat 12-14", "Kerkstraat", "12", "14"),
        ("NL", "Kerkstraat 12 a 2", "Kerkstraat", "12", "a 2"),
        ("NL", "Kerkstraat 12 A bis", "Kerkstraat", "12", "A bis"),
        ("NL", "Kerkstraat 12-A-hs", "Kerkstraat", "12", "A-hs"),
        ("NL", "Herengracht 100 III", "Herengracht", "100", "III"),
        ("NL", "Plein 1944 12", "Plein 1944", "12", None),
        ("NL", "Plein 1940-'45 3b", "Plein 1940-'45", "3", "b"),
        ("NL", "Plein '40-'45 12", "Plein '40-'45", "12", None),
        ("NL", "Laan van 1813 12 A", "Laan van 1813", "12", "A"),
        ("NL", "16 april 1944 Pad 1", "16 april 1944 Pad", "1", None),
        ("NL", "Langeloërduinen 3 46", "Langeloërduinen", "3", "46"),
        ("NL", "'s-Gravenweg 1-bis", "'s-Gravenweg", "1", "bis"),
        ("NL", "Straat van Ormuz 12", "Straat van Ormuz", "12", None),
        ("NL", "2e van der Helststraat 12-3", "2e van der Helststraat", "12", "3"),
        ("NL", "Industrieweg 5 unit 12", "Industrieweg", "5", "unit 12"),
        ("NL", "Postbus 123", "Postbus", "123", None),
        ("NL", "Plein 2", "Plein", "2", None),
        ("BE", "Kerkstraat 12 bus 3", "Kerkstraat", "12", "bus 3"),
        ("BE", "Rue de la Loi 16 bte 3", "Rue de la Loi", "16", "bte 3"),
        ("BE", "Rue du 11 novembre 5", "Rue du 11 novembre", "5", None),
        ("BE", "Avenue Louise 12 boîte 4", "Avenue Louise", "12", "boîte 4"),
        ("DE", "Straße des 17. Juni 135", "Straße des 17. Juni", "135", None),
        ("DE", "Hauptstr. 12 a", "Hauptstr.", "12", "a"),
        ("DE", "Hauptstraße 12 1/2", "Hauptstraße", "12", "1/2"),
        ("NL", "12 Kerkstraat", "Kerkstraat", "12", None),
        ("NL", "12a Kerkstraat", "Kerkstraat", "12", "a"),
        ("BE", "5, rue Neuve", "rue Neuve", "5", None),
    ],
)
def test_a_line_with_one_reading_is_split(
    country: str, line: str, street: str, number: str, addition: str | None
) -> None:
    assert split_line(line, country) == (street, number, addition, True)


@pytest.mark.parametrize(
    ("country", "line"),
    [
        ("NL", "Kerkstraat"),
        ("NL", "Plein 1944"),
        ("NL", "Plein 1944-12"),
        ("NL", "Laan van 1813"),
        ("NL", "Het Plein 1944 12"),
        ("NL", "Wijk 5 12"),
        ("NL", "Kerkstraat 12 tegenover 14"),
        ("NL", "Kerkstraat nr. 12"),
        ("NL", "Kerkstraat 12-"),
        ("NL", "Plein 1944 12 tegenover 14"),
        ("NL", "Postbus 12 34"),
        ("NL", "1e Kerkstraat"),
        ("NL", "18 Septemberplein"),
        ("NL", "2 van der Helststraat"),
        ("GB", "12 High Street"),
        ("NL", "12"),
        ("NL", ""),
        ("NL", "Kerkstraat 123456"),
        ("DE", "Q 7 24"),
        ("DE", "Straße 12"),
        ("DE", "Postfach 12 34 56"),
        ("GB", "High Street 12"),
        ("", "Kerkstraat 12"),
        ("NL", "Kerkstraat 12 " + "x" * 300),
    ],
)
def test_a_line_in_doubt_stays_whole(country: str, line: str) -> None:
    assert split_line(line, country) == (line, None, None, False)


EXCEPTIONS = ["Wijk 5", "Laan 1940-1945", "Plein 1944", "Langeloërduinen 3"]


@pytest.mark.parametrize(
    ("line", "street", "number", "addition"),
    [
        ("Wijk 5 12", "Wijk 5", "12", None),
        ("wijk 5, 12 b", "wijk 5", "12", "b"),
        ("Laan 1940-1945 7 hs", "Laan 1940-1945", "7", "hs"),
        ("Langeloërduinen 3 46", "Langeloërduinen 3", "46", None),
        ("Plein 1944", "Plein 1944", None, None),
    ],
)
@pytest.mark.parametrize("country", ["NL", "GB"])
def test_a_street_of_the_exceptions_is_taken_by_its_name_and_is_no_guess(
    country: str, line: str, street: str, number: str | None, addition: str | None
) -> None:
    assert split_line(line, country, EXCEPTIONS) == (street, number, addition, False)


@pytest.mark.parametrize(
    ("line", "street"),
    [("Wijk 51", "Wijk"), ("Wijkerstraat 5 12", "Wijkerstraat"), ("Kerkstraat 12", "Kerkstraat")],
)
def test_a_line_that_is_of_no_exception_is_read_as_ever(line: str, street: str) -> None:
    assert split_line(line, "NL", ["Wijk 5", "", "Kerkstraat 12 tegenover"]) == split_line(line, "NL")
    assert split_line(line, "DE", [])[0] in {street, line}


@given(LINES, st.lists(st.sampled_from([*STREETS, "", " ", "3"]), max_size=3))
def test_exceptions_lose_no_letter_and_no_digit(line: str, exceptions: list[str]) -> None:
    assert signs(*split_line(line, "NL", exceptions)[:3]) == signs(line)


@given(
    st.sampled_from([street for street in STREETS if street != "1e Kruisstraat"]),
    st.integers(1, 999),
    st.sampled_from(["", "a", "bis", "2", "III"]),
    st.sampled_from(["NL", "BE", "DE"]),
)
def test_what_was_joined_is_split_again_into_its_parts(street: str, number: int, addition: str, country: str) -> None:
    again = split_line(join_line(street, str(number), addition, country), country, [street])
    assert (again.street, again.number) == (street, str(number))
    assert (again.addition or "").removeprefix("bus ") == addition
