"""Rows made into a mapper: where values go, which are left out, what becomes a problem, and that nothing is raised."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from mapping.documents.order import Order
from mapping.documents.personal import open_fields
from mapping.parsing import dump_json
from mapping.problems import Problem
from mapping.rows.presets import MappingError
from tests.mapping.rows.rows import applied, mapper_of, order
from tests.plain import as_told


def test_points_in_the_target_nest_and_tables_share_one_object() -> None:
    fields = applied({"a": 1}, {"to": "H.X", "from": "a"}, {"to": "H.Y.Z", "const": "z"}, {"to": "T", "from": "a"})
    assert fields == {"H": {"X": 1, "Y": {"Z": "z"}}, "T": 1}


def test_a_missing_path_leaves_the_field_out() -> None:
    rows = [
        {"to": f"H.F{number}", "from": path} for number, path in enumerate(["b", "a.b", "a[0]", "l[9]", "l.x", "t.x"])
    ]
    assert applied({"a": 1, "l": [1], "t": "text"}, *rows) == {}


def test_false_zero_and_empty_text_are_values_of_a_single_source() -> None:
    fields, _ = mapper_of({"to": "A", "from": "a"}, {"to": "B", "from": "b"}).apply({"a": False, "b": 0})
    assert fields == {"A": False, "B": 0}


def test_the_first_path_that_holds_something_gives_the_value() -> None:
    row = {"to": "A", "from": ["none", "blank", "empty", "value", "other"]}
    context: dict[str, Any] = {"none": None, "blank": "  ", "empty": [], "value": "v", "other": "o"}
    assert applied(context, row) == {"A": "v"}


def test_functions_run_in_their_order() -> None:
    row = {"to": "A", "from": "a", "do": ["trim", {"cut": 8}, "upper"]}
    assert applied({"a": "  bakkerij   van dam "}, row) == {"A": "BAKKERIJ"}


def test_nothing_passes_through_functions_until_a_default_fills_it() -> None:
    row = {"to": "A", "from": "a", "do": ["trim", {"cut": 3}, {"default": "none"}, "upper"]}
    assert applied({}, row) == {"A": "NONE"}


def test_a_list_gives_one_line_for_each_item_with_index_from_one_and_the_whole_context_in_reach() -> None:
    fields = applied(
        {"order": {"number": "7", "lines": [{"sku": "a"}, {"sku": "b", "note": "n"}]}},
        {"to": "L.ART", "each": "order.lines", "from": "item.sku"},
        {"to": "L.NR", "each": "order.lines", "from": "index"},
        {"to": "L.ORDER", "each": "order.lines", "from": "order.number"},
        {"to": "L.MORE.NOTE", "each": "order.lines", "from": "item.note"},
    )
    assert fields == {
        "L": [{"ART": "a", "NR": 1, "ORDER": "7"}, {"ART": "b", "NR": 2, "ORDER": "7", "MORE": {"NOTE": "n"}}]
    }


def test_items_that_are_plain_values_can_be_read_whole() -> None:
    assert applied({"tags": ["x", "y"]}, {"to": "T.NAME", "each": "tags", "from": "item"}) == {
        "T": [{"NAME": "x"}, {"NAME": "y"}]
    }


def test_an_item_without_values_keeps_its_place_and_a_missing_list_gives_no_table() -> None:
    row = {"to": "L.ART", "each": "lines", "from": "item.sku"}
    assert applied({"lines": [{}, {"sku": "b"}]}, row) == {"L": [{}, {"ART": "b"}]}
    assert applied({"lines": []}, row) == {"L": []}
    assert applied({}, row) == {}


def test_outside_a_list_item_and_index_are_ordinary_names() -> None:
    assert applied({"item": 1, "index": 2}, {"to": "A", "from": "item"}, {"to": "B", "from": "index"}) == {
        "A": 1,
        "B": 2,
    }


def test_something_else_than_a_list_is_a_problem() -> None:
    fields, problems = mapper_of({"to": "L.ART", "each": "lines", "from": "item.sku"}).apply({"lines": {"sku": "a"}})
    assert fields == {}
    assert problems == [Problem("lines", as_told("is no list (for the lines of L)"), as_told("give a list"))]


def test_all_wrong_values_are_problems_with_their_place_and_the_rest_is_mapped() -> None:
    fields, problems = mapper_of(
        {"to": "H.DATE", "from": ["b", "a"], "do": ["date"]},
        {"to": "H.OK", "const": "ok"},
        {"to": "L.QTY", "each": "lines", "from": "item.quantity", "do": ["decimal"]},
        {"to": "L.X", "each": "lines", "from": "x", "do": ["upper"]},
        {"to": "H.CONST", "const": "many", "do": ["decimal"]},
    ).apply({"a": "soon", "x": 3, "lines": [{"quantity": "1"}, {"quantity": "a lot"}]})
    assert fields == {"H": {"OK": "ok"}, "L": [{"QTY": Decimal(1)}, {}]}
    assert [(problem.path, problem.rule) for problem in problems] == [
        ("a", "is no date (for H.DATE)"),
        ("H.CONST", "is no number (for H.CONST)"),
        ("x", "is no text (for L.X)"),
        ("lines[1].quantity", "is no number (for L.QTY)"),
        ("x", "is no text (for L.X)"),
    ]
    assert all(problem.remedy for problem in problems)


def test_a_value_in_a_problem_is_masked_unless_its_target_field_is_known_to_be_open() -> None:
    rows = [
        {"to": "lines.quantity", "each": "rows", "from": "item.q", "do": ["decimal"]},
        {"to": "customer.phone", "from": "phone", "do": ["decimal"]},
    ]
    context = {"rows": [{"q": "a lot"}], "phone": "020-555 0100"}
    _, masked = mapper_of(*rows).apply(context)
    _, told = mapper_of(*rows, shown=open_fields(Order)).apply(context)
    assert [problem.value for problem in masked] == ["0*** (12 characters)", "a*** (5 characters)"]
    assert [problem.value for problem in told] == ["0*** (12 characters)", "a lot"]


def test_rows_read_the_fields_and_properties_of_a_canonical_document_and_of_a_dataclass() -> None:
    @dataclass(frozen=True, slots=True)
    class Draft:
        order: Order
        reference: str

        @property
        def shout(self) -> str:
            return self.reference.upper()

    fields = applied(
        {"draft": Draft(order(), "s1-1"), "order": order()},
        {"to": "REF", "from": "draft.shout"},
        {"to": "NAME", "from": "draft.order.customer.name"},
        {"to": "CITY", "from": "order.ship_to.city"},
        {"to": "LINE", "from": "order.billing_address.line"},
        {"to": "DAY", "from": "order.ordered_on", "do": ["date"]},
        {"to": "L.PRICE", "each": "order.lines", "from": "item.unit_price"},
    )
    assert dump_json(fields) == (
        b'{"REF":"S1-1","NAME":"Fenna van der Meulen","CITY":"Amsterdam","LINE":"Kerkstraat 12-A","DAY":"2026-11-24",'
        b'"L":[{"PRICE":0.1234567890123456789},{"PRICE":3}]}'
    )


@pytest.mark.parametrize(
    "path", ["order.model_dump", "order.model_fields", "order._x", "order.__class__", "order.personal_values"]
)
def test_methods_and_inner_parts_of_a_document_cannot_be_read(path: str) -> None:
    assert applied({"order": order()}, {"to": "A", "from": path}) == {}


def test_a_row_that_is_off_does_nothing() -> None:
    assert mapper_of({"to": "A", "from": "a", "off": True}).apply({"a": 1}) == ({}, [])
    assert mapper_of({"to": "A", "from": "a", "off": True}).targets == ()


def test_a_mapper_names_its_targets_in_order() -> None:
    rows = [{"to": "B.X", "const": 1}, {"to": "L.Y", "each": "l", "const": 2}, {"to": "A", "const": 3}]
    assert mapper_of(*rows).targets == ("B.X", "L.Y", "A")


def test_clashing_rows_are_refused_before_anything_is_mapped() -> None:
    rows = [
        {"to": "H.A", "const": 1},
        {"to": "H.A", "const": 2},
        {"to": "H.A.B", "const": 3},
        {"to": "L.X", "each": "order.lines", "const": 4},
        {"to": "L.Y", "const": 5},
        {"to": "H.Z", "each": "order.lines", "const": 6},
    ]
    with pytest.raises(MappingError) as caught:
        mapper_of(*rows)
    assert caught.value.mistakes == (
        "H.A: two rows fill this field; keep one",
        "L.Y: all rows of L go through the same list; write each: order.lines",
        "H.Z: all rows of H go through the same list; leave each out, as the other rows do",
        "H.A.B: another row fills H.A as a whole; take one of the two away",
    )
