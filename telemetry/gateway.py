"""A real vehicle's space packets → the frames everything else runs on."""

import logging
import time
from collections.abc import Callable, Iterator
from math import inf
from typing import Final, Protocol

from telemetry.packet_decoder import PacketDecoder
from telemetry.packet_sources import PacketSource
from telemetry.timebase import NS_PER_S, Clock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

logger = logging.getLogger(__name__)

CLOCK_PERIOD_S: Final = 0.1


class Publisher(Protocol):
    """Where frames go; `telemetry.link.FramePublisher` is one."""

    def send(self, frame: Frame, *, medical: bool = False) -> None:
        """Publish a frame."""
        ...

    def send_clock(self, announcement: ClockAnnouncement) -> None:
        """Publish the time on board."""
        ...


class Gateway:
    """Reads packets, publishes frames and the vehicle's clock.

    The clock is the newest packet's time of generation, running on from when that was
    received; so packets that stop make everything stale, as they should.

    Parameters
    ----------
    packets, decoder, publisher
        What comes from where, is read how, goes where.
    clock
        Wall clock, for reception times.
    medical
        Names of packets that go on the private stream.
    source
        As in the decoder's frames.
    speed
        Of a recording, as a multiple of real time; None for packets as they come.
    """

    def __init__(
        self,
        packets: PacketSource,
        decoder: PacketDecoder,
        publisher: Publisher,
        clock: Clock,
        *,
        medical: frozenset[str],
        source: str,
        speed: float | None = None,
    ) -> None:
        self._packets = packets
        self._decoder = decoder
        self._publisher = publisher
        self._clock = clock
        self._medical = medical
        self._source = source
        self._speed = speed
        self._newest_ns = 0
        self._newest_at_s = 0.0
        self._clock_due_s = 0.0
        self._started: tuple[int, float] | None = None
        self.frames = 0

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Work until told to stop or, with a file, to its end; then log what was lost."""
        try:
            while not should_stop() and not self._packets.is_over:
                for frame in self._frames(should_stop):
                    self._publisher.send(frame, medical=frame.packet in self._medical)
                    self.frames += 1
                self._announce()
        finally:
            self._packets.close()
            self._report()

    def _frames(self, should_stop: Callable[[], bool]) -> Iterator[Frame]:
        for packet in self._packets.packets():
            if should_stop():
                return
            frame = self._decoder.decode(packet, self._clock.now_ns())
            if frame is None:
                continue
            if self._speed is not None:
                self._wait_for(frame, self._speed, should_stop)
            if frame.generated_ns > self._newest_ns:
                self._newest_ns, self._newest_at_s = frame.generated_ns, time.monotonic()
            self._announce()  # first: who gets a frame can then tell how old it is
            yield frame

    def _wait_for(self, frame: Frame, speed: float, should_stop: Callable[[], bool]) -> None:
        """Wait until a recorded frame is due at `speed` times real time."""
        if self._started is None:
            self._started = (frame.generated_ns, time.monotonic())
        first_ns, started_s = self._started
        due_s = started_s + (frame.generated_ns - first_ns) / NS_PER_S / speed
        while not should_stop() and (wait_s := due_s - time.monotonic()) > 0:
            time.sleep(min(wait_s, CLOCK_PERIOD_S))
            self._announce()

    def _announce(self) -> None:
        now_s = time.monotonic()
        if not self._newest_ns or now_s < self._clock_due_s:
            return
        self._clock_due_s = now_s + CLOCK_PERIOD_S
        # As fast as it goes has no rate: the clock stands between two announcements.
        rate = 1.0 if self._speed is None else 0.0 if self._speed == inf else self._speed
        run_on_ns = round((now_s - self._newest_at_s) * rate * NS_PER_S)
        self._publisher.send_clock(
            ClockAnnouncement(
                source=self._source,
                kind=SourceKind.LIVE if self._speed is None else SourceKind.REPLAY,
                mission_ns=self._newest_ns + run_on_ns,
                rate=rate,
            )
        )

    def _report(self) -> None:
        """Log what became of the packets, an APID a line, and what belonged to none."""
        for apid, count in sorted(self._decoder.counts.items()):
            logger.info(
                "APID %d: %d packets, %d decoded, %d unknown, %d short, %d undecodable, "
                "%d without a time, %d lost",
                *(apid, count.received, count.decoded, count.unknown, count.short),
                *(count.undecodable, count.mistimed, count.lost),
            )
        strays = (
            self._packets.skipped_bytes,
            self._decoder.malformed,
            self._decoder.broken_segments,
        )
        if any(strays):
            logger.warning(
                "%d bytes belonged to no packet, %d messages had no header, "
                "%d segmented packets were incomplete",
                *strays,
            )
