"""What the server believes of what its source sends. No I/O.

A frame of the wrong shape would be recorded as another parameter's values. One from far in the
future would make every later frame look late, so that no alarm is judged any more. A medical
frame on the public stream would be shown to everybody. All three are refused and counted.
"""

import logging
from typing import Final

from console.domain.facts import ClockJumped
from telemetry.dictionary import MissionDatabase
from telemetry.gaps import GapCounter, LinkQuality
from telemetry.link import ClockReceived, Received
from telemetry.past_rows import PastRows
from telemetry.timebase import NS_PER_S, FollowedClock
from telemetry.wire import SourceKind

logger = logging.getLogger(__name__)

# Mission seconds at real time; a faster mission sends more of itself between announcements.
AHEAD_S: Final = 10.0
JUMP_S: Final = 2.0


class Screening:
    """Checks arrivals against the vehicle's database and the source's clock.

    Parameters
    ----------
    clock : FollowedClock
        The source's clock as announced; followed here.
    """

    def __init__(self, database: MissionDatabase, clock: FollowedClock) -> None:
        self.frames_refused = 0
        self.clock_jumps = 0
        self._database = database
        self._clock = clock
        self._clock_source = ""
        self._is_replay = False
        self._gaps = GapCounter()

    @property
    def quality(self) -> LinkQuality:
        """What was lost between source and server."""
        return self._gaps.total

    def admits(self, received: Received) -> bool:
        """Return whether a frame is of this vehicle and of a time that can be; else count it."""
        problem = self._problem(received)
        if problem:
            self.frames_refused += 1
            if self.frames_refused & (self.frames_refused - 1) == 0:
                logger.warning("frame %d refused: %s", self.frames_refused, problem)
        return not problem

    def is_new(self, received: Received) -> bool:
        """Count an admitted frame; return whether it came for the first time."""
        return self._gaps.count(received.frame)

    def go_on(self, past: PastRows) -> None:
        """Tell what is new from what was recorded of a packet before a restart."""
        self._gaps.go_on(past.packet.name, past.source, past.sequences.tolist())

    def follow(self, announced: ClockReceived) -> ClockJumped | None:
        """Set the clock; return the fact that it jumped, if it did.

        A new session of the source has a clock of its own: that is a restart, not a jump. A
        replay has no clock but a position, which may go through days in a second.
        """
        clock = announced.clock
        jump = None
        self._is_replay = clock.kind is SourceKind.REPLAY
        if clock.source == self._clock_source and not self._is_replay:
            expected_ns = self._clock.now_ns()
            # What passes while one announcement is on its way.
            fastest = max(1.0, clock.rate, self._clock.rate)
            if abs(clock.mission_ns - expected_ns) > JUMP_S * fastest * NS_PER_S:
                self.clock_jumps += 1
                jump = ClockJumped(
                    source=clock.source, expected_ns=expected_ns, announced_ns=clock.mission_ns
                )
        self._clock_source = clock.source
        self._clock.follow(clock.mission_ns, clock.rate, announced.received_ns)
        return jump

    def _problem(self, received: Received) -> str:
        """Return why a frame cannot be believed, empty if it can."""
        frame = received.frame
        packet = self._database.packet_by_name.get(frame.packet)
        if packet is None or packet.columns != frame.columns:
            return f"this vehicle has no packet '{frame.packet}' with {frame.columns} columns"
        if packet.is_medical != received.is_medical:
            return f"packet {frame.packet} came on the wrong stream"
        last_ns = frame.generated_ns + (frame.rows - 1) * packet.period_ns
        if self._is_ahead(last_ns):
            return f"packet {frame.packet} is from the future of its source's clock"
        return ""

    def _is_ahead(self, last_ns: int) -> bool:
        if not self._clock.is_set or self._is_replay:
            return False
        ahead_s = AHEAD_S * max(1.0, self._clock.rate)
        return last_ns > self._clock.now_ns() + ahead_s * NS_PER_S
