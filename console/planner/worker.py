"""The planner's child process: one question on standard input, its answer on standard output.

When standard input closes nobody waits for the answer any more, and the process ends at once.
"""

import os
import sys
import time
from collections.abc import Iterator
from threading import Event, Lock, Thread
from typing import IO

from console.domain.planning.greedy import promises_then_worst_off
from console.planner.messages import (
    Better,
    Cancel,
    Failed,
    Finished,
    FromPlanner,
    Progress,
    Solve,
    ToPlanner,
    read_by_planner,
    write,
)


def main() -> int:
    """Answer one question; return the exit status."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Nothing a library prints may get between the messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # A stream of its own: Python would abort, and say nothing else, if an error ended it while
    # the listening thread has its standard input.
    questions = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    return answer(read_by_planner(questions), answers)


def answer(messages: Iterator[ToPlanner], answers: IO[bytes]) -> int:
    """Answer the first of `messages`; the next may cancel; return the exit status."""
    asked = next(messages, None)
    lock = Lock()

    def say(message: FromPlanner) -> None:
        with lock:
            write(answers, message)

    if not isinstance(asked, Solve):
        say(Failed(reason="The planner was asked nothing."))
        return 2
    cancelled = Event()
    Thread(target=_listen, args=(messages, cancelled), daemon=True).start()

    def tell(message: Progress | Better) -> None:
        say(message)

    started_s = time.monotonic()
    at_once = promises_then_worst_off(asked.problem)
    tell(Better(plan=at_once, method="at once", elapsed_s=time.monotonic() - started_s))
    # Imported here: whoever has no solver, or one that crashes, has a plan all the same.
    from console.planner.search import search
    from console.planner.solving import Solving

    say(Finished(outcome=search(Solving(asked, tell, cancelled.is_set), at_once)))
    return 0


def _listen(messages: Iterator[ToPlanner], cancelled: Event) -> None:
    for message in messages:
        if isinstance(message, Cancel):
            cancelled.set()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
