"""What hypothesis hands to functions: any value at all, and for each kind of argument those that it accepts."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from mapping.functions.arguments import Argument, Kind, ListOf, Named, OneOf

AMOUNTS = (
    st.integers(-(10**6), 10**6)
    | st.decimals(-(10**6), 10**6, places=4)
    | st.sampled_from(["12.50", "0", "-3", Decimal("9" * 40), 10**39, "0." + "0" * 38 + "1"])
)
RATES = st.integers(0, 99) | st.sampled_from(["5.5", Decimal("13.5"), "9" * 40])
FIELDS = st.sampled_from(["a", "b", "a.b"])
CONSTANTS = st.text(max_size=8) | st.integers() | st.booleans() | st.decimals(allow_nan=False, allow_infinity=False)
PATTERNS = st.sampled_from(["[0-9]+", "(a+)+$", "", ".", "^$", "(?i)b", "a|(b)", "x*", "\\bé"]).filter(len)
FORMS = st.sampled_from(["DD-MM-YYYY", "YYYYMMDD", "D/M/YYYY hh:mm", "YYYY-MM-DDThh:mm:ss"])

ARGUMENTS: dict[Argument, st.SearchStrategy[Any]] = {
    Argument.NONE: st.none(),
    Argument.LENGTH: st.integers(1, 10_000),
    Argument.PLACES: st.integers(0, 20),
    Argument.SHIFT: st.integers(-40_000, 40_000),
    Argument.TEXT: st.text(max_size=5),
    Argument.FILLED_TEXT: st.text(min_size=1, max_size=3),
    Argument.TEXTS: st.lists(st.text(max_size=5), max_size=3),
    Argument.SIGN: st.characters(),
    Argument.SHORT_TEXT: st.text(max_size=5) | st.just("x" * 100),
    Argument.CONSTANT: CONSTANTS,
    Argument.CONSTANTS: st.lists(CONSTANTS, max_size=3),
    Argument.YES_OR_NO: st.booleans(),
    Argument.AMOUNT: AMOUNTS,
    Argument.RATE: RATES,
    Argument.RATES: st.lists(RATES, min_size=1, max_size=3),
    Argument.PATTERN: PATTERNS,
    Argument.FIELD: FIELDS,
    Argument.FIELDS: FIELDS | st.lists(FIELDS, min_size=1, max_size=2),
    Argument.TABLE: st.dictionaries(st.sampled_from(["a", "b", "true", 0, 7]), CONSTANTS, min_size=1),
    Argument.DATE_FORM: FORMS,
    Argument.ZONE: st.sampled_from(["Europe/Amsterdam", "UTC", "Pacific/Kiritimati", "Etc/GMT+12"]),
    Argument.COUNTRY: st.sampled_from(["NL", "BE", "DE", "GR", "XI", "ZZ"]),
    Argument.ADDRESS_PART: st.sampled_from(["street", "number", "addition"]),
}

HARD = [
    *(Decimal("sNaN"), Decimal("1E+999999"), Decimal("9" * 40), 10**4000, object()),
    *("\ud800", "9" * 5000, "٣", "1e5", "<p>a&amp;<b", "<![CDATA[x", "24-11-2026", "2026-11-24"),
    *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "NL", "Duitsland", "Fenna van der Meulen", "a@example.com"),
    *("Kerkstraat 12 a", "stuks"),
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.from_regex(r"[A-Z]{2}[0-9 .-]{8,14}[A-Z]?|\+?[0-9 ()-]{6,14}|[0-9]{8,14}", fullmatch=True)
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.binary()
    | st.sampled_from(HARD)
)
OBJECTS = st.dictionaries(st.sampled_from(["a", "b", "street", "number", "addition", "country"]), SCALARS, max_size=4)
ANYTHING = (
    SCALARS | OBJECTS | st.lists(SCALARS | OBJECTS, max_size=3) | st.lists(st.lists(OBJECTS, max_size=2), max_size=2)
)


def arguments_for(kind: Kind) -> st.SearchStrategy[Any]:
    """Arguments that the kind accepts."""
    if isinstance(kind, OneOf):
        return st.sampled_from(kind.words)
    if isinstance(kind, ListOf):
        return st.lists(arguments_for(kind.entry), min_size=1, max_size=2)
    if isinstance(kind, Named):
        return st.fixed_dictionaries(
            {name: arguments_for(inner) for name, inner in kind.needed.items()},
            optional={name: arguments_for(inner) for name, inner in kind.optional.items()},
        ).filter(lambda given: given.get("unmapped") != "default" or "default" in given)
    return ARGUMENTS[kind]
