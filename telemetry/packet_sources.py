"""Where space packets come from: a file, UDP datagrams, or a TCP stream."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from telemetry.space_packet import PRIMARY_HEADER_BYTES, PacketSplitter

POLL_S: Final = 0.1
_CHUNK_BYTES: Final = 1 << 16
_RECONNECT_S: Final = 1.0
_RECEIVE_BUFFER_BYTES: Final = 8 << 20


class PacketSourceError(RuntimeError):
    """A source that cannot be opened, in one line for a person."""


class PacketSource(Protocol):
    """Something that packets come from. Used by one thread."""

    @property
    def is_over(self) -> bool:
        """Whether no more will come, ever."""
        ...

    @property
    def skipped_bytes(self) -> int:
        """Bytes that belonged to no packet."""
        ...

    def packets(self) -> Iterator[bytes]:
        """Yield what has come, waiting a tenth of a second at most if nothing has."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class FileSource:
    """Packets one after the other in a file.

    Parameters
    ----------
    path
        Read in pieces, however large it is.
    ahead_bytes
        See `telemetry.space_packet.PacketSplitter`.

    Raises
    ------
    PacketSourceError
        If it cannot be read.
    """

    def __init__(self, path: Path, ahead_bytes: int = 0) -> None:
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise PacketSourceError(f"cannot read {path}: {error.strerror}") from None
        self._splitter = PacketSplitter(ahead_bytes)
        self.is_over = False

    @property
    def skipped_bytes(self) -> int:
        """Bytes that belonged to no packet, with those of a last one cut short."""
        return self._splitter.skipped_bytes + self.is_over * self._splitter.waiting_bytes

    def packets(self) -> Iterator[bytes]:
        """Yield the packets of the next piece of the file."""
        chunk = self._file.read(_CHUNK_BYTES)
        self.is_over = not chunk
        yield from self._splitter.feed(chunk)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class UdpSource:
    """Datagrams of one or more whole packets each.

    Parameters
    ----------
    host, port
        Where to listen; port 0 lets the system choose, see `port`.
    ahead_bytes
        Before each packet in a datagram.

    Raises
    ------
    PacketSourceError
        If the port is busy or the address is not this machine's.
    """

    def __init__(self, host: str, port: int, ahead_bytes: int = 0) -> None:
        self._ahead_bytes = ahead_bytes
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
        self._socket.settimeout(POLL_S)
        try:
            self._socket.bind((host, port))
        except OSError as error:
            self._socket.close()
            raise PacketSourceError(f"cannot listen on {host}:{port}: {error.strerror}") from None
        self.skipped_bytes = 0

    @property
    def is_over(self) -> bool:
        """Whether no more will come: never known of datagrams."""
        return False

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._socket.getsockname()[1])

    def packets(self) -> Iterator[bytes]:
        """Yield the packets of the next datagram; a packet cut short comes as it is."""
        try:
            datagram = self._socket.recv(_CHUNK_BYTES)
        except TimeoutError:
            return
        splitter = PacketSplitter(self._ahead_bytes)
        yield from splitter.feed(datagram)
        self.skipped_bytes += splitter.skipped_bytes
        cut_bytes = splitter.waiting_bytes - self._ahead_bytes
        if cut_bytes >= PRIMARY_HEADER_BYTES:
            yield datagram[-cut_bytes:]
        else:
            self.skipped_bytes += splitter.waiting_bytes

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


class TcpSource:
    """A stream of packets from a server; connected again whenever it breaks.

    Parameters
    ----------
    host, port
        Of the server, which need not be there yet.
    ahead_bytes
        Before each packet.
    """

    def __init__(self, host: str, port: int, ahead_bytes: int = 0) -> None:
        self._address = (host, port)
        self._ahead_bytes = ahead_bytes
        self._socket: socket.socket | None = None
        self._splitter = PacketSplitter(ahead_bytes)
        self._skipped_before = 0
        self._due_s = 0.0
        self.connections = 0

    @property
    def is_over(self) -> bool:
        """Whether no more will come: a server may come back."""
        return False

    @property
    def skipped_bytes(self) -> int:
        """Bytes that belonged to no packet, with those cut short by a broken connection."""
        return self._skipped_before + self._splitter.skipped_bytes

    def packets(self) -> Iterator[bytes]:
        """Yield the packets that the next bytes complete."""
        stream = self._socket or self._connect()
        if stream is None:
            return
        try:
            chunk = stream.recv(_CHUNK_BYTES)
        except TimeoutError:
            return
        except OSError:
            chunk = b""
        if chunk:
            yield from self._splitter.feed(chunk)
        else:
            self.close()

    def close(self) -> None:
        """Close the connection; `packets` would open it again."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._skipped_before += self._splitter.skipped_bytes + self._splitter.waiting_bytes
        self._splitter = PacketSplitter(self._ahead_bytes)

    def _connect(self) -> socket.socket | None:
        wait_s = self._due_s - time.monotonic()
        if wait_s > 0:
            time.sleep(min(wait_s, POLL_S))
            return None
        self._due_s = time.monotonic() + _RECONNECT_S
        with suppress(OSError):
            self._socket = socket.create_connection(self._address, timeout=_RECONNECT_S)
            self._socket.settimeout(POLL_S)
            self.connections += 1
        return self._socket


def parse_address(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``.

    Raises
    ------
    PacketSourceError
        If it is not of that form.
    """
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise PacketSourceError(f"'{text}' is not HOST:PORT such as 127.0.0.1:5700")
    return host, int(port)
