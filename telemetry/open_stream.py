"""The rows of one packet that are not sealed yet, in memory as in the file."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from telemetry.dictionary import Packet
from telemetry.records import GENERATED, RowBuffer, Words, empty
from telemetry.sealing import SEAL_LEAST_ROWS, SealRequest, block_span_ns
from telemetry.tables import Stream

# Fast packets do not wait ten minutes.
SEAL_MOST_VALUES: Final = 1 << 18


@dataclass(slots=True)
class OpenStream:
    """One packet of one session: what is not sealed yet.

    Parameters
    ----------
    packet_id, packet, first_channel
        As recorded.
    stream
        None until the first rows are in the database.
    waiting
        Rows the next commit will write.
    written
        Rows in the database, verbatim, with the numbers they have there.
    is_sealing
        Whether those were given to the sealing thread.
    """

    packet_id: int
    packet: Packet
    source: str
    first_channel: int
    stream: Stream | None = None
    waiting: RowBuffer = field(init=False)
    written: list[tuple[int, Words]] = field(default_factory=list)
    is_sealing: bool = False

    def __post_init__(self) -> None:
        self.waiting = RowBuffer(self.packet.columns, self.packet.period_ns)

    def rows(self) -> Words:
        """Return all rows that are in no block."""
        parts = [words for _, words in self.written]
        if self.waiting:
            parts.append(self.waiting.rows())
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else empty(self.packet.columns)

    def seal_request(self, stream: Stream) -> SealRequest:
        """Return what is written as a request to seal it."""
        return SealRequest(
            stream_id=stream.id,
            first_channel=self.first_channel,
            period_ns=self.packet.period_ns,
            words=np.concatenate([words for _, words in self.written]),
            tail_numbers=tuple(number for number, _ in self.written),
        )

    @property
    def is_ripe(self) -> bool:
        """Whether enough is written to be worth a block."""
        if self.is_sealing or not self.written:
            return False
        rows = sum(words.shape[0] for _, words in self.written)
        first_ns, last_ns = self.written[0][1][0, GENERATED], self.written[-1][1][-1, GENERATED]
        is_old = abs(last_ns - first_ns) >= block_span_ns(self.packet.period_ns)
        return (
            bool(is_old and rows >= SEAL_LEAST_ROWS)
            or rows * self.packet.columns >= SEAL_MOST_VALUES
        )
