"""When a process should end: a signal, or the death of the process that started it."""

import os
import signal
import sys
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
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._cut.set())
        if is_child:
            Thread(target=self._watch_stdin, name="lifeline", daemon=True).start()

    @property
    def is_cut(self) -> bool:
        """Whether to end now."""
        return self._cut.is_set()

    def wait(self, timeout_s: float) -> bool:
        """Wait until cut or `timeout_s` passed; return whether it was cut."""
        return self._cut.wait(timeout_s)

    def _watch_stdin(self) -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        self._cut.set()
