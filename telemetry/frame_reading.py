"""Frames as they were received, read back from a mission's record."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

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

# One of each packet of this vehicle, and some; a block is a hundred kilobytes.
_RECENT_BLOCKS: Final = 48


class FrameReader:
    """Reads whole rows and frames out of a record.

    Parameters
    ----------
    streams
        The streams of the record.
    """

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        # A seek reads the state and then what follows out of the same blocks.
        self._recent: OrderedDict[int, Words] = OrderedDict()

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
        found: list[Frame] = []
        with self._streams.snapshot():
            for reign in self._streams.reigns():
                if reign.stream.source != source or reign.packet.name != packet:
                    continue
                for words in self.rows(reign, from_ns, to_ns):
                    number = words[:, SEQUENCE]
                    wanted = words[(number >= sequences.start) & (number < sequences.stop)]
                    recorded = frames_of_rows(wanted, source=source, packet=packet)
                    found += [each.frame for each in recorded]
        return found

    def rows(self, reign: Reign, from_ns: int, to_ns: int) -> Iterator[Words]:
        """Yield a stream's rows in a span, its end excluded, in the order they were recorded.

        Inside a snapshot of the streams.
        """
        for block in self._streams.blocks(reign, from_ns, to_ns):
            yield _within(self.rows_of_block(reign, block), from_ns, to_ns)
        yield _within(self._streams.live(reign), from_ns, to_ns)

    def rows_of_block(self, reign: Reign, block: BlockSpan) -> Words:
        """Return a block's rows; none if any of it is damaged, which is noted.

        The rows are kept for a while and must not be changed.
        """
        words = self._recent.pop(block.id, None)
        if words is None:
            words = self._decoded(reign, block)
        self._recent[block.id] = words
        if len(self._recent) > _RECENT_BLOCKS:
            self._recent.popitem(last=False)
        return words

    def _decoded(self, reign: Reign, block: BlockSpan) -> Words:
        words = np.empty((HEAD_WORDS + reign.packet.columns, block.rows), np.int64)
        channels = range(reign.first_channel, reign.first_channel + words.shape[0])
        cells = self._streams.block_cells(channels, block)
        try:
            for word, channel in enumerate(channels):
                cell = cells.get(channel, b"")
                if word < HEAD_WORDS:
                    words[word] = decode_integers(cell, block.rows)
                else:
                    words[word] = decode_values(cell, block.rows).view(np.int64)
        except BlockError as error:
            self._streams.note_damage(reign, block, error)
            return empty(reign.packet.columns)
        return np.ascontiguousarray(words.T)


def _within(words: Words, from_ns: int, to_ns: int) -> Words:
    times_ns = words[:, GENERATED]
    return words[(times_ns >= from_ns) & (times_ns < to_ns)]
