"""The mission server's loop: one thread, its sockets, its file.

Frames come in, are screened, recorded, judged and relayed unchanged; requests come in, are
decided, written, and only then told to everybody.
"""

import logging
import time
from collections.abc import Callable
from typing import Final

from console.protocol import (
    HEARTBEAT_PERIOD_S,
    HEARTBEAT_TOPIC,
    UPDATE_TOPIC,
    Endpoints,
    Heartbeat,
    Update,
    encode,
)
from console.server.alarm_watch import AlarmWatch
from console.server.authority import Authority, Moment, Ruling
from console.server.counter import serve_consoles
from console.server.doors import Doors
from console.server.reception import Reception
from console.server.record import Record
from console.server.resumption import resume
from console.server.screening import Screening
from telemetry.curve import KeyFolder
from telemetry.derived import DerivedWatch
from telemetry.gaps import LinkQuality
from telemetry.health import HealthWatch
from telemetry.link import Arrival, ClockReceived, FrameIntake, Received, drain
from telemetry.store import StoreError
from telemetry.timebase import NS_PER_S, Clock, FollowedClock
from telemetry.wire import Frame, encode_frame, frame_topic

logger = logging.getLogger(__name__)

POLL_MS: Final = 50
WAY_S: Final = 0.5  # of waiting, in which a sample may be batched on its way
JUDGES_FOR_S: Final = 0.005  # what came late, before what is new is looked at again
COMMIT_PERIOD_S: Final = 0.5  # at most a second of telemetry may be lost, so twice a second


class MissionServer:
    """Sockets and loop around an `Authority` and its `Record`.

    Parameters
    ----------
    authority : Authority
        Decides.
    record : Record
        The mission file.
    source : str
        Endpoint the frames come from.
    addresses : Endpoints
        Where consoles find this server.
    keys : KeyFolder or None
        Who may connect; None lets in everybody on this machine.
    clock : Clock
        Wall clock, for reception times.

    Raises
    ------
    LinkError
        If an address is busy, makes no sense, or is open to others without keys.
    KeysError
        If the keys cannot be used.
    """

    def __init__(
        self,
        authority: Authority,
        record: Record,
        *,
        source: str,
        addresses: Endpoints,
        clock: Clock,
        keys: KeyFolder | None = None,
    ) -> None:
        self.authority = authority
        self.record = record
        self.values_received = 0
        self._wall = clock
        self._clock = FollowedClock(clock)
        self._newest_ns = authority.log[-1].mission_ns if authority.log else 0
        database = authority.mission.database
        self._screening = Screening(database, self._clock)
        self._intake = FrameIntake(clock)
        self._ground = {packet.name for packet in database.packets if packet.is_ground}
        session = f"ground/{authority.epoch}"
        self._health = HealthWatch(database, session)
        self._derived = DerivedWatch(database, session)
        self._alarms = AlarmWatch(authority.mission, authority.state.alarm_book)
        resume(
            record,
            authority,
            session=session,
            screening=self._screening,
            alarms=self._alarms,
            derived=self._derived,
        )
        self._reception = Reception(
            authority,
            record,
            settle=self._settle,
            moment=self._moment,
            is_secured=keys is not None,
        )
        self._doors = Doors(source, addresses, keys)

    @property
    def quality(self) -> LinkQuality:
        """What was received and lost between source and server."""
        return self._screening.quality

    @property
    def messages_dropped(self) -> int:
        """What was not taken: of consoles, and of the source what was no frame."""
        return self._reception.dropped + self._screening.frames_refused + self._intake.dropped

    @property
    def keys_refused(self) -> int:
        """Connections that were not let in."""
        return self._doors.refused

    @property
    def never_let_in(self) -> int:
        """Connections that did not get as far as saying anything."""
        return self._doors.never_let_in

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Serve until `should_stop`; then commit and close everything."""
        heartbeat_due_s = commit_due_s = 0.0
        try:
            while not should_stop():
                self._doors.wait(0 if self._alarms.is_judging else POLL_MS)
                for arrival in drain(self._doors.source, self._intake):
                    self._take(arrival)
                serve_consoles(self._doors, self._reception)
                if self._alarms.is_judging:
                    self._alarms.judge_for(JUDGES_FOR_S)
                    self._observe()
                now_s = time.monotonic()
                if now_s >= commit_due_s:
                    commit_due_s = now_s + COMMIT_PERIOD_S
                    self._keep()
                if now_s >= heartbeat_due_s:
                    heartbeat_due_s = now_s + HEARTBEAT_PERIOD_S
                    self._beat()
        finally:
            self.close()

    def close(self) -> None:
        """Write what is waiting and release file and sockets."""
        self.authority.air.close()
        self.record.close()
        self._doors.close()

    def _keep(self) -> None:
        """Make safe what came since the last time, and see what time itself brings."""
        is_recorded = True
        try:
            self.record.commit()
        except StoreError as error:
            is_recorded = False
            logger.error("telemetry cannot be recorded: %s", error)
        try:
            self._settle(self.authority.tick(self._moment()))
        except StoreError as error:
            logger.error("the mission file cannot be written: %s", error)
        self._report_health(is_recorded=is_recorded)
        self.authority.air.look(self._moment().mission_ns, self.authority.state)
        for again in self._derived.take_late():
            self._say_again(again)
        self._alarms.look(self._moment().mission_ns)
        self._observe()

    def _report_health(self, *, is_recorded: bool) -> None:
        """Say of every packet whether its samples still come, and whether they are kept."""
        now_ns, rate = self._clock.now_ns(), self._clock.rate
        frame = self._health.report(now_ns, rate, is_recorded=is_recorded)
        if frame is not None:
            self._say(frame)

    def _say(self, frame: Frame) -> None:
        """Publish, record and judge what the ground itself found."""
        self._say_again(frame)
        self.authority.hear(frame)

    def _say_again(self, frame: Frame) -> None:
        """Do so with what late samples changed: it is no newest reading for anybody."""
        self._doors.publish([frame_topic(frame.packet, medical=False), encode_frame(frame)])
        self.record.append_frame(frame, self._wall.now_ns())
        self._alarms.take(frame)

    def _moment(self) -> Moment:
        """Return now; before the source told its time, that of the newest sample known."""
        mission_ns = self._clock.now_ns() or self._newest_ns
        way_ns = round(WAY_S * self._clock.rate * NS_PER_S)
        return Moment(mission_ns=mission_ns, wall_ns=self._wall.now_ns(), way_ns=way_ns)

    def _take(self, arrival: Arrival) -> None:
        if isinstance(arrival, ClockReceived):
            self._follow(arrival)
        elif arrival.frame.packet in self._ground:
            return  # what the ground said when this was recorded; it is said anew
        elif self._screening.admits(arrival):
            self._doors.publish([arrival.topic, arrival.payload], medical=arrival.is_medical)
            if self._screening.is_new(arrival):
                self._keep_frame(arrival)

    def _follow(self, announced: ClockReceived) -> None:
        jump = self._screening.follow(announced)
        self._doors.publish([announced.topic, announced.payload])
        if jump is not None:
            if jump.is_back:
                self._begin_anew(jump.announced_ns)
            try:
                self._settle(self.authority.note([jump], self._moment()))
            except StoreError as error:
                logger.error("a jump of the source's clock could not be noted: %s", error)

    def _begin_anew(self, now_ns: int) -> None:
        """Go on where the source's clock was set back to; else all would seem late, or fresh."""
        self._alarms.begin_anew()
        self._derived.begin_anew()
        self._health.begin_anew(now_ns)
        self.authority.forget_samples()

    def _keep_frame(self, received: Received) -> None:
        self.values_received += received.frame.values.size
        self._newest_ns = max(self._newest_ns, received.frame.generated_ns)
        self.record.append_frame(received.frame, received.received_ns)
        self._health.hear(received.frame)
        self.authority.hear(received.frame)
        self._alarms.take(received.frame)
        derived = self._derived.take(received.frame)
        if derived is not None:
            self._say(derived)
        self._observe()

    def _observe(self) -> None:
        """Make facts of what the limits said; what cannot be written is tried again later."""
        if not self._alarms.waiting:
            return
        try:
            self._settle(self._alarms.rule(self.authority, self._moment()))
        except StoreError as error:
            logger.error("%d limit events wait to be written: %s", self._alarms.waiting, error)
        else:
            self._alarms.is_written()

    def _settle(self, ruling: Ruling) -> None:
        """Write a ruling, then make it true, then tell everybody.

        Raises
        ------
        StoreError
            If it cannot be written; then nothing of it is true and nobody was told.
        """
        if not ruling.entries:
            return
        self.record.append_entries(ruling.entries)
        self.authority.commit(ruling)
        update = Update(
            record=self.authority.record, epoch=self.authority.epoch, entries=ruling.entries
        )
        self._doors.publish([UPDATE_TOPIC, encode(update)])
        self._alarms.hear(ruling.entries)

    def _beat(self) -> None:
        quality = self.quality
        heartbeat = Heartbeat(
            record=self.authority.record,
            epoch=self.authority.epoch,
            sequence=self.authority.sequence,
            frames_received=quality.received,
            frames_lost=quality.lost,
            frames_refused=self._screening.frames_refused + self._intake.dropped,
            source_restarts=quality.restarts,
            clock_jumps=self._screening.clock_jumps,
            messages_dropped=self._reception.dropped,
            keys_refused=self._doors.refused,
        )
        self._doors.publish([HEARTBEAT_TOPIC, encode(heartbeat)])
