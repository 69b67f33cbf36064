"""The socket a trainer's requests come in by: one JSON object in, one out.

CURVE when keys are configured; without, it listens to this machine only.
"""

import json
import logging
from typing import Final

import zmq

from simulator.control import Answer, Control, refused
from telemetry.curve import SERVER_ROLE, SOURCE_ROLE, KeyFolder
from telemetry.gatekeeper import Gatekeeper, Keyring
from telemetry.sockets import (
    Context,
    Door,
    LinkError,
    Room,
    Socket,
    bind,
    bind_again,
    last_endpoint,
    refuse_open_door,
)

logger = logging.getLogger(__name__)
MOST_PER_TURN: Final = 100
TRAINERS: Final = "cupola.simulator.commands"
ROLES: Final = frozenset({"trainer", SERVER_ROLE})
LONGEST_REQUEST_BYTES: Final = 1 << 16
# What is longer than a request is refused in words, up to here; beyond, the sender is cut off.
ROOM: Final = Room(messages=1000, message_bytes=1 << 20)


class ControlSocket:
    """A ROUTER socket that answers each request with the control's answer.

    Parameters
    ----------
    endpoint
        For example ``tcp://127.0.0.1:7691``.
    context
        Not the one of other guarded sockets: a context has one gatekeeper.
    control
        Answers the requests.
    keys : KeyFolder or None
        Whose keys may send requests, trainers' and mission servers'; None lets in everybody on
        this machine.

    Raises
    ------
    LinkError
        If the endpoint is busy, makes no sense, or is open to others without keys.
    KeysError
        If the keys cannot be used.
    """

    def __init__(
        self,
        endpoint: str,
        context: Context,
        control: Control,
        *,
        keys: KeyFolder | None = None,
    ) -> None:
        self._control = control
        self._ring: Keyring | None = None
        self._gatekeeper: Gatekeeper | None = None
        door = None
        if keys is None:
            refuse_open_door(endpoint)
        else:
            door = Door(domain=TRAINERS, key=keys.own(SOURCE_ROLE))
            self._ring = Keyring(keys)
            self._gatekeeper = Gatekeeper(context, {TRAINERS: ROLES}, self._ring)
        try:
            self._socket: Socket = bind(context, zmq.ROUTER, endpoint, room=ROOM, door=door)
        except LinkError:
            self._end_gatekeeper()
            raise
        self.dropped = 0

    @property
    def endpoint(self) -> str:
        """Where it is bound, with the port the system chose."""
        return last_endpoint(self._socket)

    def serve(self) -> None:
        """Answer what is waiting; what is no request is counted and told so."""
        if self._ring is not None and self._ring.gone():
            bind_again(self._socket, self.endpoint)  # who still may comes back by itself
        for _ in range(MOST_PER_TURN):
            if not self._socket.poll(0):
                return
            *envelope, body = self._socket.recv_multipart()
            answer = json.dumps(self._answer(body)).encode()
            self._socket.send_multipart([*envelope, answer])

    def _answer(self, body: bytes) -> Answer:
        if len(body) > LONGEST_REQUEST_BYTES:
            self._drop()
            return refused(f"a request of {len(body)} bytes is longer than {LONGEST_REQUEST_BYTES}")
        try:
            request = json.loads(body)
        except (ValueError, RecursionError):
            self._drop()
            request = None
        return self._control.answer(request)

    def close(self) -> None:
        """Close the socket at once."""
        self._socket.close(linger=0)
        self._end_gatekeeper()

    def _end_gatekeeper(self) -> None:
        if self._gatekeeper is not None:
            self._gatekeeper.close()

    def _drop(self) -> None:
        self.dropped += 1
        if self.dropped & (self.dropped - 1) == 0:
            logger.warning("%d messages on the command socket were no requests", self.dropped)
