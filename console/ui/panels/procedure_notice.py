"""What the crew works at, in plain words, and what waits for a second signature."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.domain.alarm_requests import CountersignAlarmOut
from console.domain.mission import AUTHORITY
from console.domain.plan_requests import CountersignPlan
from console.domain.procedure_requests import CountersignStep
from console.domain.requests import Request
from console.domain.roles import Role
from console.domain.rule_requests import CountersignRelease
from console.domain.signatures import is_same_person
from console.ui.models.procedure_view import progress_in_plain_words
from console.ui.models.request_notes import RequestNotes
from console.ui.seat import Panel, Seat
from telemetry.timebase import NS_PER_S

LINES = 3


class _Line(QWidget):
    """Words, and a button where the person may sign."""

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton("Countersign")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)


class ProcedureNotice(Panel):
    """Half-signed releases, plans and steps on every console; progress where it is not run."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._lines = [_Line() for _ in range(LINES)]
        self._requests: list[Request | None] = [None] * LINES
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        for number, line in enumerate(self._lines):
            rows.addWidget(line)
            line.button.clicked.connect(lambda _on=False, at=number: self._sign(at))
        self.setVisible(False)

    @property
    def words(self) -> list[str]:
        """What is said."""
        return [line.words.text() for line in self._lines if not line.isHidden()]

    def refresh(self, changes: Changes) -> None:
        """Say what there is to say, or go away."""
        del changes  # signatures run out by themselves
        said = [*self._signatures(), *self._progress()][:LINES]
        for number, line in enumerate(self._lines):
            words, request = said[number] if number < len(said) else ("", None)
            if line.words.text() != words:
                line.words.setText(words)
            line.setVisible(bool(words))
            line.button.setVisible(request is not None)
            line.button.setEnabled(self._seat.desk.is_in_step)
            self._requests[number] = request
        self.setVisible(bool(said))

    def _signatures(self) -> Iterator[tuple[str, Request | None]]:
        """Yield what a second person must sign, the releases first."""
        desk = self._seat.desk
        for window_id, signature in desk.state.signatures.items():
            window = desk.windows()[window_id]
            left = _clock(signature.expires_ns - desk.now_ns())
            words = (
                f"Release of {window.id} ({window.title}) is signed by {signature.by}. A second "
                f"person of another name must sign within {left}."
            )
            request = CountersignRelease(
                window=window.id, seen_revision=window.revision, seen_signer=signature.by
            )
            yield self._with_note(words, window.id), self._if_second(signature.by, request)
        for alarm, out in desk.state.alarm_book.signed_out.items():
            signer = out.signature.by
            words = (
                f"{desk.mission.database.parameters[alarm].name} can be an emergency; {signer} "
                f"wants it out of service: {out.reason}. A second person of another name must "
                f"sign within {_clock(out.signature.expires_ns - desk.now_ns())}."
            )
            second = CountersignAlarmOut(alarm=alarm, seen_signer=signer)
            yield self._with_note(words, alarm), self._if_second(signer, second)
        for plan in desk.state.book.plans.values():
            if (signed := plan.signature) is None or signed.expires_ns <= desk.now_ns():
                continue
            words = (
                f"Plan {plan.id} changes what a rule holds; {signed.by} approved. A second person "
                f"of another name must sign within {_clock(signed.expires_ns - desk.now_ns())}."
            )
            countersign = CountersignPlan(
                plan=plan.id, seen_revision=plan.revision, seen_signer=signed.by
            )
            yield self._with_note(words, plan.id), self._if_second(signed.by, countersign)
        for run in desk.state.runs.values():
            if run.is_open and (under := run.signature) is not None:
                words = (
                    f"{run.procedure}, step {run.step}, is signed by {under.by}. A second person "
                    f"of another name must sign within {_clock(under.expires_ns - desk.now_ns())}."
                )
                signing = CountersignStep(run=run.id, step=run.step, seen_revision=run.revision)
                yield self._with_note(words, run.id), self._if_second(under.by, signing)

    def _if_second(self, signer: str, request: Request) -> Request | None:
        """Return the request if this seat may sign it after `signer`."""
        may = self._seat.desk.role in AUTHORITY[CountersignRelease]
        return request if may and not is_same_person(signer, self._seat.name) else None

    def _progress(self) -> Iterator[tuple[str, None]]:
        """Yield how far procedures are, for everybody but flight, who has a page for it."""
        desk = self._seat.desk
        if desk.role is Role.FLIGHT:
            return
        for run in desk.state.runs.values():
            procedure = desk.operations.procedures.by_id.get(run.procedure)
            if run.is_open and procedure is not None:
                yield progress_in_plain_words(run, procedure), None

    def _with_note(self, words: str, about: str) -> str:
        return f"{words} {self._notes.refusal(about)}".rstrip()

    def _sign(self, at: int) -> None:
        request = self._requests[at]
        if request is not None:
            self._notes.ask(request)


def _clock(left_ns: int) -> str:
    left_s = max(0, left_ns // NS_PER_S)
    return f"{left_s // 60:02d}:{left_s % 60:02d}"
