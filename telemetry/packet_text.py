"""Texts as long as their own bytes say: up to a mark, or as a number before them tells.

To us a text is not a value; but what follows it must be found.
"""

from typing import Any

from lxml import etree
from space_packet_parser.xtce import encodings

from telemetry.packet_layout import bits_at
from telemetry.xtce_text import END, ENDLESS_BITS, MOST, TAG


class EndedText(encodings.BinaryDataEncoding):  # type: ignore[misc]  # it has no types
    """Skips a text whose size is told within.

    Parameters
    ----------
    told : etree._Element
        With what `telemetry.xtce_text` says of its size as attributes.

    Raises
    ------
    ValueError
        If that makes no sense.
    """

    def __init__(self, told: etree._Element) -> None:
        super().__init__(fixed_size_in_bits=8)
        self._most_bits = int(told.get(MOST, str(ENDLESS_BITS)))
        self._tag_bits = int(told.get(TAG, "0"))
        self._end = bytes.fromhex(told.get(END, ""))
        if not self._end and not self._tag_bits:
            raise ValueError(f"the text {told.get('name')} has no end")

    def _calculate_size(self, packet: Any) -> int:  # noqa: ANN401 - as the library calls it
        """Return the bits of mark or number and text; to its most bits where no mark is found."""
        data: bytes = packet.binary_data
        start: int = packet._parsing_pos  # noqa: SLF001 - the library tells it nowhere else
        if self._tag_bits:
            if start + self._tag_bits > 8 * len(data):
                raise ValueError("a text begins after the packet's end")
            return self._tag_bits + bits_at(data, start, self._tag_bits)
        step = 8 * len(self._end)
        room = min(self._most_bits, 8 * len(data) - start)
        mark = int.from_bytes(self._end)
        for at in range(0, room - step + 1, step):
            if bits_at(data, start + at, step) == mark:
                return at + step
        if room < self._most_bits:
            raise ValueError("a text has no end within the packet")
        return self._most_bits
