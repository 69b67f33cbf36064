"""The mission server's sockets: the source on one side, the consoles on the other.

Only enrolled keys get in, each through the doors of its role. When a key is revoked, every
connection is cut for a moment, and all but that key's come back: ZeroMQ cannot cut just one.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Final

import zmq

from console.domain.roles import Role
from console.protocol import ASK_MAX_BYTES, Endpoints
from console.server.reception import Caller
from telemetry.connections import Connections
from telemetry.curve import SERVER_ROLE, SOURCE_ROLE, KeyFolder, KeyHolder
from telemetry.gatekeeper import Gatekeeper, Keyring
from telemetry.sockets import (
    Context,
    Credentials,
    Door,
    LinkError,
    Room,
    Socket,
    bind,
    bind_again,
    refuse_open_door,
    subscribe,
)

logger = logging.getLogger(__name__)

CONSOLES: Final = "cupola.consoles"
MEDICAL: Final = "cupola.medical"
DOORS: Final = {
    CONSOLES: frozenset(role.value for role in Role),
    MEDICAL: frozenset(role.value for role in Role if role.may_see_medical),
}
# A console takes two or three.
MOST_CONNECTIONS: Final = 1000
# Answers that wait for a console that does not read, and questions of one that is not read.
ANSWERS: Final = Room(messages=200, message_bytes=4 * ASK_MAX_BYTES)
# What comes in here are subscriptions only.
PUBLISHED: Final = Room(message_bytes=ASK_MAX_BYTES)


def credentials_for(addresses: Endpoints, keys: KeyFolder | None) -> Credentials | None:
    """Return what the server shows its source; None without keys, where that is allowed.

    Raises
    ------
    LinkError, KeysError
        If an address is open to others without keys, or the keys cannot be used.
    """
    if keys is None:
        refuse_open_door(addresses.answers)
        return None
    return Credentials(key=keys.own(SERVER_ROLE), server=keys.only(SOURCE_ROLE))


class ConsoleDoors:
    """Sockets towards the consoles, used by the one thread of the server they belong to.

    Parameters
    ----------
    addresses : Endpoints
        Where consoles find this server.
    keys : KeyFolder or None
        Who may connect; None lets in everybody on this machine.

    Raises
    ------
    LinkError
        If an address is busy, makes no sense, or is open to others without keys.
    KeysError
        If the keys cannot be used.
    """

    def __init__(self, addresses: Endpoints, keys: KeyFolder | None) -> None:
        if keys is None:
            refuse_open_door(addresses.answers)
        own = keys.own(SERVER_ROLE) if keys else None
        self._ring = Keyring(keys) if keys else None
        self._context: Context = zmq.Context()
        self._gatekeeper = Gatekeeper(self._context, DOORS, self._ring)
        self._listening: dict[str, Socket] = {}
        self._to_open: set[str] = set()
        self._connections: list[Connections] = []
        try:
            self._router = self._open(
                zmq.ROUTER, addresses.answers, ANSWERS, Door(domain=CONSOLES, key=own)
            )
            self._public = self._open(
                zmq.PUB, addresses.published, PUBLISHED, Door(domain=CONSOLES, key=own)
            )
            self._medical = self._open(
                zmq.PUB, addresses.medical, PUBLISHED, Door(domain=MEDICAL, key=own)
            )
        except BaseException:
            self.close()
            raise
        self._poller = zmq.Poller()
        self._poller.register(self._router, zmq.POLLIN)

    @property
    def is_secured(self) -> bool:
        """Whether only enrolled keys get in."""
        return self._ring is not None

    @property
    def refused(self) -> int:
        """Connections that were not let in."""
        return self._gatekeeper.refused + self._gatekeeper.turned_away

    @property
    def connections(self) -> int:
        """Connections there are now."""
        return sum(map(len, self._connections))

    @property
    def never_let_in(self) -> int:
        """Connections, refused ones among them, that did not get as far as saying anything."""
        return sum(each.never_let_in for each in self._connections)

    def wait(self, at_most_ms: int) -> None:
        """Return when something came, or after `at_most_ms`."""
        self._poller.poll(at_most_ms)

    def questions(self) -> Iterator[tuple[Caller, list[bytes]]]:
        """Yield what consoles sent, without waiting; connections take turns."""
        while True:
            try:
                identity, *parts = self._router.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            holder = self._holder(parts[-1]) if parts else None
            yield Caller(identity=identity.bytes, holder=holder), [part.bytes for part in parts]

    def _holder(self, part: zmq.Frame) -> KeyHolder | None:
        """Return whose key the connection showed that a message came by."""
        if self._ring is None:
            return None
        try:
            return self._ring.find(str(part.get("User-Id")))
        except zmq.ZMQError:  # nobody vouched for it
            return None

    def answer(self, caller: Caller, data: bytes) -> bool:
        """Return whether it could be sent; False for one who is gone or does not read."""
        try:
            self._router.send_multipart([caller.identity, data], zmq.NOBLOCK)
        except zmq.ZMQError as error:
            logger.debug("an answer could not be sent: %s", error)
            return False
        return True

    def publish(self, parts: Sequence[bytes], *, medical: bool = False) -> None:
        """Tell every console, or those that may see medical values."""
        (self._medical if medical else self._public).send_multipart(parts)

    def mind(self) -> bool:
        """Count who came and went, and act on revoked keys; return whether all were cut."""
        for connections in self._connections:
            connections.count()
        self._gatekeeper.is_full = self.connections >= MOST_CONNECTIONS
        if self._ring is None:
            return False
        gone = self._ring.gone()
        for holder in gone:
            logger.warning("the key of %s is not enrolled any more", holder.name)
            self._let_go(holder)
        cuts = any(holder.role in DOORS[CONSOLES] for holder in gone)
        if cuts:
            self._to_open = set(self._listening)
        for address in tuple(self._to_open):
            self._cut(address)
        return cuts

    def close(self) -> None:
        """Release every socket."""
        for connections in self._connections:
            connections.close()
        for socket in self._listening.values():
            socket.close(linger=0)
        self._gatekeeper.close()
        self._context.term()

    def _let_go(self, holder: KeyHolder) -> None:
        """Do what a revoked key asks for beyond the doors."""

    def _open(self, kind: int, address: str, room: Room, door: Door) -> Socket:
        socket = bind(self._context, kind, address, room=room, door=door, watch=self._watch)
        self._listening[address] = socket
        return socket

    def _watch(self, socket: Socket) -> None:
        if socket.getsockopt(zmq.TYPE) == zmq.ROUTER:
            socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self._connections.append(Connections(socket))

    def _cut(self, address: str) -> None:
        try:
            bind_again(self._listening[address], address)
        except LinkError as error:
            logger.error("tried again in a moment: %s", error)
        else:
            self._to_open.discard(address)


class Doors(ConsoleDoors):
    """Sockets of a mission server: towards the consoles, and towards its source.

    Parameters
    ----------
    source : str
        Endpoint the frames come from; the others as in `ConsoleDoors`.

    Raises
    ------
    LinkError, KeysError
        As `ConsoleDoors`, and if the source's address or key is bad.
    """

    def __init__(self, source: str, addresses: Endpoints, keys: KeyFolder | None) -> None:
        self._source_address = source
        self._source_key = credentials_for(addresses, keys)
        self._source_context: Context = zmq.Context()
        try:
            self.source = subscribe(self._source_context, source, credentials=self._source_key)
            super().__init__(addresses, keys)
        except BaseException:
            self._source_context.destroy(linger=0)
            raise
        self._poller.register(self.source, zmq.POLLIN)

    def close(self) -> None:
        """Release every socket."""
        super().close()
        self._source_context.destroy(linger=0)

    def _let_go(self, holder: KeyHolder) -> None:
        if self._source_key and holder.public == self._source_key.server.public:
            self.source.disconnect(self._source_address)
