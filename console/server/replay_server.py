"""A recorded mission served to consoles as a mission server serves one that is flown."""

import time
from collections.abc import Callable
from typing import Final

from console.domain.facts import AlarmChanged, AlarmRaised
from console.domain.replay import AlarmTick, RecordingTold, ReplayStatus
from console.domain.replay_requests import (
    LoopReplay,
    MarkReplay,
    PaceReplay,
    ReplayRequest,
    SeekReplay,
    StepReplay,
    StepTo,
)
from console.protocol import (
    HEARTBEAT_PERIOD_S,
    HEARTBEAT_TOPIC,
    REPLAY_TOPIC,
    UPDATE_TOPIC,
    Endpoints,
    Heartbeat,
    Update,
    encode,
)
from console.server.bookmarks import Bookmarks, bookmarks_path
from console.server.counter import serve_consoles
from console.server.doors import ConsoleDoors
from console.server.record import Record
from console.server.replay_authority import ReplayAuthority
from console.server.replay_reception import ReplayReception
from console.server.replay_sent import SentFrames
from telemetry.curve import KeyFolder
from telemetry.replay import Played, Replayer, ReplayError
from telemetry.replay_service import ReplayService
from telemetry.wire import CLOCK_TOPIC, ClockAnnouncement, Frame, encode_clock, encode_frame
from telemetry.wire import frame_topic as topic_of

ALARM_RAISED: Final = frozenset({AlarmRaised.__name__})


class _Consoles:
    """Publishes frames and the clock to the consoles."""

    def __init__(self, doors: ConsoleDoors, sent: SentFrames) -> None:
        self._doors = doors
        self._sent = sent
        self._medical: set[str] = set()

    def send(self, frame: Frame, *, medical: bool = False) -> None:
        self._sent.add(frame)
        if medical:
            self._medical.add(frame.packet)
        self._publish(frame)

    def send_again(self) -> None:
        """Publish the newest frame of each packet once more."""
        for frame in self._sent.newest():
            self._publish(frame)

    def _publish(self, frame: Frame) -> None:
        medical = frame.packet in self._medical
        parts = [topic_of(frame.packet, medical=medical), encode_frame(frame)]
        self._doors.publish(parts, medical=medical)

    def send_clock(self, announcement: ClockAnnouncement) -> None:
        self._doors.publish([CLOCK_TOPIC, encode_clock(announcement)])


class ReplayServer:
    """Sockets and loop around a `Replayer`; the one clock that every console follows.

    Parameters
    ----------
    record : Record
        The recording, open for reading.
    replayer : Replayer
        Plays it.
    session : str
        Name of the replay, for people.
    addresses : Endpoints
        Where consoles find it.
    keys : KeyFolder or None
        Who may connect; None lets in everybody on this machine.

    Raises
    ------
    LinkError, KeysError
        If an address or a key is bad.
    ReplayError
        If the recording's bookmarks cannot be read.
    StoreError
        If a fact cannot be read.
    """

    def __init__(
        self,
        record: Record,
        replayer: Replayer,
        *,
        session: str,
        addresses: Endpoints,
        keys: KeyFolder | None = None,
    ) -> None:
        self._replayer = replayer
        self._session = session
        entries = record.entries()
        self._ticks = tuple(
            AlarmTick(
                instant_ns=entry.mission_ns, alarm=entry.fact.alarm, severity=entry.fact.severity
            )
            for entry in entries
            if isinstance(entry.fact, AlarmRaised | AlarmChanged)
        )
        self._alarms_ns = replayer.instants_of(ALARM_RAISED)
        self.authority = ReplayAuthority(
            record.mission,
            entries,
            session=replayer.source.removesuffix("-0"),
            drive=self._drive,
        )
        marked = bookmarks_path(record.file.place, self.authority.recorded)
        self._bookmarks = Bookmarks(marked)
        sent = SentFrames()
        self._reception = ReplayReception(
            self.authority,
            record,
            replayer=replayer,
            sent=sent,
            recording=self._recording,
            is_secured=keys is not None,
        )
        self._doors = ConsoleDoors(addresses, keys)
        self._consoles = _Consoles(self._doors, sent)
        self._service = ReplayService(replayer, self._consoles, on_played=self._tell)

    @property
    def frames(self) -> int:
        """Frames published so far."""
        return self._service.frames

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Serve until told to stop; then close the sockets."""
        beat_due_s = 0.0
        try:
            self._service.start()
            while not should_stop():
                self._doors.wait(round(1000 * self._service.rests_s))
                serve_consoles(self._doors, self._reception)
                self._show_joined()
                self._service.turn()
                if (now_s := time.monotonic()) >= beat_due_s:
                    beat_due_s = now_s + HEARTBEAT_PERIOD_S
                    self._beat()
        finally:
            self._doors.close()

    def _show_joined(self) -> None:
        """Show who joined what the replay stands at: slow packets would be long in coming."""
        if self._reception.was_joined:
            self._consoles.send_again()
        self._reception.was_joined = False

    def _tell(self, played: Played) -> None:
        """Let facts become known that were played, or of a new instant all up to it."""
        if played.sought:
            self.authority.go_to(len(played.facts))
            self._beat()
        elif new := self.authority.go_on(len(played.facts)):
            update = Update(record=self.authority.record, epoch=self.authority.epoch, entries=new)
            self._doors.publish([UPDATE_TOPIC, encode(update)])

    def _beat(self) -> None:
        heartbeat = Heartbeat(
            record=self.authority.record,
            epoch=self.authority.epoch,
            sequence=self.authority.sequence,
            frames_received=self._service.frames,
            frames_lost=0,
            messages_dropped=self._reception.dropped,
            keys_refused=self._doors.refused,
        )
        self._doors.publish([HEARTBEAT_TOPIC, encode(heartbeat)])
        self._doors.publish([REPLAY_TOPIC, encode(self._status())])

    def _status(self) -> ReplayStatus:
        replayer = self._replayer
        return ReplayStatus(
            session=self._session,
            start_ns=replayer.start_ns,
            end_ns=replayer.end_ns,
            position_ns=replayer.position_ns,
            speed=replayer.speed,
            is_paused=replayer.is_paused,
            left_out=replayer.left_out,
            loop=replayer.loop,
            marks=self._bookmarks.changes,
        )

    def _recording(self) -> RecordingTold:
        return RecordingTold(bookmarks=self._bookmarks.all(), ticks=self._ticks)

    def _drive(self, request: ReplayRequest) -> str:
        """Do what the trainer asked; return why not, or nothing."""
        try:
            self._move(request)
        except ReplayError as error:
            return f"Not done: {error}"
        self._service.announce_soon()
        self._beat()
        return ""

    def _move(self, request: ReplayRequest) -> None:
        replayer = self._replayer
        match request:
            case PaceReplay():
                replayer.set_speed(request.speed)
                (replayer.pause if request.is_paused else replayer.play)()
            case SeekReplay():
                self._service.send(replayer.seek(request.instant_ns))
            case StepReplay():
                self._service.send(self._step(request.to))
            case LoopReplay(from_ns=int() as from_ns, to_ns=int() as to_ns):
                replayer.set_loop(from_ns, to_ns)
            case LoopReplay():
                replayer.clear_loop()
            case MarkReplay():
                self._bookmarks.put(request.instant_ns, request.name.strip())

    def _step(self, to: StepTo) -> Played:
        replayer = self._replayer
        if to is StepTo.FRAME:
            return replayer.step_frame()
        if to is StepTo.FACT:
            return replayer.step_fact()
        find = replayer.next_of if to is StepTo.NEXT_ALARM else replayer.previous_of
        instant_ns = find(self._alarms_ns)
        if instant_ns is None:
            raise ReplayError(f"there is no {to} in the recording")
        replayer.pause()
        return replayer.seek(instant_ns)
