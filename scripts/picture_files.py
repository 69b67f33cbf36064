"""Pictures of screens as small files, and as people see them who lack one kind of cone."""

import struct
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

BITS: Final = 4  # of a pixel
CODES: Final = 1 << 18  # six bits of each channel
# Source: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", IEEE TVCG 15 (2009), table 1 at severity 1.0; for linear RGB.
CONES: Final = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def png_of_few_colours(image: "QImage") -> bytes:
    """Return a PNG of 16 colours, two pixels to a byte: a sixth of what Qt would write."""
    from PySide6.QtGui import QImage

    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(rgb.constBits(), np.uint32).reshape(rgb.height(), rgb.width())
    # Of colours alike but for their two last bits one stands for all: to sort a million pixels
    # would take longer than to draw them.
    codes = pixels >> 6 & 0x3F000 | pixels >> 4 & 0xFC0 | pixels >> 2 & 0x3F
    counts, stands_for = np.bincount(codes.ravel(), minlength=CODES), np.zeros(CODES, np.uint32)
    stands_for[codes] = pixels
    found = np.flatnonzero(counts)
    colours = np.stack([stands_for[found] >> s & 0xFF for s in (16, 8, 0)], axis=1).astype(int)
    table = spread_colours(colours, counts[found])
    nearest = np.zeros(CODES, np.uint8)
    nearest[found] = np.abs(colours[:, None, :] - table).sum(axis=2).argmin(axis=1)
    indices = nearest[codes]
    indices = np.pad(indices, ((0, 0), (0, rgb.width() % 2)))
    rows = np.pad(indices[:, ::2] << 4 | indices[:, 1::2], ((0, 0), (1, 0)))  # 0: no filter
    header = struct.pack(">IIBBBBB", rgb.width(), rgb.height(), BITS, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", table.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def spread_colours(found: "NDArray[np.int_]", counts: "NDArray[np.int_]") -> "NDArray[np.int_]":
    """Return those colours of alarms that occur, and those without which most would be wrong."""
    from PySide6.QtGui import QColor

    from console.ui.theme import DARK, DAYLIGHT

    styles = [style for theme in (DARK, DAYLIGHT) for style in theme.severities.values()]
    named = (QColor(name) for each in styles for name in (each.ink, each.plate))
    inks = {(ink.red(), ink.green(), ink.blue()) for ink in named}
    table = [found[counts.argmax()], *map(np.array, sorted(inks & set(map(tuple, found.tolist()))))]
    wrong = np.abs(found[:, None, :] - np.array(table)).sum(axis=2).min(axis=1)
    while len(table) < 2**BITS and wrong.any():
        table.append(found[(counts * wrong**2).argmax()])
        wrong = np.minimum(wrong, np.abs(found - table[-1]).sum(axis=1))
    return np.array(table)


def as_seen(image: "QImage", matrix: "NDArray[np.float64]") -> "QImage":
    """Return a picture with `matrix` applied to its linear red, green and blue."""
    from PySide6.QtGui import QImage

    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = rgb.width(), rgb.height(), rgb.bytesPerLine()
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(height, stride)[:, : 3 * width]
    coded = rows.reshape(height, width, 3) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ matrix.T, 0.0, 1.0)
    coded = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    data = np.round(255 * coded).astype(np.uint8).tobytes()
    return QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
