"""What a record holds of a packet's last hours, for a server that goes on where one stopped."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from telemetry.dictionary import Packet
from telemetry.frame_reading import FrameReader
from telemetry.records import GENERATED, HEAD_WORDS, RECEIVED, SEQUENCE, empty
from telemetry.rows import Integers, Values
from telemetry.streams import END_OF_TIME_NS, Streams
from telemetry.wire import Frame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PastRows:
    """Rows of one packet in order of time; of two of one time the one recorded last.

    Parameters
    ----------
    source : str
        Who sent the newest.
    times_ns : ndarray of int64, shape (rows,)
        Strictly ascending, UTC nanoseconds; at least one.
    values : ndarray, shape (rows, columns)
    sequences : ndarray of int64, shape (rows,)
        Numbers of the frames they came in.
    """

    source: str
    packet: Packet
    times_ns: Integers
    values: Values
    sequences: Integers

    def part(self, from_ns: int, to_ns: int = END_OF_TIME_NS) -> "PastRows | None":
        """Return the rows of a span, its end excluded; None if there are none."""
        inside = slice(*np.searchsorted(self.times_ns, (from_ns, to_ns)))
        if inside.start == inside.stop:
            return None
        return replace(
            self,
            times_ns=self.times_ns[inside].copy(),
            values=self.values[inside].copy(),
            sequences=self.sequences[inside].copy(),
        )

    def frames(self) -> Iterator[Frame]:
        """Yield the rows as frames that are as long as no time is missing."""
        breaks = np.flatnonzero(np.diff(self.times_ns) != self.packet.period_ns) + 1
        edges = [0, *breaks.tolist(), len(self.times_ns)]
        for start, end in pairwise(edges):
            yield Frame(
                source=self.source,
                packet=self.packet.name,
                sequence=int(self.sequences[start]),
                generated_ns=int(self.times_ns[start]),
                values=self.values[start:end],
            )


class PastReader:
    """Reads the last hours of a record.

    Parameters
    ----------
    streams, reader
        Of the record.
    """

    def __init__(self, streams: Streams, reader: FrameReader) -> None:
        self._streams = streams
        self._reader = reader

    def rows(self, packet: Packet, from_ns: int, received_from_ns: int = 0) -> PastRows | None:
        """Return the rows of a packet since an instant; None if there are none.

        They are of the source that was heard last. What the ground says is one story, whichever
        of its lives said it.

        Parameters
        ----------
        received_from_ns : int
            What was received before does not count: the source's clock was set back then.
        """
        with self._streams.snapshot():
            reigns = [
                reign
                for reign in self._streams.reigns()
                if _ids(reign.packet) == _ids(packet) and reign.until_ns > from_ns
            ]
            source = reigns[-1].stream.source if reigns else ""
            if not packet.is_ground:
                reigns = [reign for reign in reigns if reign.stream.source == source]
            words = [empty(packet.columns)]
            for reign in reigns:
                words += self._reader.rows(reign, from_ns, reign.until_ns)
        rows = np.concatenate(words)
        rows = rows[rows[:, RECEIVED] >= received_from_ns]
        if not len(rows):
            return None
        rows = rows[np.argsort(rows[:, GENERATED], kind="stable")]
        rows = rows[np.append(np.diff(rows[:, GENERATED]) > 0, True)]
        values = np.ascontiguousarray(rows[:, HEAD_WORDS:]).view(np.float64)
        return PastRows(
            source=source,
            packet=packet,
            times_ns=rows[:, GENERATED],
            values=values,
            sequences=rows[:, SEQUENCE],
        )


def _ids(packet: Packet) -> tuple[str, list[str]]:
    """Return what tells a packet's rows from all others; of limits a record knows nothing."""
    return packet.name, [parameter.id for parameter in packet.parameters]
