"""ZeroMQ sockets for frames and clocks, the one thread per link, and the counting of gaps.

A publisher is used by one thread. A `FrameReceiver` owns a thread that polls, decodes, stamps the
reception time and fills a queue; who already has a loop polls a `subscribe` socket and calls
`drain` instead. Both go through `FrameIntake`, so both count and log alike.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread
from typing import Final

import zmq

from telemetry.curve import SERVER_ROLE, SOURCE_ROLE, KeyFolder
from telemetry.gatekeeper import Gatekeeper, Keyring
from telemetry.sockets import (
    ALL_TOPICS,
    Context,
    Door,
    LinkError,
    Socket,
    bind,
    bind_again,
    last_endpoint,
    refuse_open_door,
    subscribe,
)
from telemetry.timebase import Clock
from telemetry.wire import (
    CLOCK_TOPIC,
    MEDICAL_TOPIC,
    ClockAnnouncement,
    Frame,
    FrameError,
    decode_clock,
    decode_frame,
    encode_clock,
    encode_frame,
    frame_topic,
)

logger = logging.getLogger(__name__)

POLL_MS: Final = 50
LISTENERS: Final = "cupola.source"
_SUBSCRIBES: Final = b"\x01"  # how an XPUB socket tells of a subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A frame as it arrived.

    Parameters
    ----------
    topic, payload : bytes
        The message itself, for relaying it unchanged.
    received_ns : int
        When it was taken from the socket, by the receiver's clock.
    """

    frame: Frame
    topic: bytes
    payload: bytes
    received_ns: int

    @property
    def is_medical(self) -> bool:
        """Whether it came on the private stream."""
        return self.topic.startswith(MEDICAL_TOPIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReceived:
    """A clock announcement as it arrived."""

    clock: ClockAnnouncement
    topic: bytes
    payload: bytes
    received_ns: int


Arrival = Received | ClockReceived


class FrameIntake:
    """Turns messages of a link into arrivals; counts and sparsely logs what it must drop.

    Parameters
    ----------
    clock
        Gives the reception time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Messages that were no frame and no clock announcement."""
        return self._dropped

    def take(self, parts: list[bytes]) -> Arrival | None:
        """Return what `parts` carry, or None if the message had to be dropped."""
        received_ns = self._clock.now_ns()
        try:
            return _arrival(parts, received_ns)
        except FrameError as error:
            self._dropped += 1
            if self._dropped & (self._dropped - 1) == 0:  # the 1st, 2nd, 4th, 8th …
                logger.warning("message %d dropped: %s", self._dropped, error)
            return None


def _arrival(parts: list[bytes], received_ns: int) -> Arrival:
    if len(parts) != 2:
        raise FrameError(f"a message of {len(parts)} parts instead of a topic and a payload")
    topic, payload = parts
    if topic == CLOCK_TOPIC:
        announced = decode_clock(payload)
        return ClockReceived(clock=announced, topic=topic, payload=payload, received_ns=received_ns)
    frame = decode_frame(payload)
    if topic not in (
        frame_topic(frame.packet, medical=False),
        frame_topic(frame.packet, medical=True),
    ):
        raise FrameError(f"a frame of {frame.packet} under the topic {topic!r}")
    return Received(frame=frame, topic=topic, payload=payload, received_ns=received_ns)


class FramePublisher:
    """An XPUB socket that announces frames and the source's clock, and hears who listens.

    Parameters
    ----------
    endpoint
        For example ``tcp://127.0.0.1:0``; the port may be 0, see `endpoint`.
    keys : KeyFolder or None
        Whose keys may listen, those of mission servers; None lets in everybody on this machine.

    Raises
    ------
    LinkError
        If the endpoint is busy, makes no sense, or is open to others without keys.
    KeysError
        If the keys cannot be used.
    """

    def __init__(self, endpoint: str, context: Context, *, keys: KeyFolder | None = None) -> None:
        self._gatekeeper: Gatekeeper | None = None
        self._ring: Keyring | None = None
        door = None
        if keys is None:
            refuse_open_door(endpoint)
        else:
            door = Door(domain=LISTENERS, key=keys.own(SOURCE_ROLE))
            roles = {LISTENERS: frozenset({SERVER_ROLE})}
            self._ring = Keyring(keys)
            self._gatekeeper = Gatekeeper(context, roles, self._ring)
        try:
            self._socket = bind(context, zmq.XPUB, endpoint, door=door)
        except LinkError:
            self._end_gatekeeper()
            raise
        self._sent = 0

    @property
    def endpoint(self) -> str:
        """Where it is bound, with the port the system chose."""
        return last_endpoint(self._socket)

    @property
    def sent(self) -> int:
        """Frames sent so far."""
        return self._sent

    def hears_a_listener(self, timeout_s: float) -> bool:
        """Wait until somebody subscribes or the time is up; return whether somebody did."""
        return bool(self._socket.poll(round(timeout_s * 1000))) and self._take_subscriptions()

    def send(self, frame: Frame, *, medical: bool = False) -> None:
        """Publish `frame` on the public or the private stream."""
        self._socket.send_multipart(
            [frame_topic(frame.packet, medical=medical), encode_frame(frame)]
        )
        self._sent += 1

    def send_clock(self, announcement: ClockAnnouncement) -> None:
        """Publish what time it is on board; and cut the connections when a key was revoked."""
        gone = self._ring.gone() if self._ring is not None else []
        # Who could not listen anyway is no reason to lose frames.
        if any(holder.role == SERVER_ROLE for holder in gone):
            bind_again(self._socket, self.endpoint)
        self._take_subscriptions()  # they would pile up
        self._socket.send_multipart([CLOCK_TOPIC, encode_clock(announcement)])

    def _take_subscriptions(self, at_most: int = 1000) -> bool:
        """Take who came and went since the last time; return whether anybody came."""
        came = False
        for _ in range(at_most):
            try:
                came |= self._socket.recv(zmq.NOBLOCK)[:1] == _SUBSCRIBES
            except zmq.Again:
                break
        return came

    def close(self) -> None:
        """Close the socket at once; what was not yet sent is dropped."""
        self._socket.close(linger=0)
        self._end_gatekeeper()

    def _end_gatekeeper(self) -> None:
        if self._gatekeeper is not None:
            self._gatekeeper.close()


class FrameReceiver:
    """A subscription with its own thread.

    Arrivals wait in `arrivals` in the order they came. The thread ends within 200 ms of
    `close` and nothing is put into the queue after it.

    Parameters
    ----------
    endpoint
        The publisher's; it need not be there yet.
    clock
        Gives the reception time.
    topics
        Prefixes to subscribe to.

    Raises
    ------
    LinkError
        If the endpoint makes no sense.
    """

    def __init__(
        self,
        endpoint: str,
        context: Context,
        clock: Clock,
        *,
        topics: tuple[bytes, ...] = ALL_TOPICS,
    ) -> None:
        self.arrivals: SimpleQueue[Arrival] = SimpleQueue()
        self._intake = FrameIntake(clock)
        self._stop = Event()
        # Opened here so that a bad endpoint is this constructor's error; from `start` on only
        # the thread touches it (the start of a thread is the memory barrier ZeroMQ asks for).
        self._socket = subscribe(context, endpoint, topics)
        self._thread = Thread(target=self._run, name=f"link {endpoint}", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Messages that were no frame and no clock announcement."""
        return self._intake.dropped

    @property
    def is_running(self) -> bool:
        """Whether the thread is alive."""
        return self._thread.is_alive()

    def close(self) -> None:
        """End the thread and its socket, and wait for both."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                if self._socket.poll(POLL_MS):
                    for arrival in drain(self._socket, self._intake):
                        self.arrivals.put(arrival)
        except zmq.ContextTerminated:
            logger.debug("the context ended before its receiver")
        finally:
            self._socket.close(linger=0)


def drain(socket: Socket, intake: FrameIntake, *, at_most: int = 1000) -> Iterator[Arrival]:
    """Yield what waits on a subscription, without blocking.

    Parameters
    ----------
    at_most
        Messages to read before returning, so that a flood cannot hold the caller's loop.
    """
    for _ in range(at_most):
        try:
            parts = socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return
        arrival = intake.take(parts)
        if arrival is not None:
            yield arrival
