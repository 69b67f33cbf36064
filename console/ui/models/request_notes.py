"""What became of the requests a person made, to be shown beside the thing they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal

from console.domain.alarm_requests import (
    CountersignAlarmOut,
    PutAlarmBack,
    ResetAlarm,
    SetContext,
    ShelveAlarm,
    TakeAlarmOut,
    UnshelveAlarm,
)
from console.domain.plan_requests import CloseViewing, MarkWindow, ReopenViewing
from console.domain.procedure_requests import RunRequest, StartProcedure, StepRequest
from console.domain.replay_requests import ReplayRequest
from console.domain.requests import (
    AcknowledgeAlarm,
    ApproveWindow,
    ProposeWindow,
    RejectWindow,
    ReleaseWindow,
    Request,
    WithdrawWindow,
)
from console.domain.rule_requests import CountersignRelease
from console.domain.viewing_requests import SetViewingRules
from console.protocol import Answer
from console.ui.seat import Requests

VIEWING_RULES = "viewing rules"
NEW_PLAN = "plan"  # what a draft is about that has no id yet


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
    """Return the id of what `request` is about: an alarm, an opportunity, a window, a plan."""
    if isinstance(request, ReplayRequest | SetViewingRules):
        return VIEWING_RULES if isinstance(request, SetViewingRules) else "replay"
    match request:
        case (
            AcknowledgeAlarm()
            | ResetAlarm()
            | ShelveAlarm()
            | UnshelveAlarm()
            | TakeAlarmOut()
            | CountersignAlarmOut()
            | PutAlarmBack()
        ):
            return request.alarm
        case SetContext():
            return request.context
        case ProposeWindow():
            return request.opportunity
        case (
            WithdrawWindow()
            | ApproveWindow()
            | RejectWindow()
            | ReleaseWindow()
            | CountersignRelease()
            | MarkWindow()
        ):
            return request.window
        case StartProcedure():
            return request.procedure
        case _ if isinstance(request, StepRequest | RunRequest):
            return request.run
        case CloseViewing():
            return request.pane or request.person or "viewing"
        case ReopenViewing():
            return request.closure
        case _:
            return request.plan or NEW_PLAN


class RequestNotes(QObject):
    """Sends requests and keeps one note per thing asked about, about the newest request.

    Parameters
    ----------
    requests : Requests
        The console's way to the server.
    """

    noted = Signal(str)  # id of the thing whose note changed

    def __init__(self, requests: Requests, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._requests = requests
        self._notes: dict[str, Note] = {}
        self._newest: dict[str, Request] = {}

    def ask(self, request: Request) -> None:
        """Send `request`; its note says that it waits, then what was answered."""
        about = subject(request)
        self._newest[about] = request
        self._put(about, Note(Standing.ASKED, "Asked, waiting for the answer …"))
        self._requests.ask(request, lambda answer: self._answered(request, answer))

    def note(self, about: str) -> Note | None:
        """Return the note about a thing, None if nothing was asked about it."""
        return self._notes.get(about)

    def open_words(self, about: str) -> str:
        """Return that the newest request waits or why it was refused; empty once accepted."""
        note = self._notes.get(about)
        return "" if note is None or note.standing is Standing.ACCEPTED else note.text

    def refusal(self, about: str) -> str:
        """Return why the newest request was refused; empty if it was not."""
        note = self._notes.get(about)
        return note.text if note is not None and note.standing is Standing.REFUSED else ""

    def notes(self) -> Mapping[str, Note]:
        """Return every note by what it is about."""
        return self._notes

    def forget(self, about: str) -> None:
        """Drop the note, because the thing has changed since."""
        if self._notes.pop(about, None) is not None:
            self._newest.pop(about, None)
            self.noted.emit(about)

    def _answered(self, request: Request, answer: Answer) -> None:
        about = subject(request)
        if self._newest.get(about) is not request:
            return
        if answer.accepted:
            self._put(about, Note(Standing.ACCEPTED, "Accepted"))
        else:
            self._put(about, Note(Standing.REFUSED, f"Refused: {answer.reason}"))

    def _put(self, about: str, note: Note) -> None:
        self._notes[about] = note
        self.noted.emit(about)
