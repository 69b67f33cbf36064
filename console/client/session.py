"""A console's link to the mission server: one thread, two sockets, one inbox.

Everything that arrives is put on `inbox` in the order it arrived; nothing here waits for the
reader. Requests and questions go the other way through `submit` and `ask_history`.
"""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

import zmq

from console.client.mirror import Action, Advanced, Mirror, Stepped
from console.client.questions import OpenQuestions, may_ask, refusal
from console.domain.requests import Request
from console.domain.roles import Role
from console.protocol import (
    HEARTBEAT_TOPIC,
    PROTOCOL_VERSION,
    UPDATE_TOPIC,
    Answer,
    Ask,
    AskHistory,
    AskSnapshot,
    Complaint,
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
from telemetry.link import Arrival, ClockReceived, FrameIntake, Received
from telemetry.sockets import Context, Socket, connect, subscribe
from telemetry.timebase import Clock
from telemetry.wire import CLOCK_TOPIC, MEDICAL_TOPIC, PUBLIC_TOPIC

logger = logging.getLogger(__name__)

POLL_MS = 20  # a request waits at most this long for the link's thread
HELLO_AGAIN_S = 1.0
PUBLISHED_TOPICS = (PUBLIC_TOPIC, CLOCK_TOPIC, UPDATE_TOPIC, HEARTBEAT_TOPIC)


@dataclass(frozen=True, slots=True)
class LinkChecked:
    """A heartbeat arrived: what the server says of its own link to the source."""

    heartbeat: Heartbeat


Event = (
    Received
    | ClockReceived
    | Welcome
    | Advanced
    | Stepped
    | Answer
    | History
    | Complaint
    | LinkChecked
)


class Session:
    """One console's link.

    Parameters
    ----------
    server : str
        The mission server's first address, ``tcp://HOST:PORT``.
    role, name
        The seat asked for and who sits there.
    clock : Clock
        Gives reception times.

    Raises
    ------
    ProtocolError, LinkError
        If the address makes no sense.
    """

    def __init__(self, server: str, role: Role, name: str, clock: Clock) -> None:
        self.inbox: SimpleQueue[Event] = SimpleQueue()
        self._outbox: SimpleQueue[ToServer] = SimpleQueue()
        self._hello = Hello(version=PROTOCOL_VERSION, role=role, name=name)
        self._intake = FrameIntake(clock)
        self._mirror = Mirror()
        self._questions = OpenQuestions()
        self._is_welcome = False
        self._hello_at_s = 0.0
        self._dropped = 0
        self._is_closing = False
        addresses = endpoints(server)
        self._context: Context = zmq.Context()
        self._answers = connect(self._context, zmq.DEALER, addresses.answers)
        self._published = subscribe(self._context, addresses.published, PUBLISHED_TOPICS)
        self._medical: Socket | None = None
        if role.may_see_medical:
            self._medical = subscribe(self._context, addresses.medical, (MEDICAL_TOPIC,))
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
            self._close_sockets()
        self._context.term()

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

    def _run(self) -> None:
        readers: dict[Socket, Callable[[list[bytes]], None]] = {
            self._published: self._hear,
            self._answers: self._read_answer,
        }
        if self._medical is not None:
            readers[self._medical] = self._hear
        poller = zmq.Poller()
        for socket in readers:
            poller.register(socket, zmq.POLLIN)
        try:
            while not self._is_closing:
                for socket, _event in poller.poll(POLL_MS):
                    _read_all(socket, readers[socket])
                self._send_waiting()
                self._tick(time.monotonic())
        finally:
            self._close_sockets()

    def _close_sockets(self) -> None:
        for socket in (self._published, self._answers, self._medical):
            if socket is not None:
                socket.close(linger=0)

    def _hear(self, parts: list[bytes]) -> None:
        if parts[0] in (UPDATE_TOPIC, HEARTBEAT_TOPIC):
            try:
                message = decode_published(parts[-1])
            except ProtocolError as error:
                self._drop(error)
                return
            if isinstance(message, Heartbeat):
                self.inbox.put(LinkChecked(message))
            self._act(self._mirror.hear(message, time.monotonic()))
        else:
            arrival: Arrival | None = self._intake.take(parts)
            if arrival is not None:
                self.inbox.put(arrival)

    def _read_answer(self, parts: list[bytes]) -> None:
        try:
            message = decode_from_server(parts[-1])
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
                self._say_hello(time.monotonic())
                for ask in self._questions.to_ask_again():
                    self._send(ask)
            case Welcome():
                self._is_welcome = True
                self.inbox.put(message)
            case History() | Complaint():
                self.inbox.put(message)

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
        try:
            self._answers.send(encode(message), zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def _say_hello(self, now_s: float) -> None:
        self._hello_at_s = now_s
        self._send(self._hello)

    def _tick(self, now_s: float) -> None:
        self._act(self._mirror.tick(now_s))
        if not self._is_welcome and now_s - self._hello_at_s > HELLO_AGAIN_S:
            self._say_hello(now_s)
        for answer in self._questions.overdue(now_s):
            self.inbox.put(answer)

    def _drop(self, error: ProtocolError) -> None:
        self._dropped += 1
        if self._dropped & (self._dropped - 1) == 0:
            logger.warning("message %d from the server dropped: %s", self._dropped, error)


def _read_all(socket: Socket, read: Callable[[list[bytes]], None], at_most: int = 1000) -> None:
    for _ in range(at_most):
        try:
            parts = socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return
        read(parts)
