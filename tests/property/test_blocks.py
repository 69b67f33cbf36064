import contextlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from telemetry.blocks import (
    BlockError,
    decode_integers,
    decode_value,
    decode_values,
    encode_integers,
    encode_values,
)

lengths = hnp.array_shapes(min_dims=1, max_dims=1, max_side=200)
# As sensors give them: a few steps of a power of ten, exactly or by multiplying.
measured = st.builds(
    lambda counts, step, divides: counts / round(1 / step) if divides else counts * step,
    hnp.arrays(np.int64, lengths, elements=st.integers(-(10**6), 10**6)),
    st.sampled_from([1.0, 0.1, 0.05, 0.02, 0.01, 0.001, 5e-7]),
    st.booleans(),
)
any_values = hnp.arrays(np.float64, lengths, elements=st.floats()) | measured


@given(any_values)
def test_values_come_back_bit_for_bit_and_all_nan_as_one(values: np.ndarray) -> None:
    expected = np.where(np.isnan(values), np.nan, values)
    assert decode_values(encode_values(values), values.size).tobytes() == expected.tobytes()


@given(any_values, st.integers(0, 10**6))
def test_one_value_is_the_one_among_all(values: np.ndarray, place: int) -> None:
    cell, place = encode_values(values), place % values.size
    one = np.array([decode_value(cell, values.size, place)])
    assert one.tobytes() == decode_values(cell, values.size)[place : place + 1].tobytes()


@given(hnp.arrays(np.int64, lengths))
def test_integers_come_back(numbers: np.ndarray) -> None:
    assert decode_integers(encode_integers(numbers), numbers.size).tolist() == numbers.tolist()


@given(st.binary(max_size=100), st.integers(1, 200))
def test_any_bytes_give_values_or_a_block_error(cell: bytes, count: int) -> None:
    with contextlib.suppress(BlockError):
        decode_values(cell, count)
    with contextlib.suppress(BlockError):
        decode_value(cell, count, count - 1)
    with contextlib.suppress(BlockError):
        decode_integers(cell, count)


@given(measured, st.integers(0, 10**6), st.integers(1, 255))
def test_a_damaged_cell_is_always_noticed(values: np.ndarray, place: int, change: int) -> None:
    cell = bytearray(encode_values(values))
    cell[place % len(cell)] ^= change
    with contextlib.suppress(BlockError):
        decode_values(bytes(cell), values.size)
        raise AssertionError
