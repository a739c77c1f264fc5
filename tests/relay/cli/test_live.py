"""What `relay check --live` prints of its reports: each finding, each reason not to ask, and a line for the whole."""

from relay.care.live_check import LiveReport
from relay.cli.live import as_json, missing, place, tell
from relay.roles import LookedUp, Named, NotAsked
from relay.settings.findings import Finding
from relay.settings.written import read_text
from words.told import Told

FILE = """\
connections:
  books:
    objects: {order: SO11}
flows:
  orders:
    settings:
      journal: {default: "71"}
"""
JOURNAL = Named(("flows", "orders", "settings", "journal", "default"), "journal", "71")
OBJECT = Named(("connections", "books", "objects", "order"), "business object", "SO11")
COLUMNS = [Named(("connections", "books", "order_columns", f"c{n}"), "column", f"C{n}") for n in range(10)]


def lacks(named: Named, severity: str = "error") -> Finding:
    cure = Told("live.make_or_correct", kind=named.kind)
    told = Told("live.missing", connection="books", kind=named.kind, name=named.name, cure=cure)
    return Finding("error" if severity == "error" else "warning", named.path, told)


def report(calls: int = 7, **looked_up: object) -> LiveReport:
    return LiveReport("books", LookedUp(**looked_up), calls, with_redis=True)  # type: ignore[arg-type]  # as the test says


def test_findings_stand_in_the_order_of_the_file_with_their_lines() -> None:
    [placed] = place([report(findings=[lacks(JOURNAL), lacks(OBJECT)])], read_text(FILE, "relay.yaml"))
    first, second, summary = tell([placed])
    assert first.startswith("relay.yaml:3:22: connections.books.objects.order: books has no business object SO11;")
    assert second.startswith("relay.yaml:7:26: flows.orders.settings.journal.default: books has no journal 71;")
    assert summary == "books: 2 names asked in 7 calls, 0 found, 2 missing; 0 not asked"


def test_a_name_that_the_file_leaves_out_is_told_where_it_would_stand() -> None:
    [placed] = place([report(findings=[lacks(COLUMNS[0])])], read_text(FILE, "relay.yaml"))
    [finding] = placed.looked_up.findings
    assert (finding.line, finding.value) == (2, None)


def test_many_names_that_one_reason_keeps_from_being_asked_are_one_line() -> None:
    left = NotAsked(COLUMNS, Told("live.calls_spent", calls=3))
    line, summary = tell([report(1, found=[JOURNAL], not_asked=[left])])
    assert line.startswith("not asked: column C0, column C1,")
    assert line.endswith("column C7 and 2 more: the 3 calls that one look may make are spent")
    assert summary == "books: 1 name asked in 1 call, 1 found, 0 missing; 10 not asked"
    [told] = as_json([report(not_asked=[left])])
    assert [one["name"] for one in told["not_asked"]] == [one.name for one in COLUMNS]


def test_only_errors_make_the_check_fail_unless_it_is_strict() -> None:
    found = report(findings=[lacks(JOURNAL), lacks(OBJECT, "warning")])
    assert (missing(found), missing(found, strict=True)) == (1, 2)
    [placed] = place([found], read_text(FILE, "relay.yaml"))
    [line] = [line for line in tell([placed]) if "warning" in line]
    assert line.startswith("relay.yaml:3:22: warning: connections.books.objects.order: books has no business object")


def test_where_nobody_can_be_asked_it_says_so() -> None:
    assert list(tell([])) == ["no flow uses a connection that can be asked"]
