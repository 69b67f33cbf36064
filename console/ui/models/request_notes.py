"""What became of the requests a person made, to be shown beside the thing they are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from console.domain.requests import AcknowledgeAlarm, ProposeWindow, Request
from console.protocol import Answer


class Standing(Enum):
    """How far a request has come."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Note:
    """The latest request about one thing and what the server said, in words."""

    standing: Standing
    text: str


def subject(request: Request) -> str:
    """Return the id of what `request` is about: an alarm, an opportunity or a viewing window."""
    match request:
        case AcknowledgeAlarm():
            return request.alarm
        case ProposeWindow():
            return request.opportunity
        case _:
            return request.window


class RequestNotes:
    """One note per thing asked about; a newer request about it replaces the note."""

    def __init__(self) -> None:
        self._subjects: dict[str, str] = {}
        self._latest: dict[str, str] = {}
        self._notes: dict[str, Note] = {}

    def submitted(self, request_id: str, request: Request) -> str:
        """Remember that `request` was sent; return the id of what it is about."""
        about = subject(request)
        self._subjects[request_id] = about
        self._latest[about] = request_id
        self._notes[about] = Note(Standing.ASKED, "Asked, waiting for the answer …")
        return about

    def take(self, answers: Iterable[Answer]) -> set[str]:
        """Take what the server answered; return the ids of the things whose note changed."""
        changed: set[str] = set()
        for answer in answers:
            about = self._subjects.pop(answer.request_id, None)
            if about is None or self._latest[about] != answer.request_id:
                continue
            self._notes[about] = (
                Note(Standing.ACCEPTED, "Accepted")
                if answer.accepted
                else Note(Standing.REFUSED, f"Refused: {answer.reason}")
            )
            changed.add(about)
        return changed

    def note(self, about: str) -> Note | None:
        """Return the latest note about a thing, if anything was asked about it."""
        return self._notes.get(about)

    def forget(self, about: str) -> None:
        """Drop the note, because the thing has changed since."""
        self._notes.pop(about, None)
