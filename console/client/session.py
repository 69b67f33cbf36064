"""A console's link to the mission server: one thread, its sockets, one inbox.

Everything that arrives is put on `inbox` in the order it arrived; nothing here waits for the
reader. Requests and questions go the other way through `submit` and `ask_history`.
"""

import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from console.client.gap_repair import GapRepair
from console.client.lines import Lines
from console.client.mirror import Action, Advanced, Mirror, Stepped
from console.client.questions import OpenQuestions, may_ask, refusal
from console.domain.replay import RecordingTold, ReplayStatus
from console.domain.requests import Request
from console.domain.roles import Role
from console.protocol import (
    HEARTBEAT_TOPIC,
    PROTOCOL_VERSION,
    REPLAY_TOPIC,
    UPDATE_TOPIC,
    Answer,
    Ask,
    AskHistory,
    AskRecording,
    AskSnapshot,
    Complaint,
    Frames,
    Heartbeat,
    Hello,
    History,
    ProtocolError,
    Snapshot,
    Stranger,
    ToServer,
    Welcome,
    decode_from_server,
    decode_published,
    encode,
    endpoints,
)
from telemetry.curve import KeyFolder
from telemetry.link import ClockReceived, FrameIntake, Received
from telemetry.timebase import Clock
from telemetry.wire import Frame, FrameError

logger = logging.getLogger(__name__)

POLL_MS: Final = 20  # a request waits at most this long for the link's thread
HELLO_AGAIN_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class LinkChecked:
    """A heartbeat arrived: what the server says of its own link to the source."""

    heartbeat: Heartbeat


@dataclass(frozen=True, slots=True)
class Repaired:
    """Frames this console had missed, as the server recorded them."""

    frames: tuple[Frame, ...]


Event = (
    Received
    | ClockReceived
    | Repaired
    | Welcome
    | Advanced
    | Stepped
    | Answer
    | History
    | Complaint
    | LinkChecked
    | ReplayStatus
    | RecordingTold
)


class Session:
    """One console's link.

    Parameters
    ----------
    server : str
        The mission server's first address, ``tcp://HOST:PORT``.
    role, name
        The seat asked for and who sits there; with keys, the name tells which of them is meant.
    clock : Clock
        Gives reception times.
    keys : KeyFolder or None
        Holds this console's key and the server's; None connects without keys.

    Raises
    ------
    ProtocolError, LinkError
        If the address makes no sense.
    KeysError
        If the keys cannot be used.
    """

    def __init__(
        self, server: str, role: Role, name: str, clock: Clock, *, keys: KeyFolder | None = None
    ) -> None:
        self.inbox: SimpleQueue[Event] = SimpleQueue()
        self._outbox: SimpleQueue[ToServer] = SimpleQueue()
        self._intake = FrameIntake(clock)
        self._mirror = Mirror()
        self._questions = OpenQuestions()
        self._repair = GapRepair()
        self._is_welcome = False
        self._hello_at_s = 0.0
        self._dropped = 0
        self._is_closing = False
        self._lines = Lines(endpoints(server), role, name, keys)
        self._hello = Hello(version=PROTOCOL_VERSION, role=role, name=self._lines.name)
        self._thread = Thread(target=self._run, name=f"session {server}", daemon=True)

    def start(self) -> None:
        """Begin to listen; everything heard goes to `inbox`."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and its sockets, and wait for both."""
        self._is_closing = True
        if self._thread.is_alive():
            self._thread.join()
        else:
            self._lines.close()
        self._lines.end()

    def submit(self, request: Request) -> str:
        """Ask the server for something; the `Answer` with the returned id comes to `inbox`."""
        request_id = uuid.uuid4().hex
        self._outbox.put(Ask(request_id=request_id, request=request))
        return request_id

    def ask_history(self, parameter: str, from_ns: int, to_ns: int, columns: int) -> None:
        """Ask for what the server recorded of `parameter`; a `History` comes to `inbox`."""
        self._outbox.put(
            AskHistory(parameter=parameter, from_ns=from_ns, to_ns=to_ns, columns=columns)
        )

    def ask_recording(self) -> None:
        """Ask what lies in the recording that is replayed; a `RecordingTold` comes to `inbox`."""
        self._outbox.put(AskRecording())

    def _run(self) -> None:
        try:
            while not self._is_closing:
                for is_answer, parts in self._lines.heard(POLL_MS):
                    if is_answer:
                        self._read_answer(parts[-1])
                    else:
                        self._hear(parts)
                self._send_waiting()
                self._tick(time.monotonic())
        finally:
            self._lines.close()

    def _hear(self, parts: list[bytes]) -> None:
        if parts[0] not in (UPDATE_TOPIC, HEARTBEAT_TOPIC, REPLAY_TOPIC):
            self._take_arrival(parts)
            return
        try:
            message = decode_published(parts[-1])
        except ProtocolError as error:
            self._drop(error)
            return
        if isinstance(message, ReplayStatus):
            self.inbox.put(message)
            return
        if isinstance(message, Heartbeat):
            self.inbox.put(LinkChecked(message))
        self._act(self._mirror.hear(message, time.monotonic()))

    def _take_arrival(self, parts: list[bytes]) -> None:
        arrival = self._intake.take(parts)
        if arrival is None:
            return
        if isinstance(arrival, Received):
            self._repair.hear(arrival.frame, time.monotonic())
        self.inbox.put(arrival)

    def _read_answer(self, data: bytes) -> None:
        try:
            message = decode_from_server(data)
        except ProtocolError as error:
            self._drop(error)
            return
        match message:
            case Snapshot():
                self._act(self._mirror.load(message, time.monotonic()))
            case Answer():
                if self._questions.take(message):
                    self.inbox.put(message)
            case Stranger():
                self._introduce()
            case Frames():
                self._take_repaired(message)
            case Welcome():
                self._is_welcome = True
                self.inbox.put(message)
            case History() | RecordingTold() | Complaint():
                self.inbox.put(message)

    def _introduce(self) -> None:
        """Say who sits here to a server that forgot it, and ask what it did not answer."""
        self._say_hello(time.monotonic())
        for ask in self._questions.to_ask_again():
            self._send(ask)

    def _take_repaired(self, message: Frames) -> None:
        try:
            frames = self._repair.take(message)
        except FrameError as error:
            self._drop(error)
            return
        if frames:
            self.inbox.put(Repaired(tuple(frames)))

    def _act(self, actions: Sequence[Action]) -> None:
        for action in actions:
            if isinstance(action, AskSnapshot):
                # A server that was restarted has forgotten who sits at this console.
                self._say_hello(time.monotonic())
                self._send(action)
            else:
                self.inbox.put(action)

    def _send_waiting(self) -> None:
        for _ in range(self._outbox.qsize()):
            try:
                message = self._outbox.get_nowait()
            except Empty:
                return
            if isinstance(message, Ask):
                self._ask(message)
            else:
                self._send(message)

    def _ask(self, ask: Ask) -> None:
        if may_ask(self._mirror.step) and self._send(ask):
            self._questions.put(ask, time.monotonic())
        else:
            self.inbox.put(refusal(ask))

    def _send(self, message: ToServer) -> bool:
        """Return whether somebody was there to send it to."""
        return self._lines.send(encode(message))

    def _say_hello(self, now_s: float) -> None:
        self._hello_at_s = now_s
        self._send(self._hello)

    def _tick(self, now_s: float) -> None:
        self._act(self._mirror.tick(now_s))
        if problem := self._lines.mind(now_s):
            self.inbox.put(Complaint(reason=problem))
        if not self._is_welcome and now_s - self._hello_at_s > HELLO_AGAIN_S:
            self._say_hello(now_s)
        for answer in self._questions.overdue(now_s):
            self.inbox.put(answer)
        question = self._repair.due(now_s) if may_ask(self._mirror.step) else None
        if question is not None and self._send(question):
            self._repair.asked(now_s)

    def _drop(self, error: ProtocolError | FrameError) -> None:
        self._dropped += 1
        if self._dropped & (self._dropped - 1) == 0:
            logger.warning("message %d from the server dropped: %s", self._dropped, error)
