"""A set of free ports for one mission day on one machine."""

import socket
from collections.abc import Iterator
from typing import Final

from telemetry.sockets import LinkError

LOOPBACK: Final = "127.0.0.1"
# Beside the documented ports of a server started alone (7690 source, 7700 … 7702 server).
FIRST_PORT: Final = 7689
PORTS_APART: Final = 20
SETS: Final = 50


class PortSet:
    """Ports for a source and a server that no other mission day on this machine takes.

    The first port of the set is kept open as long as this object lives: two days started at
    the same moment never choose the same set, and the system gives it back however we end.

    Raises
    ------
    LinkError
        If every set is taken.
    """

    def __init__(self) -> None:
        for first in range(FIRST_PORT, FIRST_PORT + SETS * PORTS_APART, PORTS_APART):
            reservation = _reserve(first)
            if reservation is None:
                continue
            if all(_is_free(port) for port in _used(first)):
                self._first, self._reservation = first, reservation
                return
            reservation.close()
        raise LinkError(f"no free ports from {FIRST_PORT} up; close other programs")

    @property
    def source(self) -> str:
        """Where the source publishes."""
        return f"tcp://{LOOPBACK}:{self._first + 1}"

    @property
    def commands(self) -> str:
        """Where the simulator takes a trainer's commands."""
        return f"tcp://{LOOPBACK}:{self._first + 2}"

    @property
    def server(self) -> str:
        """The first of the server's three neighbouring addresses."""
        return f"tcp://{LOOPBACK}:{self._first + 11}"

    def release(self) -> None:
        """Give the set back."""
        self._reservation.close()


def _used(first: int) -> Iterator[int]:
    yield from (first + 1, first + 2)
    yield from range(first + 11, first + 14)


def _reserve(port: int) -> socket.socket | None:
    reservation = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        reservation.bind((LOOPBACK, port))
        reservation.listen()
    except OSError:
        reservation.close()
        return None
    return reservation


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As ZeroMQ binds: connections of a day that just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
