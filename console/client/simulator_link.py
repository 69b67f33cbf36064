"""A trainer's link to the simulator: requests out, answers in; one thread, one socket."""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Final

import zmq

from telemetry.sockets import Context, Socket, connect

logger = logging.getLogger(__name__)

POLL_MS: Final = 50
ASK_PERIOD_S: Final = 1.0
MOST_WAITING: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorAnswer:
    """What the simulator said to a request.

    Parameters
    ----------
    request : int
        The number of the request; 0 for what is asked every second.
    do : str
        What was asked.
    """

    request: int
    do: str
    answer: Mapping[str, Any]


class SimulatorLink:
    """Asks the simulator's command socket; every second how it stands and what is true.

    Parameters
    ----------
    endpoint : str
        The simulator's ``--commands``.

    Raises
    ------
    LinkError
        If the endpoint makes no sense.
    """

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._inbox: SimpleQueue[SimulatorAnswer] = SimpleQueue()
        self._outbox: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._asked = 0
        self._source = ""
        self._stop = Event()
        self._context: Context = zmq.Context()
        self._socket: Socket = connect(self._context, zmq.DEALER, endpoint)
        self._thread = Thread(target=self._run, name=f"simulator {endpoint}", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def ask(self, do: str, **more: object) -> int:
        """Send a request; the `SimulatorAnswer` with the returned number comes later."""
        self._asked += 1
        self._outbox.put({"do": do, **more, "request": [self._asked, do]})
        return self._asked

    def heard(self) -> list[SimulatorAnswer]:
        """Return what was answered since the last time."""
        return [self._inbox.get_nowait() for _ in range(self._inbox.qsize())]

    def close(self) -> None:
        """End the thread and its socket."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close(linger=0)
        self._context.term()

    def _run(self) -> None:
        due_s = 0.0
        while not self._stop.is_set():
            if time.monotonic() >= due_s:
                due_s = time.monotonic() + ASK_PERIOD_S
                self._ask_routine()
            while (request := self._next()) is not None:
                self._send(request)
            if self._socket.poll(POLL_MS):
                self._take(self._socket.recv_multipart()[-1])

    def _ask_routine(self) -> None:
        """Ask how it stands, and once its name is known, what is true."""
        self._send({"do": "status", "request": [0, "status"]})
        if self._source:
            self._send({"do": "truth", "source": self._source, "request": [0, "truth"]})

    def _next(self) -> dict[str, Any] | None:
        try:
            return self._outbox.get_nowait()
        except Empty:
            return None

    def _send(self, request: dict[str, Any]) -> None:
        try:
            self._socket.send(json.dumps(request).encode(), zmq.NOBLOCK)
        except zmq.Again:
            number, do = request["request"]
            if number:
                reason = f"No simulator takes requests at {self.endpoint}."
                refused = {"accepted": False, "reason": reason}
                self._inbox.put(SimulatorAnswer(request=number, do=do, answer=refused))

    def _take(self, data: bytes) -> None:
        try:
            answer = json.loads(data)
            number, do = answer["request"]
        except (ValueError, RecursionError, KeyError, TypeError) as error:
            logger.warning("an answer of the simulator dropped: %s", error)
            return
        if do == "status":
            self._source = str(answer.get("source", ""))
        if self._inbox.qsize() < MOST_WAITING:
            self._inbox.put(SimulatorAnswer(request=number, do=do, answer=answer))
