"""A person's work on the plan: every edit is a request; undo and redo are requests, too."""

from PySide6.QtCore import QObject, Signal

from console.client.plan_desk import PlanDesk, PlanView
from console.domain.plan_requests import DraftPlan
from console.domain.planning.edits import moved, with_party
from console.domain.planning.outcome import Origin
from console.domain.planning.plan import Plan
from console.domain.planning.violations import clock
from console.ui.models.request_notes import NEW_PLAN, RequestNotes, Standing

BY_HAND = Origin()


class PlanEdits(QObject):
    """Asks the server for changed drafts and remembers the way back.

    Only what the server accepted can be undone, and undoing asks it again: what others drafted
    in between is refused by the revision, never overwritten.

    Parameters
    ----------
    desk : PlanDesk
    notes : RequestNotes
        Where the answers are shown.
    """

    changed = Signal()  # what can be undone or redone, or that an answer is awaited

    def __init__(self, desk: PlanDesk, notes: RequestNotes) -> None:
        super().__init__(notes)
        self.desk = desk
        self.notes = notes
        self._back: list[Plan] = []
        self._forth: list[Plan] = []
        self._asked: tuple[str, list[Plan], list[Plan]] | None = None
        notes.noted.connect(self._noted)

    @property
    def view(self) -> PlanView:
        """The plan as it stands."""
        return self.desk.view

    @property
    def may_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._back) and self._may_ask

    @property
    def may_redo(self) -> bool:
        """Whether an edit taken back can be made again."""
        return bool(self._forth) and self._may_ask

    @property
    def about(self) -> str:
        """What the server's answers to edits are noted under."""
        working = self.view.working
        return working.id if working is not None and self.view.may_change else NEW_PLAN

    def move(self, sight: str, to_sight: str) -> None:
        """Ask for one party to see the same at another time or window."""
        sights = self.view.sights
        was, will = sights[sight], sights[to_sight]
        words = f"{was.title} moved from {clock(was.start_ns)} to {clock(will.start_ns)}"
        self.ask(moved(self.view.content, sight, to_sight), words)

    def drop(self, sight: str) -> None:
        """Ask for one view to be taken out."""
        title = self.view.sights[sight].title if sight in self.view.sights else sight
        self.ask(with_party(self.view.content, sight, ()), f"{title} dropped")

    def put(self, sight: str, guests: tuple[str, ...]) -> None:
        """Ask for these guests, and nobody else, to have one view."""
        self.ask(
            with_party(self.view.content, sight, guests),
            f"{self.view.sights[sight].title} for {', '.join(guests)}",
        )

    def ask(self, plan: Plan, reason: str, origin: Origin = BY_HAND) -> None:
        """Ask for `plan` to be the draft, and remember what it was before."""
        self._submit(plan, reason, [*self._back, self.view.content], [], origin)

    def undo(self) -> None:
        """Ask for the draft as it was before the last edit."""
        if self.may_undo:
            forth = [*self._forth, self.view.content]
            self._submit(self._back[-1], "last edit taken back", self._back[:-1], forth)

    def redo(self) -> None:
        """Ask for the edit that was taken back last."""
        if self.may_redo:
            back = [*self._back, self.view.content]
            self._submit(self._forth[-1], "edit made again", back, self._forth[:-1])

    @property
    def _may_ask(self) -> bool:
        return self._asked is None and self.view.may_change

    def _submit(
        self,
        plan: Plan,
        reason: str,
        back: list[Plan],
        forth: list[Plan],
        origin: Origin = BY_HAND,
    ) -> None:
        working = self.view.working if self.view.may_change else None
        self._asked = (self.about, back, forth)
        self.notes.ask(
            DraftPlan(
                viewings=plan.viewings,
                tasks=plan.tasks,
                origin=origin,
                plan=working.id if working is not None else "",
                seen_revision=working.revision if working is not None else 0,
                reason=reason,
            )
        )
        self.changed.emit()

    def _noted(self, about: str) -> None:
        if self._asked is None or self._asked[0] != about:
            return
        note = self.notes.note(about)
        if note is None or note.standing is Standing.ASKED:
            return
        if note.standing is Standing.ACCEPTED:
            _, self._back, self._forth = self._asked
        self._asked = None
        self.changed.emit()
