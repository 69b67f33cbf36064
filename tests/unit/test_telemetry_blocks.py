import numpy as np
import pytest

from telemetry.blocks import (
    BlockError,
    decode_integers,
    decode_values,
    encode_integers,
    encode_values,
)

RANDOM = np.random.default_rng(7)
MOST, LEAST = (1 << 63) - 1, -(1 << 63)


def same_bits(left: np.ndarray, right: np.ndarray) -> bool:
    return left.tobytes() == right.tobytes()


@pytest.mark.parametrize(
    "numbers",
    [
        [5],
        [5, 5, 5],
        list(range(0, 1000, 10)),
        [1, 4, 2, 8, 5, 7],
        [LEAST, MOST, 0, LEAST, MOST],
        [0, 1 << 40, 3, 1 << 20],
    ],
)
def test_integers_come_back_exactly(numbers: list[int]) -> None:
    cell = encode_integers(np.array(numbers, np.int64))
    assert decode_integers(cell, len(numbers)).tolist() == numbers


VALUES = {
    "constant": np.full(600, 21.0),
    "one": np.array([np.pi]),
    "tenths": np.round(RANDOM.normal(760, 1, 600), 1),
    "millionths": np.round(RANDOM.normal(0.5, 0.1, 600), 6),
    "hundredths by multiplying": RANDOM.integers(-999, 999, 600) * 0.01,
    "steps of 5e-7": RANDOM.integers(-(10**7), 10**7, 600) * 5e-7,
    "few odd values": RANDOM.choice([np.pi, np.e, -1e-9], 600),
    "counts": RANDOM.integers(0, 1 << 40, 600).astype(float),
    "float32": RANDOM.normal(0, 1e30, 600).astype(np.float32).astype(float),
    "noise": RANDOM.normal(0, 1, 600),
    "huge and tiny": np.array([1e308, -1e308, 5e-324, -0.0, 0.0, 1e-300]),
    "minus zero": np.array([0.0, -0.0, 1.0]),
    "some invalid": np.where(RANDOM.random(600) < 0.1, np.nan, 20.5),
    "all invalid": np.full(9, np.nan),
    "one invalid": np.array([np.nan]),
}


@pytest.mark.parametrize("name", VALUES)
def test_values_come_back_bit_for_bit(name: str) -> None:
    values = VALUES[name]
    assert same_bits(decode_values(encode_values(values), values.size), values)


def test_evenly_spaced_times_cost_a_few_bytes_however_many() -> None:
    assert len(encode_integers(np.arange(100_000) * 10**9)) < 30


def test_measured_tenths_cost_under_a_byte_a_sample() -> None:
    values = np.round(760 + np.cumsum(RANDOM.normal(0, 0.02, 600)), 1)
    assert len(encode_values(values)) < 0.6 * values.size


@pytest.mark.parametrize("name", ["hundredths by multiplying", "few odd values"])
def test_values_in_steps_cost_little_however_they_were_computed(name: str) -> None:
    assert len(encode_values(VALUES[name])) < 2 * VALUES[name].size


@pytest.mark.parametrize("name", ["tenths", "float32", "noise", "some invalid", "few odd values"])
def test_every_damaged_byte_is_noticed(name: str) -> None:
    values = VALUES[name]
    cell = encode_values(values)
    for place in range(0, len(cell), max(1, len(cell) // 50)):
        damaged = bytearray(cell)
        damaged[place] ^= 0x10
        with pytest.raises(BlockError):
            decode_values(bytes(damaged), values.size)


@pytest.mark.parametrize("cell", [b"", b"1", b"1234", bytes(20)])
def test_bytes_that_are_no_cell_are_refused(cell: bytes) -> None:
    with pytest.raises(BlockError):
        decode_values(cell, 3)
    with pytest.raises(BlockError):
        decode_integers(cell, 3)


def test_a_cell_of_another_length_is_refused() -> None:
    with pytest.raises(BlockError, match="instead of"):
        decode_integers(encode_integers(np.array([1, 4, 2])), 4)
    with pytest.raises(BlockError):
        decode_values(encode_values(VALUES["noise"]), 599)


def test_a_cell_of_values_is_no_cell_of_integers() -> None:
    with pytest.raises(BlockError, match="does not hold integers"):
        decode_integers(encode_values(VALUES["tenths"]), 600)
    with pytest.raises(BlockError, match="does not hold values"):
        decode_values(encode_integers(np.array([1, 4, 2])), 3)
