"""The socket a trainer's requests come in by: one JSON object in, one out."""

import json
import logging
from typing import Final

import zmq

from simulator.control import Control
from telemetry.sockets import Context, Socket, bind, last_endpoint

logger = logging.getLogger(__name__)
MOST_PER_TURN: Final = 100


class ControlSocket:
    """A ROUTER socket that answers each request with the control's answer.

    Parameters
    ----------
    endpoint
        For example ``tcp://127.0.0.1:7691``.
    control
        Answers the requests.

    Raises
    ------
    LinkError
        If the endpoint is busy or makes no sense.
    """

    def __init__(self, endpoint: str, context: Context, control: Control) -> None:
        self._socket: Socket = bind(context, zmq.ROUTER, endpoint)
        self._control = control
        self.dropped = 0

    @property
    def endpoint(self) -> str:
        """Where it is bound, with the port the system chose."""
        return last_endpoint(self._socket)

    def serve(self) -> None:
        """Answer what is waiting; what is no request is counted and dropped."""
        for _ in range(MOST_PER_TURN):
            if not self._socket.poll(0):
                return
            parts = self._socket.recv_multipart()
            try:
                request = json.loads(parts[-1])
            except (ValueError, RecursionError):
                self._drop()
                continue
            answer = json.dumps(self._control.answer(request)).encode()
            self._socket.send_multipart([*parts[:-1], answer])

    def close(self) -> None:
        """Close the socket at once."""
        self._socket.close(linger=0)

    def _drop(self) -> None:
        self.dropped += 1
        if self.dropped & (self.dropped - 1) == 0:
            logger.warning("%d messages on the command socket were no requests", self.dropped)
