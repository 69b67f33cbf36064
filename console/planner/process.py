"""The planner as a console sees it: asked, listened to, cancelled, killed if it must be."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread, Timer
from typing import IO, Final

import console
from console.planner.messages import (
    Better,
    Cancel,
    Failed,
    Finished,
    FromPlanner,
    PlannerError,
    Solve,
    read_from_planner,
    write,
)

# After cancelling, and after its time is over, the planner has this long to answer.
GRACE_S: Final = 5.0
OVERTIME_S: Final = 10.0
_PROGRAM: Final = (sys.executable, "-P", "-m", "console.planner.worker")
_CODE: Final = str(Path(console.__file__).parents[1])


class PlannerProcess:
    """One question in a process of its own.

    The best plan so far is kept here, so it outlives the process however that ends.

    Parameters
    ----------
    solve : Solve
        The question.
    deliver : callable
        Takes every message, on a thread of this object; the last is `Finished` or `Failed`.
    program : sequence of str
        What to run; a test gives a planner that misbehaves.
    """

    def __init__(
        self,
        solve: Solve,
        deliver: Callable[[FromPlanner], None],
        program: tuple[str, ...] = _PROGRAM,
    ) -> None:
        self.incumbent: Better | None = None
        self._deliver = deliver
        self._was_killed = False
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the child ends
        inherited = os.environ.get("PYTHONPATH")
        self._process = subprocess.Popen(
            program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (inherited, _CODE)))},
            start_new_session=True,
        )
        self._timers = [self._kill_after(solve.seconds + OVERTIME_S)]
        self._say(solve)
        self._reader = Thread(target=self._listen, name="planner", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the answer is still to come."""
        return self._reader.is_alive()

    def cancel(self) -> None:
        """Ask for the best so far; who does not answer within `GRACE_S` is killed."""
        self._say(Cancel())
        self._timers.append(self._kill_after(GRACE_S))

    def kill(self) -> None:
        """End it at once; what it had found is in `incumbent`."""
        self._was_killed = True
        self._process.kill()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the last message to be delivered; return whether it was."""
        self._reader.join(timeout_s)
        return not self._reader.is_alive()

    def close(self) -> None:
        """End it if it runs, and give everything back."""
        if self.is_running:
            self.kill()
        self._reader.join()

    def _say(self, message: Solve | Cancel) -> None:
        stream = self._process.stdin
        if stream is None:
            return
        try:
            write(stream, message)
        except (BrokenPipeError, ValueError):
            return  # it has ended; the reader says how

    def _kill_after(self, seconds: float) -> Timer:
        timer = Timer(seconds, self.kill)
        timer.daemon = True
        timer.start()
        return timer

    def _listen(self) -> None:
        last: FromPlanner | None = None
        reason = ""
        try:
            for message in read_from_planner(_pipe(self._process.stdout)):
                last = message
                if isinstance(message, Better):
                    self.incumbent = message
                self._deliver(message)
                if isinstance(message, Finished | Failed):
                    break
        except PlannerError as error:
            reason = str(error)
        self._end()
        if not isinstance(last, Finished | Failed):
            self._deliver(Failed(reason=reason or self._why_it_ended()))
        self._complaints.close()

    def _end(self) -> None:
        """Let the process go and take everything back."""
        for timer in self._timers:
            timer.cancel()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        deadline_s = time.monotonic() + GRACE_S
        try:
            self._process.wait(deadline_s - time.monotonic())
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _why_it_ended(self) -> str:
        if self._was_killed:
            return "The planner was stopped before it had finished."
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip().splitlines()
        last_words = f": {said[-1]}" if said else "."
        return f"The planner ended with status {self._process.returncode}{last_words}"


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise PlannerError("the planner has no output")
    return stream
