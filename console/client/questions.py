"""Requests that wait for the server's answer; no sockets, no clock of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from console.client.mirror import Step
from console.protocol import Answer, Ask

ANSWER_WITHIN_S: Final = 5.0

NOT_CONNECTED: Final = (
    "Not done: this console has no connection to the mission server. "
    "Ask again when the banner says it is live."
)
NO_ANSWER: Final = (
    "The mission server did not answer within five seconds. "
    "It may still have been done: look before you ask again."
)


@dataclass(frozen=True, slots=True)
class _Open:
    ask: Ask
    asked_s: float


class OpenQuestions:
    """What was asked and not yet answered; every question ends with exactly one answer."""

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}

    def put(self, ask: Ask, now_s: float) -> None:
        """Note that `ask` is on its way since monotonic `now_s`."""
        self._open[ask.request_id] = _Open(ask, now_s)

    def take(self, answer: Answer) -> bool:
        """Return whether `answer` was still waited for; it is not from now on."""
        return self._open.pop(answer.request_id, None) is not None

    def to_ask_again(self) -> list[Ask]:
        """Return what a server that had forgotten this console must be asked again.

        It does nothing twice: it knows every request it did by its id.
        """
        return [each.ask for each in self._open.values()]

    def overdue(self, now_s: float) -> Iterator[Answer]:
        """Yield a refusal for every question that waited too long."""
        for request_id, each in list(self._open.items()):
            if now_s - each.asked_s > ANSWER_WITHIN_S:
                del self._open[request_id]
                yield Answer(request_id=request_id, accepted=False, reason=NO_ANSWER)


def refusal(ask: Ask) -> Answer:
    """Return the answer to a request that cannot be sent."""
    return Answer(request_id=ask.request_id, accepted=False, reason=NOT_CONNECTED)


def may_ask(step: Step) -> bool:
    """Return whether somebody is there to decide: a server that is silent must not be asked.

    It might only be stopped, and do hours later what nobody wants any more.
    """
    return step not in (Step.WAITING, Step.STALE)
