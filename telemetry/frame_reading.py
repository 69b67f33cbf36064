"""Frames as they were received, read back from a mission's record."""

import numpy as np

from telemetry.blocks import BlockError, decode_integers, decode_values
from telemetry.records import (
    GENERATED,
    HEAD_WORDS,
    SEQUENCE,
    Words,
    empty,
    frames_of_rows,
)
from telemetry.streams import Reign, Streams
from telemetry.tables import BlockSpan
from telemetry.wire import Frame


class FrameReader:
    """Reads the frames of one packet, of one session of its source.

    Parameters
    ----------
    streams
        The streams of the record.
    """

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    def frames(
        self, packet: str, source: str, *, sequences: range, from_ns: int, to_ns: int
    ) -> list[Frame]:
        """Return frames in the order they were recorded; what is damaged is left out.

        Parameters
        ----------
        sequences : range
            Sequence numbers wanted.
        from_ns, to_ns : int
            Generation times between which rows are looked for, half open.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        parts: list[Words] = []
        with self._streams.snapshot():
            for reign in self._streams.reigns():
                if (reign.packet.name, reign.stream.source) == (packet, source):
                    blocks = self._streams.blocks(reign, from_ns, to_ns)
                    parts += [self._rows(reign, block) for block in blocks]
                    parts.append(self._streams.live(reign))
        found: list[Frame] = []
        for words in parts:
            wanted = (words[:, SEQUENCE] >= sequences.start) & (words[:, SEQUENCE] < sequences.stop)
            wanted &= (words[:, GENERATED] >= from_ns) & (words[:, GENERATED] < to_ns)
            recorded = frames_of_rows(words[wanted], source=source, packet=packet)
            found += [each.frame for each in recorded]
        return found

    def _rows(self, reign: Reign, block: BlockSpan) -> Words:
        columns = reign.packet.columns
        words = np.empty((block.rows, HEAD_WORDS + columns), np.int64)
        try:
            for word in range(HEAD_WORDS + columns):
                cell = self._streams.cell(reign.first_channel + word, block)
                if word < HEAD_WORDS:
                    words[:, word] = decode_integers(cell, block.rows)
                else:
                    words[:, word] = decode_values(cell, block.rows).view(np.int64)
        except BlockError as error:
            self._streams.note_damage(reign, block, error)
            return empty(columns)
        return words
