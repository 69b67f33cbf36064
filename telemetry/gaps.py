"""Counting what a link lost, from the sequence numbers of the frames that came."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from telemetry.wire import Frame

# Sequence numbers remembered as missing per packet; a late frame older than these counts as
# a duplicate.
REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkQuality:
    """What was received of one packet, or of all.

    Parameters
    ----------
    received : int
        Frames, each counted once however often it came.
    lost : int
        Frames known to be missing and neither arrived late nor asked back since.
    duplicate, late : int
        Frames that came again; frames that came after a later one.
    restarts : int
        Times the source began a new session.
    repaired : int
        Frames that were lost on the link and asked back from the record.
    """

    received: int = 0
    lost: int = 0
    duplicate: int = 0
    late: int = 0
    restarts: int = 0
    repaired: int = 0

    def __add__(self, other: "LinkQuality") -> "LinkQuality":
        return LinkQuality(
            received=self.received + other.received,
            lost=self.lost + other.lost,
            duplicate=self.duplicate + other.duplicate,
            late=self.late + other.late,
            restarts=self.restarts + other.restarts,
            repaired=self.repaired + other.repaired,
        )


class GapCounter:
    """Counts frames received, lost, late and duplicate per packet. Pure; no clock.

    The first frame heard of a session sets where counting starts: what was sent before
    somebody listened is not lost.
    """

    def __init__(self) -> None:
        self._of_packet: dict[str, _PacketCount] = {}

    def count(self, frame: Frame) -> bool:
        """Count `frame`.

        Returns
        -------
        bool
            Whether it is new; False for a duplicate.
        """
        counted = self._of_packet.get(frame.packet)
        if counted is None:
            counted = self._of_packet[frame.packet] = _PacketCount()
        return counted.count(frame.source, frame.sequence)

    def go_on(self, packet: str, session: str, sequences: Collection[int]) -> None:
        """Take frames for heard that were recorded before a restart.

        Parameters
        ----------
        sequences : collection of int
            Of this session, at least one.
        """
        counted = self._of_packet[packet] = _PacketCount()
        counted.go_on(session, sequences)

    def repair(self, frame: Frame) -> bool:
        """Count a frame that was asked back; return whether it had been missing."""
        counted = self._of_packet.get(frame.packet)
        return counted is not None and counted.repair(frame.source, frame.sequence)

    @property
    def by_packet(self) -> Mapping[str, LinkQuality]:
        """Counts of each packet heard."""
        return {packet: counted.quality for packet, counted in self._of_packet.items()}

    @property
    def total(self) -> LinkQuality:
        """Sum over all packets; a restart of the source counts once."""
        total = sum((each.quality for each in self._of_packet.values()), LinkQuality())
        restarts = max((each.quality.restarts for each in self._of_packet.values()), default=0)
        return replace(total, restarts=restarts)


class _PacketCount:
    """The sequence of one packet over the sessions of its source."""

    def __init__(self) -> None:
        self._session = ""
        self._next = 0
        self._missing: set[int] = set()
        self._received = self._lost = self._duplicate = self._late = self._restarts = 0
        self._repaired = 0

    @property
    def quality(self) -> LinkQuality:
        return LinkQuality(
            received=self._received,
            lost=self._lost,
            duplicate=self._duplicate,
            late=self._late,
            restarts=self._restarts,
            repaired=self._repaired,
        )

    def count(self, session: str, sequence: int) -> bool:
        if session != self._session:
            self._restarts += bool(self._session)
            self._session, self._next = session, sequence
            self._missing.clear()
        if sequence < self._next:
            return self._count_late(sequence)
        self._count_missing(sequence)
        self._next = sequence + 1
        self._received += 1
        return True

    def go_on(self, session: str, sequences: Collection[int]) -> None:
        self._session, self._next = session, max(sequences) + 1
        first = max(min(sequences), self._next - REMEMBERED)
        self._missing = set(range(first, self._next)).difference(sequences)
        self._lost = len(self._missing)

    def repair(self, session: str, sequence: int) -> bool:
        if session != self._session or sequence not in self._missing:
            return False
        self._missing.discard(sequence)
        self._lost -= 1
        self._repaired += 1
        self._received += 1
        return True

    def _count_missing(self, sequence: int) -> None:
        skipped = sequence - self._next
        if not skipped:
            return
        self._lost += skipped
        self._missing.update(range(max(self._next, sequence - REMEMBERED), sequence))
        for oldest in sorted(self._missing)[:-REMEMBERED]:
            self._missing.discard(oldest)

    def _count_late(self, sequence: int) -> bool:
        if sequence not in self._missing:
            self._duplicate += 1
            return False
        self._missing.discard(sequence)
        self._lost -= 1
        self._late += 1
        self._received += 1
        return True
