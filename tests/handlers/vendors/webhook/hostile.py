"""Bodies that nobody means well with: built of a few pieces that cost a parser or a check much for every byte."""

from itertools import cycle, islice

from hypothesis import strategies as st

LIMIT = 1_048_576
"""Bytes: the largest body that an intake takes as it is set up by default."""

LINE = '{"sku":"A","quantity":1,"unit_price":1}'
LISTS = (
    "lines",
    "line_items",
    "shipping_lines",
    "fee_lines",
    "tax_lines",
    "refunds",
    "discount_codes",
    "addresses",
    "variants",
    "images",
)
ADDRESS = '{"id":1,"address1":"a","city":"x","country_code":"NL"},'
START = (
    '{"number":"1","id":1,"name":"#1","ordered_on":"2026-11-24","customer":{"last_name":"B","email":"a@example.com"},'
    '"billing_address":{"street":"a","number":"1","postcode":"1017 GN","city":"x","country":"NL"},'
)


class Body(bytes):
    """A body that is shown by its ends: a test that fails must not print a megabyte."""

    def __repr__(self) -> str:
        return f"<{len(self)} bytes, {bytes(self[:60])!r} … {bytes(self[-60:])!r}>"


def product(variants: int, description: int) -> Body:
    """A product of so many variants, and with a description of so many signs, as a shop posts it."""
    each = ",".join(
        f'{{"id":{place},"sku":"A-{place}","price":"1.00","inventory_item_id":{place}}}' for place in range(variants)
    )
    return Body(f'{{"id":1,"title":"x","body_html":"{"<b>" * (description // 3)}","variants":[{each}]}}'.encode())


pieces = st.sampled_from(
    [
        *("{}", "[]", "[[[]]]", "1", "1.5", "1e9", "-0.1234567890", '""', '"abcde"', '"\\ud83d\\ude00"', "null", "[1]"),
        *('{"":1}', '{"a":1}', '{"abcdefghij":"klmnopqrs"}', LINE, '{"sku":1,"quantity":"x","unit_price":"y"}'),
        '{"id":1,"sku":"A","quantity":"q","price":"p","total":"t","taxes":[{"id":1,"total":"u"}],"tax_lines":[{}]}',
        *("{" + ",".join(f'"k{number}":1' for number in range(count)) + "}" for count in (20, 150, 999)),
        '{"description":"' + "x" * 900 + '","sku":"' + "&amp;" * 50 + '"}',
        '{"taxes":[' + ",".join(['{"id":1,"total":"0.21"}'] * 60) + "]}",
    ]
)
ends = st.sampled_from(["", ',"a":1,"a":1', ',"r":"\\ud800"', ',"r":NaN', ',"r":tru', ',"r":"' + "9" * 300 + '"'])
clean_lines = st.sampled_from([0, 100, 1000])


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """An order with one list of pieces, as long as the limit allows or about as long as an order may be."""
    start = START + f'"{draw(st.sampled_from(LISTS))}":['
    end = "]" + draw(ends) + "}"
    entries = [LINE] * draw(clean_lines)
    repeated = draw(st.lists(pieces, min_size=1, max_size=3))
    room = LIMIT - len(start) - len(end) - sum(len(entry) + 1 for entry in entries)
    count = room // max(sum(len(piece) + 1 for piece in repeated) // len(repeated) + 1, 1)
    count = min(count, draw(st.sampled_from([900, 200_000, 1_000_000])))
    return (start + ",".join([*entries, *islice(cycle(repeated), count)]) + end).encode()[:LIMIT]


@st.composite
def long_texts(draw: st.DrawFn) -> bytes:
    """An order one of whose texts fills the body."""
    signs = draw(st.sampled_from(["x", "\\n", '\\"', "[{,", "&amp;", "é", "😀", " ", "a.", "<b>", "\\u0130"]))
    field = draw(st.sampled_from(["remark", "note", "number", "currency", "updated_at", "name", "status"]))
    room = LIMIT - len(START.encode()) - len(field) - 8
    return (START + f'"{field}":"' + signs * (room // len(signs.encode())) + '"}').encode()


@st.composite
def wide_objects(draw: st.DrawFn) -> bytes:
    """An order with very many fields that it should not have."""
    count, value = draw(st.sampled_from([900, 5000, 80_000])), draw(pieces)
    count = min(count, LIMIT // (len(value) + 10))
    names = ",".join(f'"k{number}":{value}' for number in range(count))
    return (START + names + draw(ends) + "}").encode()[:LIMIT]


rubbish = st.sampled_from([b'"', b" ", b":", b"\n", b"[", b"\\", b"9", b"\xff", b"{"]).map(
    lambda sign: b'{"a":' + sign * (LIMIT - 10) + b"}"
)
bodies = (lists() | long_texts() | wide_objects() | rubbish).map(Body)
