"""When a process should end: a signal, or the death of the process that started it."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread


class Lifeline:
    """Watches SIGINT, SIGTERM and, for a child process, its standard input.

    Parameters
    ----------
    is_child : bool
        Whether to end when standard input closes, as it does when the parent dies however it
        dies.
    """

    def __init__(self, *, is_child: bool) -> None:
        self._cut = Event()
        self._ends_at_once = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._end())
        if is_child:
            Thread(target=self._watch_stdin, name="lifeline", daemon=True).start()

    @property
    def is_cut(self) -> bool:
        """Whether to end now."""
        return self._cut.is_set()

    def wait(self, timeout_s: float) -> bool:
        """Wait until cut or `timeout_s` passed; return whether it was cut."""
        return self._cut.wait(timeout_s)

    @contextmanager
    def ending_at_once(self) -> Iterator[None]:
        """Leave the process as soon as cut, while there is nothing yet to end in order.

        Raises
        ------
        SystemExit
            With status 0, when cut inside.
        """
        self._ends_at_once = True
        try:
            if self.is_cut:
                raise SystemExit(0)
            yield
        finally:
            self._ends_at_once = False

    def _end(self) -> None:
        self._cut.set()
        if self._ends_at_once:
            raise SystemExit(0)

    def _watch_stdin(self) -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)  # so that the main thread is the one to end
