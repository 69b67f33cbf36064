"""The last line of defence: an error nobody caught is logged, shown in a line, and survived."""

import logging
import sys
import threading
from collections import Counter
from queue import Empty, SimpleQueue
from types import TracebackType

logger = logging.getLogger(__name__)


class LastDefence:
    """Takes over Python's hooks for uncaught exceptions while a console runs.

    The same error in every frame must not flood the log: it is written at its 1st, 2nd, 4th,
    8th … occurrence, and every occurrence is counted.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lines: SimpleQueue[str] = SimpleQueue()  # hooks may run in any thread
        self._before = (sys.excepthook, sys.unraisablehook, threading.excepthook)

    def install(self) -> None:
        """Begin to catch."""
        self._before = (sys.excepthook, sys.unraisablehook, threading.excepthook)
        sys.excepthook = self._uncaught
        sys.unraisablehook = self._unraisable
        threading.excepthook = self._in_thread

    def restore(self) -> None:
        """Give the hooks back."""
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._before

    def new_line(self) -> str | None:
        """Return the newest line to show since the last call, None if there is none."""
        line = None
        while True:
            try:
                line = self._lines.get_nowait()
            except Empty:
                return line

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return  # Ctrl+C is a wish to stop, and the signal handler has heard it
        place = _place(trace)
        key = f"{kind.__name__} in {place}: {error}"
        self._counts[key] += 1
        count = self._counts[key]
        if count & (count - 1) == 0:
            logger.critical("uncaught, %d times: %s", count, key, exc_info=(kind, error, trace))
            self._lines.put(f"Something failed in this console ({place}): {error}")

    def _unraisable(self, unraisable: "sys.UnraisableHookArgs") -> None:
        error = unraisable.exc_value or unraisable.exc_type()
        self._uncaught(unraisable.exc_type, error, unraisable.exc_traceback)

    def _in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _place(trace: TracebackType | None) -> str:
    if trace is None:
        return "no known place"
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
