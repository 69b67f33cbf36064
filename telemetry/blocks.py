"""One column of a block as few bytes, without loss.

A cell is a codec number, the codec's bytes and a CRC-32 over both. Every codec gives back the
same 64-bit numbers bit for bit, except that all NaN become the one NaN: telemetry means nothing
else by them.

======= =========================================================================
codec   what it stores
======= =========================================================================
LINE    first value and step of evenly spaced integers: times, counters, constants
STEPS   differences of integers, zigzag, in the fewest bytes that hold them
SCALED  values that are integers divided by a power of ten, as those integers
STEPPED values that are integers times 1, 2 or 5 times such a power, as those integers
FLOAT   values that a 32-bit float holds exactly, as differences of their bits
TABLE   few different values: each once, and which comes when
BITS    any other values, as differences of their 64 bits
ODD     which values are NaN or minus zero, then the others by one of the codecs above
======= =========================================================================

Differences are byte-shuffled (all lowest bytes first) and compressed with Zstandard.
"""

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import partial
from threading import local
from typing import Final

import numpy as np
import zstandard
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Values = NDArray[np.float64]
_Unsigned = NDArray[np.unsignedinteger]
_Read = Callable[[bytes, int], Integers]

# Level 3 of 22: on housekeeping data the higher ones save under 3 % for several times the work.
_ZSTANDARD_LEVEL: Final = 3
_LINE: Final = struct.Struct("<qq")
_STEPS_HEAD: Final = struct.Struct("<qB")
_ODD_HEAD: Final = struct.Struct("<II")
_CRC: Final = struct.Struct("<I")
_TABLE_HEAD: Final = struct.Struct("<II")
# Part of the format: numbers in a cell point into these.
_DIVISORS: Final = (1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6)
_STEPS: Final = tuple(float(f"{digit}e-{power}") for power in range(1, 10) for digit in (5, 2, 1))
# Above it neighbouring integers are no longer distinct as float64.
_LARGEST_EXACT: Final = float(1 << 53)
_LARGEST_QUICK: Final = 1e15


class BlockError(ValueError):
    """Bytes that are not a cell, or a cell that was damaged."""


class _Codec(IntEnum):
    LINE = 1
    STEPS = 2
    SCALED = 3
    FLOAT = 4
    BITS = 5
    ODD = 6
    STEPPED = 7
    TABLE = 8


class _Contexts(local):
    """Zstandard's working memory: kept, for it costs more than a small cell; one per thread."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_ZSTANDARD_LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_contexts: Final = _Contexts()


def with_checksum(body: bytes) -> bytes:
    """Return `body` with a CRC-32 behind it."""
    return body + _CRC.pack(zlib.crc32(body))


def without_checksum(cell: bytes) -> bytes:
    """Return the body of what `with_checksum` returned.

    Raises
    ------
    BlockError
        If it is damaged or empty.
    """
    body, checksum = cell[: -_CRC.size], cell[-_CRC.size :]
    if not body or len(checksum) != _CRC.size:
        raise BlockError(f"{len(cell)} bytes are too few for a cell")
    if zlib.crc32(body) != _CRC.unpack(checksum)[0]:
        raise BlockError("the checksum of a cell does not match")
    return body


def encode_integers(numbers: Integers) -> bytes:
    """Return the cell of at least one integer."""
    return with_checksum(_integers(numbers))


def decode_integers(cell: bytes, count: int) -> Integers:
    """Return the `count` integers of a cell.

    Raises
    ------
    BlockError
        If the cell is damaged or holds another number of integers.
    """
    return _opened_integers(without_checksum(cell), count)


def encode_values(values: Values) -> bytes:
    """Return the cell of at least one engineering value; NaN and minus zero are kept."""
    is_odd = np.isnan(values) | ((values == 0.0) & np.signbit(values))
    if not is_odd.any():
        return with_checksum(_values(np.ascontiguousarray(values)))
    is_nan = np.isnan(values[is_odd])
    masks = _contexts.compressor.compress(
        np.packbits(is_odd).tobytes() + np.packbits(is_nan).tobytes()
    )
    plain = values[~is_odd]
    body = _values(plain) if plain.size else b""
    head = _ODD_HEAD.pack(len(masks), is_nan.size)
    return with_checksum(bytes([_Codec.ODD]) + head + masks + body)


def decode_values(cell: bytes, count: int) -> Values:
    """Return the `count` engineering values of a cell.

    Raises
    ------
    BlockError
        If the cell is damaged or holds another number of values.
    """
    body = without_checksum(cell)
    if body[0] != _Codec.ODD:
        return _opened_values(body, count)
    is_odd, is_nan, plain = _opened_odd(body, count)
    values = np.empty(count)
    values[is_odd] = np.where(is_nan, np.nan, -0.0)
    if plain:
        values[~is_odd] = _opened_values(plain, count - is_nan.size)
    return values


def decode_value(cell: bytes, count: int, place: int) -> float:
    """Return the value at a place of a cell of `count`, without making up all the others.

    Raises
    ------
    BlockError
        If the cell is damaged or holds another number of values.
    """
    body = without_checksum(cell)
    if body[0] == _Codec.ODD:
        is_odd, is_nan, plain = _opened_odd(body, count)
        before = int(np.count_nonzero(is_odd[:place]))
        if is_odd[place]:
            return math.nan if is_nan[before] else -0.0
        body, count, place = plain, count - is_nan.size, place - before
    only = partial(_opened_integer, place=place)
    return float(_opened_values(body, count, only)[0])


def _opened_odd(body: bytes, count: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_], bytes]:
    """Return which of `count` values are odd, which of those NaN, and the body of the others."""
    length, odd_count = _ODD_HEAD.unpack_from(body, 1)
    start = 1 + _ODD_HEAD.size
    size = (count + 7) // 8
    masks = np.frombuffer(
        _decompressed(body[start : start + length], size + (odd_count + 7) // 8), np.uint8
    )
    is_odd = np.unpackbits(masks[:size], count=count).astype(bool)
    is_nan = np.unpackbits(masks[size:], count=odd_count).astype(bool)
    return is_odd, is_nan, body[start + length :]


def _integers(numbers: Integers) -> bytes:
    """Return `numbers` as LINE or STEPS. Sums wrap around at 64 bits, both ways alike."""
    steps = np.diff(numbers)
    first = int(numbers[0])
    if steps.size == 0 or (steps == steps[0]).all():
        step = int(steps[0]) if steps.size else 0
        return bytes([_Codec.LINE]) + _LINE.pack(first, step)
    zigzag = ((steps << 1) ^ (steps >> 63)).view(np.uint64)
    width = _bytes_needed(int(zigzag.max()))
    head = bytes([_Codec.STEPS]) + _STEPS_HEAD.pack(first, width)
    return head + _compressed(zigzag, width)


def _opened_integers(body: bytes, count: int) -> Integers:
    if body[0] == _Codec.LINE:
        first, step = _LINE.unpack_from(body, 1)
        return np.int64(first) + np.int64(step) * np.arange(count, dtype=np.int64)
    if body[0] != _Codec.STEPS:
        raise BlockError(f"codec {body[0]} does not hold integers")
    first, width = _STEPS_HEAD.unpack_from(body, 1)
    zigzag = _expanded(body[1 + _STEPS_HEAD.size :], count - 1, width)
    numbers = np.empty(count, np.int64)
    numbers[0] = first
    numbers[1:] = _steps(zigzag)
    return np.cumsum(numbers, out=numbers)


def _opened_integer(body: bytes, count: int, *, place: int) -> Integers:
    """Return the integer at a place of a cell of `count`; shape (1,)."""
    if body[0] == _Codec.LINE:
        start, step = np.array([_LINE.unpack_from(body, 1)]).T  # arrays wrap around, numbers warn
        line: Integers = start + step * np.int64(place)
        return line
    if body[0] != _Codec.STEPS:
        raise BlockError(f"codec {body[0]} does not hold integers")
    first, width = _STEPS_HEAD.unpack_from(body, 1)
    zigzag = _expanded(body[1 + _STEPS_HEAD.size :], count - 1, width, place)
    total: Integers = np.int64(first) + _steps(zigzag).sum(keepdims=True, dtype=np.int64)
    return total


def _steps(zigzag: _Unsigned) -> NDArray[np.signedinteger]:
    """Return differences in as many bytes as they are written in: narrow ones are quick."""
    return ((zigzag >> 1) ^ -(zigzag & 1)).view(f"i{zigzag.itemsize}")


def _values(values: Values) -> bytes:
    """Return values without NaN by the first codec that holds them exactly."""
    bits = values.view(np.int64)
    if (bits == bits[0]).all():
        return bytes([_Codec.BITS]) + _integers(bits)
    for codec, number in _candidates(values):
        multiples = _multiples(values, codec, number)
        if multiples is not None:
            return bytes([codec, number]) + _integers(multiples)
    with np.errstate(over="ignore"):
        short = values.astype(np.float32)
    if (short.astype(np.float64).view(np.int64) == bits).all():
        return bytes([_Codec.FLOAT]) + _integers(short.view(np.int32).astype(np.int64))
    levels, places = np.unique(bits, return_inverse=True)
    if levels.size < values.size // 4:
        table = _integers(levels)
        head = _TABLE_HEAD.pack(len(table), levels.size)
        return bytes([_Codec.TABLE]) + head + table + _integers(places.astype(np.int64))
    return bytes([_Codec.BITS]) + _integers(bits)


def _candidates(values: Values) -> Iterator[tuple[_Codec, int]]:
    """Yield scales and steps that give a few of the values back; coarse steps first.

    Few enough to be quick, and so many that what fits them mostly fits all.
    """
    few = values[:: max(1, values.size // 16)].tolist()
    for number, divisor in enumerate(_DIVISORS):
        if all(abs(v) < _LARGEST_QUICK and round(v * divisor) / divisor == v for v in few):
            yield _Codec.SCALED, number
    for number, step in enumerate(_STEPS):
        if all(abs(v) < _LARGEST_QUICK and round(v / step) * step == v for v in few):
            yield _Codec.STEPPED, number


def _multiples(values: Values, codec: _Codec, number: int) -> Integers | None:
    """Return the integers from which `_from_multiples` gives `values` back exactly."""
    with np.errstate(over="ignore"):
        if codec == _Codec.SCALED:
            multiples = np.rint(values * _DIVISORS[number])
        else:
            multiples = np.rint(values / _STEPS[number])
    if not (np.abs(multiples) < _LARGEST_EXACT).all():
        return None
    integers = multiples.astype(np.int64)
    return integers if (_from_multiples(integers, codec, number) == values).all() else None


def _from_multiples(integers: Integers, codec: int, number: int) -> Values:
    """Return a hundredth, say, as 1 / 100 or as 1 × 0.01: the last bit differs now and then."""
    numbers = integers.astype(np.float64)
    return numbers / _DIVISORS[number] if codec == _Codec.SCALED else numbers * _STEPS[number]


def _opened_values(body: bytes, count: int, read: _Read = _opened_integers) -> Values:
    """Return those of a cell's `count` values that `read` gives of its integers."""
    match body[0]:
        case _Codec.SCALED | _Codec.STEPPED as codec:
            return _from_multiples(read(body[2:], count), codec, body[1])
        case _Codec.FLOAT:
            short = read(body[1:], count).astype(np.int32)
            return short.view(np.float32).astype(np.float64)
        case _Codec.TABLE:
            length, size = _TABLE_HEAD.unpack_from(body, 1)
            start = 1 + _TABLE_HEAD.size
            levels = _opened_integers(body[start : start + length], size).view(np.float64)
            return levels[read(body[start + length :], count)]
        case _Codec.BITS:
            return read(body[1:], count).view(np.float64)
        case codec:
            raise BlockError(f"codec {codec} does not hold values")


def _bytes_needed(largest: int) -> int:
    return next(width for width in (1, 2, 4, 8) if largest < 1 << (8 * width))


def _compressed(numbers: NDArray[np.uint64], width: int) -> bytes:
    narrow = numbers.astype(f"<u{width}")
    shuffled = narrow.view(np.uint8).reshape(-1, width).T
    return _contexts.compressor.compress(shuffled.tobytes())


def _expanded(compressed: bytes, count: int, width: int, most: int | None = None) -> _Unsigned:
    """Return the first `most` of `count` numbers."""
    if width not in (1, 2, 4, 8):
        raise BlockError(f"{width} is no width of a number")
    planes = np.frombuffer(_decompressed(compressed, count * width), np.uint8)
    narrow = np.ascontiguousarray(planes.reshape(width, count)[:, :most].T).view(f"<u{width}")
    return narrow.ravel()


def _decompressed(compressed: bytes, size: int) -> bytes:
    try:
        content = _contexts.decompressor.decompress(compressed, max_output_size=size)
    except zstandard.ZstdError as error:
        raise BlockError(f"a cell cannot be decompressed: {error}") from error
    if len(content) != size:
        raise BlockError(f"a cell holds {len(content)} bytes instead of {size}")
    return content
