"""One column of a block as few bytes, without loss.

A cell is a codec number, the codec's bytes and a CRC-32 over both. Every codec gives back the
same 64-bit numbers bit for bit, except that all NaN become the one NaN: telemetry means nothing
else by them.

====== =========================================================================
codec  what it stores
====== =========================================================================
LINE   first value and step of evenly spaced integers: times, counters, constants
STEPS  differences of integers, zigzag, in the fewest bytes that hold them
SCALED values that are whole multiples of a power of ten, as integers
FLOAT  values that a 32-bit float holds exactly, as differences of their bits
BITS   any other values, as differences of their 64 bits
GAPPED which values are NaN, then the others by one of the codecs above
====== =========================================================================

Differences are byte-shuffled (all lowest bytes first) and compressed with Zstandard.
"""

import struct
import zlib
from enum import IntEnum
from threading import local
from typing import Final

import numpy as np
import zstandard
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Values = NDArray[np.float64]

# Level 3 of 22: on housekeeping data the higher ones save under 3 % for several times the work.
_ZSTANDARD_LEVEL: Final = 3
_LINE: Final = struct.Struct("<qq")
_STEPS_HEAD: Final = struct.Struct("<qB")
_LENGTH: Final = struct.Struct("<I")
_CRC: Final = struct.Struct("<I")
_POWERS_OF_TEN: Final = (0, 1, 2, 3, 4, 6)
# Above it neighbouring integers are no longer distinct as float64.
_LARGEST_EXACT: Final = float(1 << 53)


class BlockError(ValueError):
    """Bytes that are not a cell, or a cell that was damaged."""


class _Codec(IntEnum):
    LINE = 1
    STEPS = 2
    SCALED = 3
    FLOAT = 4
    BITS = 5
    GAPPED = 6


class _Contexts(local):
    """Zstandard's working memory: kept, for it costs more than a small cell; one per thread."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_ZSTANDARD_LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_contexts: Final = _Contexts()


def encode_integers(numbers: Integers) -> bytes:
    """Return the cell of at least one integer."""
    return _sealed(_integers(numbers))


def decode_integers(cell: bytes, count: int) -> Integers:
    """Return the `count` integers of a cell.

    Raises
    ------
    BlockError
        If the cell is damaged or holds another number of integers.
    """
    return _opened_integers(_checked(cell), count)


def encode_values(values: Values) -> bytes:
    """Return the cell of at least one engineering value; NaN is kept."""
    missing = np.isnan(values)
    if not missing.any():
        return _sealed(_values(np.ascontiguousarray(values)))
    mask = _contexts.compressor.compress(np.packbits(missing).tobytes())
    present = values[~missing]
    body = _values(present) if present.size else b""
    return _sealed(bytes([_Codec.GAPPED]) + _LENGTH.pack(len(mask)) + mask + body)


def decode_values(cell: bytes, count: int) -> Values:
    """Return the `count` engineering values of a cell.

    Raises
    ------
    BlockError
        If the cell is damaged or holds another number of values.
    """
    body = _checked(cell)
    if body[0] != _Codec.GAPPED:
        return _opened_values(body, count)
    (length,) = _LENGTH.unpack_from(body, 1)
    start = 1 + _LENGTH.size
    bits = _decompressed(body[start : start + length], (count + 7) // 8)
    missing = np.unpackbits(np.frombuffer(bits, np.uint8), count=count).astype(bool)
    values = np.full(count, np.nan)
    present = count - int(missing.sum())
    if present:
        values[~missing] = _opened_values(body[start + length :], present)
    return values


def _sealed(body: bytes) -> bytes:
    return body + _CRC.pack(zlib.crc32(body))


def _checked(cell: bytes) -> bytes:
    body, checksum = cell[: -_CRC.size], cell[-_CRC.size :]
    if not body or len(checksum) != _CRC.size:
        raise BlockError(f"{len(cell)} bytes are too few for a cell")
    if zlib.crc32(body) != _CRC.unpack(checksum)[0]:
        raise BlockError("the checksum of a cell does not match")
    return body


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
    numbers[1:] = (zigzag >> np.uint64(1)).view(np.int64) ^ -(zigzag & np.uint64(1)).view(np.int64)
    return np.cumsum(numbers, out=numbers)


def _values(values: Values) -> bytes:
    """Return values without NaN by the first codec that holds them exactly."""
    bits = values.view(np.int64)
    if (bits == bits[0]).all():
        return bytes([_Codec.BITS]) + _integers(bits)
    for power in _POWERS_OF_TEN:
        scaled = _whole_multiples(values, power)
        if scaled is not None:
            return bytes([_Codec.SCALED, power]) + _integers(scaled)
    with np.errstate(over="ignore"):
        short = values.astype(np.float32)
    if (short.astype(np.float64).view(np.int64) == bits).all():
        return bytes([_Codec.FLOAT]) + _integers(short.view(np.int32).astype(np.int64))
    return bytes([_Codec.BITS]) + _integers(bits)


def _whole_multiples(values: Values, power: int) -> Integers | None:
    """Return `values` × 10**`power` as integers if dividing gives every bit back."""
    # A quick look at a few spares the full test on most columns of measured noise.
    few = values[:: max(1, values.size // 8)]
    return None if _scaled(few, power) is None else _scaled(values, power)


def _scaled(values: Values, power: int) -> Integers | None:
    factor = 10.0**power
    with np.errstate(over="ignore"):
        multiples = np.rint(values * factor)
    if not (np.abs(multiples) < _LARGEST_EXACT).all():
        return None
    scaled = multiples.astype(np.int64)
    # Compared as bits, for -0.0 equals 0.0 and would lose its sign.
    return scaled if ((scaled / factor).view(np.int64) == values.view(np.int64)).all() else None


def _opened_values(body: bytes, count: int) -> Values:
    match body[0]:
        case _Codec.SCALED:
            return _opened_integers(body[2:], count) / 10.0 ** body[1]
        case _Codec.FLOAT:
            short = _opened_integers(body[1:], count).astype(np.int32)
            return short.view(np.float32).astype(np.float64)
        case _Codec.BITS:
            return _opened_integers(body[1:], count).view(np.float64)
        case codec:
            raise BlockError(f"codec {codec} does not hold values")


def _bytes_needed(largest: int) -> int:
    return next(width for width in (1, 2, 4, 8) if largest < 1 << (8 * width))


def _compressed(numbers: NDArray[np.uint64], width: int) -> bytes:
    narrow = numbers.astype(f"<u{width}")
    shuffled = narrow.view(np.uint8).reshape(-1, width).T
    return _contexts.compressor.compress(shuffled.tobytes())


def _expanded(compressed: bytes, count: int, width: int) -> NDArray[np.uint64]:
    if width not in (1, 2, 4, 8):
        raise BlockError(f"{width} is no width of a number")
    planes = np.frombuffer(_decompressed(compressed, count * width), np.uint8)
    narrow = np.ascontiguousarray(planes.reshape(width, count).T).view(f"<u{width}")
    return narrow.reshape(count).astype(np.uint64)


def _decompressed(compressed: bytes, size: int) -> bytes:
    try:
        content = _contexts.decompressor.decompress(compressed, max_output_size=size)
    except zstandard.ZstdError as error:
        raise BlockError(f"a cell cannot be decompressed: {error}") from error
    if len(content) != size:
        raise BlockError(f"a cell holds {len(content)} bytes instead of {size}")
    return content
