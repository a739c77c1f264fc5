"""Walking the models of documents by path."""

from mapping.documents.fields import fields_at, models_in
from mapping.documents.order import Order, OrderLine
from mapping.documents.party import Address


def test_models_are_found_inside_lists_and_optional_types() -> None:
    assert models_in(Order.model_fields["lines"].annotation) == (OrderLine,)
    assert models_in(Order.model_fields["shipping_address"].annotation) == (Address,)
    assert models_in(Order.model_fields["number"].annotation) == ()


def test_the_fields_at_a_path_are_those_of_the_object_there() -> None:
    assert fields_at(Order, ()) is Order.model_fields
    assert fields_at(Order, ("lines", 3)) == OrderLine.model_fields
    assert fields_at(Order, ("shipping_address",)) == Address.model_fields


def test_where_there_is_no_object_there_are_no_fields() -> None:
    assert fields_at(Order, ("number",)) == {}
    assert fields_at(Order, ("nonsense", "street")) == {}
