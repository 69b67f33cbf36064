"""Decides who may connect, before any byte of theirs reaches the application.

ZeroMQ asks the process's authenticator (ZAP, RFC 27) at every handshake, over an in-process
socket. One thread answers: it knows the enrolled keys, what role each door is open to, and
whether there is room for one more. Keys enrolled and revoked count from the next handshake on.
"""

import logging
from collections.abc import Mapping
from threading import Event, Lock, Thread
from typing import Final

import zmq
from zmq.utils import z85

from telemetry.curve import KeyFolder, KeyHolder, KeysError
from telemetry.sockets import Context, LinkError

logger = logging.getLogger(__name__)

ZAP_ENDPOINT: Final = "inproc://zeromq.zap.01"
ZAP_VERSION: Final = b"1.0"
POLL_MS: Final = 50
WELCOME, BUSY, REFUSED = b"200", b"300", b"400"


class Keyring:
    """The enrolled keys as they are now; used by any thread.

    Parameters
    ----------
    folder : KeyFolder
        Read again whenever it changes.

    Raises
    ------
    KeysError
        If a file in it is no key.
    """

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder
        self._lock = Lock()
        self._stamp = folder.stamp
        self._holders = {holder.public: holder for holder in folder.enrolled()}
        self._told = dict(self._holders)

    def gone(self) -> list[KeyHolder]:
        """Return who was enrolled when this was asked last and is not any more.

        To be asked by one thread: who listens, and cuts connections.
        """
        told, self._told = self._told, dict(self.holders())
        return [holder for public, holder in told.items() if self._told.get(public) != holder]

    def find(self, public: str) -> KeyHolder | None:
        """Return who holds a key, None when nobody enrolled does."""
        return self.holders().get(public)

    def holders(self) -> Mapping[str, KeyHolder]:
        """Return every enrolled holder by public key."""
        with self._lock:
            stamp = self._folder.stamp
            if stamp != self._stamp:
                self._reload(stamp)
            return self._holders

    def _reload(self, stamp: object) -> None:
        self._stamp = stamp
        try:
            self._holders = {holder.public: holder for holder in self._folder.enrolled()}
        except KeysError as error:
            # Whom we cannot read about we cannot trust; who is enrolled legibly comes back with
            # the next good reading.
            self._holders = {}
            logger.error("nobody can be let in: %s", error)


class Gatekeeper:
    """Answers ZeroMQ's question who may connect, in a thread of its own.

    Must be made before the first socket with a door is bound, and closed after the last.

    Parameters
    ----------
    context
        Whose sockets it guards.
    doors : mapping of str to set of str
        Roles each ZAP domain is open to.
    ring : Keyring or None
        Whose keys count; None lets in everybody, without keys.

    Raises
    ------
    LinkError
        If the context has a gatekeeper already.
    """

    def __init__(
        self, context: Context, doors: Mapping[str, frozenset[str]], ring: Keyring | None
    ) -> None:
        self.refused = 0  # handshakes, so far
        self.turned_away = 0  # because there was no room
        self.is_full = False  # set by who counts the connections
        self._doors = doors
        self._ring = ring
        self._stop = Event()
        self._socket = context.socket(zmq.REP)
        self._socket.setsockopt(zmq.LINGER, 0)
        try:
            self._socket.bind(ZAP_ENDPOINT)
        except zmq.ZMQError as error:
            self._socket.close()
            raise LinkError(f"this process has a gatekeeper already: {error.strerror}") from None
        self._thread = Thread(target=self._run, name="gatekeeper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; from now on nobody gets in."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                if self._socket.poll(POLL_MS):
                    self._socket.send_multipart(self._answer(self._socket.recv_multipart()))
        finally:
            self._socket.close(linger=0)

    def _answer(self, question: list[bytes]) -> list[bytes]:
        """Return the reply to a ZAP request: version, id, status, text, user, metadata."""
        _version, number, domain, address, _identity, mechanism, *credentials = question
        status, words, user = self.judge(domain.decode(), mechanism, credentials)
        if status == REFUSED:
            self.refused += 1
            self._say(self.refused, "refused %d times; now %s: %s", address, words)
        elif status == BUSY:
            self.turned_away += 1
            self._say(self.turned_away, "turned away %d; now %s: %s", address, words)
        return [ZAP_VERSION, number, status, words.encode(), user, b""]

    def judge(
        self, domain: str, mechanism: bytes, credentials: list[bytes]
    ) -> tuple[bytes, str, bytes]:
        """Return status, words and user (the public key) for one who wants in."""
        roles = self._doors.get(domain)
        if roles is None:
            return REFUSED, "no such door", b""
        if self.is_full:
            return BUSY, "no room for another connection", b""
        if self._ring is None:
            is_open = mechanism == b"NULL"
            return (WELCOME, "", b"") if is_open else (REFUSED, "no keys are used here", b"")
        if mechanism != b"CURVE" or len(credentials) != 1 or len(credentials[0]) != 32:
            return REFUSED, "no key", b""
        public = z85.encode(credentials[0])
        holder = self._ring.find(public.decode())
        if holder is None:
            return REFUSED, "a key nobody enrolled", b""
        if holder.role not in roles:
            return REFUSED, f"{holder.name} is enrolled as {holder.role}", b""
        return WELCOME, "", public

    def _say(self, count: int, form: str, address: bytes, words: str) -> None:
        if count & (count - 1) == 0:  # the 1st, 2nd, 4th, 8th …
            logger.warning(form, count, address.decode(errors="replace"), words)
