"""The mission server's loop: one thread, its sockets, its file.

Frames come in, are recorded, judged and relayed unchanged; requests come in, are decided,
written, and only then told to everybody.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import zmq

from console.domain.roles import Role
from console.protocol import (
    HEARTBEAT_PERIOD_S,
    HEARTBEAT_TOPIC,
    PROTOCOL_VERSION,
    UPDATE_TOPIC,
    Answer,
    Ask,
    AskHistory,
    AskSnapshot,
    Complaint,
    Endpoints,
    FromServer,
    Heartbeat,
    Hello,
    ProtocolError,
    Stranger,
    ToServer,
    Update,
    Welcome,
    decode_to_server,
    encode,
)
from console.server.authority import Authority, Moment, Ruling
from console.server.history_service import answer_history
from console.server.record import Record
from telemetry.dictionary import MissionDatabase
from telemetry.gaps import GapCounter
from telemetry.limits import LimitEvent, LimitMonitor
from telemetry.link import Arrival, ClockReceived, FrameIntake, Received, drain
from telemetry.sockets import Context, bind, subscribe
from telemetry.store import StoreError
from telemetry.timebase import Clock, FollowedClock

logger = logging.getLogger(__name__)

POLL_MS = 50
READ_AT_MOST = 200  # messages of consoles per turn, so that a flood cannot stop the telemetry
COMMIT_PERIOD_S = 0.5  # at most a second of telemetry may be lost, so twice a second


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits behind one connection."""

    role: Role
    name: str


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
    clock : Clock
        Wall clock, for reception times.

    Raises
    ------
    LinkError
        If an address is busy or makes no sense.
    """

    def __init__(
        self,
        authority: Authority,
        record: Record,
        *,
        source: str,
        addresses: Endpoints,
        clock: Clock,
    ) -> None:
        self.authority = authority
        self.record = record
        self.gaps = GapCounter()
        self.values_received = 0
        self.messages_dropped = 0
        self._wall = clock
        self._clock = FollowedClock(clock)
        self._intake = FrameIntake(clock)
        self._limits = LimitMonitor(self._database)
        self._unsettled: list[LimitEvent] = []
        self._seats: dict[bytes, Seat] = {}
        self._context: Context = zmq.Context()
        self._source = subscribe(self._context, source)
        self._router = bind(self._context, zmq.ROUTER, addresses.answers)
        self._public = bind(self._context, zmq.PUB, addresses.published)
        self._medical = bind(self._context, zmq.PUB, addresses.medical)
        for alarm in authority.state.alarms.values():
            if alarm.is_active:
                self._limits.restore(alarm.id, alarm.severity)

    @property
    def _database(self) -> MissionDatabase:
        return self.authority.mission.database

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Serve until `should_stop`; then commit and close everything."""
        poller = zmq.Poller()
        for socket in (self._source, self._router):
            poller.register(socket, zmq.POLLIN)
        heartbeat_due_s = commit_due_s = 0.0
        try:
            while not should_stop():
                poller.poll(POLL_MS)
                for arrival in drain(self._source, self._intake):
                    self._take(arrival)
                self._serve_consoles()
                now_s = time.monotonic()
                if now_s >= commit_due_s:
                    commit_due_s = now_s + COMMIT_PERIOD_S
                    self._keep()
                if now_s >= heartbeat_due_s:
                    heartbeat_due_s = now_s + HEARTBEAT_PERIOD_S
                    self._beat()
        finally:
            self.close()

    def _keep(self) -> None:
        """Make safe what came since the last time, and see what time itself brings."""
        try:
            self.record.commit()
            self._settle(self.authority.tick(self._moment()))
        except StoreError as error:
            logger.error("the mission file cannot be written: %s", error)
        self._observe()

    def close(self) -> None:
        """Write what is waiting and release file and sockets."""
        self.record.close()
        for socket in (self._source, self._router, self._public, self._medical):
            socket.close(linger=0)
        self._context.term()

    def _moment(self) -> Moment:
        return Moment(mission_ns=self._clock.now_ns(), wall_ns=self._wall.now_ns())

    def _take(self, arrival: Arrival) -> None:
        if isinstance(arrival, ClockReceived):
            announced = arrival.clock
            self._clock.follow(announced.mission_ns, announced.rate, arrival.received_ns)
            self._public.send_multipart([arrival.topic, arrival.payload])
            return
        self._relay(arrival)
        frame = arrival.frame
        packet = self._database.packet_by_name.get(frame.packet)
        if packet is None or packet.columns != frame.columns:
            self._drop(f"a frame of packet '{frame.packet}' with {frame.columns} columns")
            return
        if not self.gaps.count(frame):
            return
        self.values_received += frame.values.size
        self.record.append_frame(frame, arrival.received_ns)
        self._unsettled += self._limits.check(frame)
        self._observe()

    def _observe(self) -> None:
        """Make facts of what the limits said; what cannot be written is tried again later."""
        if not self._unsettled:
            return
        try:
            self._settle(self.authority.observe(self._unsettled, self._moment()))
        except StoreError as error:
            logger.error("%d limit events wait to be written: %s", len(self._unsettled), error)
        else:
            self._unsettled = []

    def _relay(self, arrival: Received) -> None:
        relay = self._medical if arrival.is_medical else self._public
        relay.send_multipart([arrival.topic, arrival.payload])

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
        self._public.send_multipart([UPDATE_TOPIC, encode(update)])

    def _beat(self) -> None:
        total = self.gaps.total
        heartbeat = Heartbeat(
            record=self.authority.record,
            epoch=self.authority.epoch,
            sequence=self.authority.sequence,
            frames_received=total.received,
            frames_lost=total.lost,
        )
        self._public.send_multipart([HEARTBEAT_TOPIC, encode(heartbeat)])

    def _serve_consoles(self) -> None:
        for _ in range(READ_AT_MOST):
            try:
                identity, *_rest, payload = self._router.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            except ValueError:
                self._drop("a message without a body")
                continue
            try:
                message = decode_to_server(payload)
            except ProtocolError as error:
                self._drop(str(error))
                self._answer(identity, Complaint(reason=f"Not understood: {error}"))
                continue
            self._answer(identity, self._reply(identity, message))

    def _reply(self, identity: bytes, message: ToServer) -> FromServer:
        if isinstance(message, Hello):
            return self._welcome(identity, message)
        seat = self._seats.get(identity)
        if seat is None:
            return Stranger()
        match message:
            case AskSnapshot():
                return self.authority.snapshot(message)
            case AskHistory():
                return answer_history(message, seat.role, self.record.file, self._database)
            case Ask():
                return self._decide(message, seat)

    def _welcome(self, identity: bytes, hello: Hello) -> FromServer:
        if hello.version != PROTOCOL_VERSION:
            return Complaint(
                reason=f"This server speaks version {PROTOCOL_VERSION}, the console "
                f"version {hello.version}. Install the same Cupola on both."
            )
        self._seats[identity] = Seat(hello.role, hello.name)
        return Welcome(
            version=PROTOCOL_VERSION,
            role=hello.role,
            mission=self.authority.mission.id,
            configuration=self.record.configuration,
            is_secured=False,
        )

    def _decide(self, ask: Ask, seat: Seat) -> Answer:
        answer, ruling = self.authority.ask(ask, seat.role, seat.name, self._moment())
        try:
            self._settle(ruling)
        except StoreError as error:
            logger.error("a decision could not be written: %s", error)
            return Answer(
                request_id=ask.request_id,
                accepted=False,
                reason=f"The decision could not be written down, so it was not made: {error}",
            )
        self.authority.remember(answer)
        return answer

    def _answer(self, identity: bytes, message: FromServer) -> None:
        try:
            self._router.send_multipart([identity, encode(message)], zmq.NOBLOCK)
        except zmq.Again:
            self._drop("an answer to a console that does not read")

    def _drop(self, what: str) -> None:
        self.messages_dropped += 1
        if self.messages_dropped & (self.messages_dropped - 1) == 0:
            logger.warning("message %d dropped: %s", self.messages_dropped, what)
