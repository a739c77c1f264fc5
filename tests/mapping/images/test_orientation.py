"""Which way up a picture stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.images.orientation import UPRIGHT, read_orientation, write_orientation
from tests.mapping.images.drawn import exif


@pytest.mark.parametrize("turned", range(1, 9))
def test_each_of_the_eight_ways_is_read_back(turned: int) -> None:
    assert read_orientation(write_orientation(turned)) == turned
    assert [read_orientation(exif(turned, order=order)) for order in "<>"] == [turned, turned]


@pytest.mark.parametrize("turned", [0, 9, 65_535])
def test_a_way_that_there_is_not_counts_as_upright(turned: int) -> None:
    assert read_orientation(exif(turned)) == UPRIGHT


@given(st.binary(max_size=100))
def test_any_bytes_tell_one_of_the_eight_ways(content: bytes) -> None:
    assert 1 <= read_orientation(content) <= 8
    assert 1 <= read_orientation(b"MM\x00*\x00\x00\x00\x08" + content) <= 8
