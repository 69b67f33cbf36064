"""The timeline: lanes per guest, host and cabin window, its zoom, and windows moved on it."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout

from console.client.carried_window import CarriedWindow, Place
from console.client.desk import Changes
from console.domain.planning.violations import clock
from console.domain.requests import ProposeWindow
from console.domain.schedule import ViewingWindow, WindowStatus
from console.ui.models.lane_chart import chart_lanes
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.request_notes import RequestNotes
from console.ui.models.time_span import SPANS_S
from console.ui.panels.window_actions import WindowActions
from console.ui.plots.lane_canvas import LaneCanvas
from console.ui.plots.lane_paint import Ghost
from console.ui.seat import Panel, Seat
from console.ui.widgets.elided import ElidedLabel
from console.ui.widgets.section import Section
from telemetry.timebase import NS_PER_S

_SPAN_NAMES: Final = tuple(f"{span_s / 3600:g} h" for span_s in SPANS_S)


class Lanes(Panel):
    """Timeline of the flight with the guests' lanes.

    Parameters
    ----------
    edits : PlanEdits or None
        The plan in work, drawn over what stands; without it nothing can be moved.
    """

    window_chosen = Signal(str)  # its id, empty for none

    def __init__(self, seat: Seat, notes: RequestNotes, edits: PlanEdits | None = None) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._edits = edits
        self._carried: CarriedWindow | None = None
        self._place: Place | None = None
        self._chosen = ""
        self._moved_to = ""  # the view a window proposed by itself was asked to move to
        self._made_at_s = -1
        self.canvas = LaneCanvas(seat.look)
        self.follow = QPushButton("Follow now (Home)")
        self.foot = WindowActions(seat, notes)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("Timeline, to scroll")
        self.span_buttons = tuple(QPushButton(name) for name in _SPAN_NAMES)
        self._where = ElidedLabel()
        self._where.setObjectName("caption")
        self._lay_out()
        self.canvas.span_changed.connect(self._show_span)
        self.canvas.window_chosen.connect(self.choose)
        self.canvas.may_move = edits is not None and self.foot.may_withdraw
        self.canvas.carried.connect(self._carry)
        self.canvas.carried_on.connect(self._carry_on)
        self.canvas.let_go.connect(self._let_go)
        self.canvas.taken_out.connect(self._take_out)
        self.follow.clicked.connect(lambda: self.canvas.set_span(self.canvas.span.following()))
        notes.noted.connect(self._noted)
        self._show_span()
        self._show_chosen()

    @property
    def where(self) -> str:
        """Whether the view follows now, in words."""
        return self._where.text()

    @property
    def remark(self) -> str:
        """What was answered about the chosen window, or said about the one being moved."""
        return self.foot.remark.text()

    @property
    def place(self) -> Place | None:
        """Where the window that is being moved would go now."""
        return self._place

    def refresh(self, changes: Changes) -> None:
        """Move now on; make the lanes anew when windows or the outlook changed."""
        desk = self._seat.desk
        now_ns = desk.now_ns()
        if now_ns == 0:
            return
        minute = now_ns // (60 * NS_PER_S)  # what was planned becomes done as time goes on
        if changes.state or changes.lookahead or changes.opened or minute != self._made_at_s:
            self._made_at_s = minute
            plan = self._edits.view if self._edits is not None else None
            lanes = chart_lanes(desk.mission, desk.lookahead, desk.windows(), now_ns, plan)
            self.canvas.set_lanes(lanes, desk.mission.launch_ns)
        self.canvas.set_now(now_ns)
        if (changes.state or changes.link) and self._place is None:
            self._show_chosen()

    def choose(self, window_id: str) -> None:
        """Show one viewing window's words and frame its bars; none if empty."""
        if window_id == self._chosen:
            return
        self._chosen = window_id
        self.canvas.set_chosen(window_id)
        if window := self._window():
            span = self.canvas.span
            self.canvas.set_span(
                span.showing(window.start_ns, window.end_ns, self._seat.desk.now_ns())
            )
        self._show_chosen()
        self.window_chosen.emit(window_id)

    def wanted_px(self) -> int:
        """Return the height at which every lane is seen without scrolling."""
        chrome = self.sizeHint().height() - self._scroll.sizeHint().height()
        return self.canvas.minimumSizeHint().height() + chrome

    def mark(self, stretch_ns: tuple[int, int] | None) -> None:
        """Mark a stretch of time across the lanes and bring it into view."""
        self.canvas.set_marked(stretch_ns)
        if stretch_ns is not None:
            now_ns = self._seat.desk.now_ns()
            self.canvas.set_span(self.canvas.span.showing(*stretch_ns, now_ns))

    def _carry(self, sight: str, start_ns: int, lane: str) -> None:
        carried = self._pick_up(sight)
        if carried is not None:
            panes = {pane.id for pane in self._seat.desk.mission.panes}
            pane = lane if lane in panes else carried.window.pane
            self._show_place(carried.at(start_ns, pane, self.canvas.snap_ns()))

    def _carry_on(self, step: int) -> None:
        """Take the chosen window to its next place by keyboard, and bring that into view."""
        sight = "" if self._edits is None else self._edits.view.sight_of(self._chosen)
        carried = self._pick_up(sight)
        if carried is None:
            return
        at = self._place.sight if self._place is not None else carried.window.opportunity
        if (place := carried.beside(at, step)) is not None:
            self._show_place(place)
            stretch_ns = place.window.start_ns, place.window.end_ns
            now_ns = self._seat.desk.now_ns()
            self.canvas.set_span(self.canvas.span.showing(*stretch_ns, now_ns))

    def _pick_up(self, sight: str) -> CarriedWindow | None:
        """Begin to move a view, or go on; say why where it cannot be moved."""
        if self._edits is None or not self._seat.desk.is_in_step:
            self._carried = None
        elif self._carried is None:
            view = self._edits.view
            try:
                carried = CarriedWindow(view, sight)
            except LookupError:
                self.foot.say("This window is over, or no part of the plan any more.")
                return None
            if carried.proposal is None and view.working is not None and not view.may_change:
                self.foot.say(
                    f"Plan {view.working.id} is {view.working.status}: discard it to change it."
                )
                return None
            self._carried = carried
        return self._carried

    def _show_place(self, place: Place) -> None:
        self._place = place
        self.foot.setMinimumHeight(self.foot.height())  # or the lanes would move under the pointer
        window = place.window
        self.canvas.set_ghost(
            Ghost(
                sight=window.opportunity,
                lanes=frozenset((*window.guests, window.pane)),
                start_ns=window.start_ns,
                end_ns=window.end_ns,
                is_snapped=bool(place.sight),
                is_broken=bool(place.violations),
            )
        )
        broken = " · ".join(f"{each.rule}: {each.message}" for each in place.violations)
        self.foot.say(f"{window.title} at {clock(window.start_ns)}: {broken or 'breaks nothing'}")

    def _let_go(self, is_wanted: bool) -> None:
        """Ask the server for the window to go where it is; it stays where it was until then."""
        carried, place = self._carried, self._place
        self._carried = self._place = None
        self.foot.setMinimumHeight(0)
        self.canvas.set_ghost(None)
        if carried is None or place is None or self._edits is None:
            return
        was = carried.window.opportunity
        if not is_wanted or place.sight == was:
            self._show_chosen()
        elif not place.sight:
            self.foot.say("Nothing of it can be seen there; it stays where it was.")
        elif (old := carried.proposal) is not None:
            self._moved_to = place.sight
            self._notes.ask(
                ProposeWindow(
                    opportunity=place.sight,
                    guests=old.guests,
                    instead_of=old.id,
                    seen_revision=old.revision,
                )
            )
        else:
            self._edits.move(was, place.sight)

    def _take_out(self) -> None:
        if self._edits is None or not self._seat.desk.is_in_step:
            return
        window = self._window()
        if window is not None and window.status is WindowStatus.PROPOSED:
            self.foot.withdraw.click()
        elif self._edits.view.may_change:
            self._edits.drop(self._edits.view.sight_of(self._chosen))

    def _noted(self, about: str) -> None:
        if self._edits is not None and about == self._edits.about:
            note = self._edits.notes.note(about)
            self.foot.say(note.text if note is not None else "")
        elif about == self._moved_to and (note := self._notes.note(about)) is not None:
            self.foot.say(note.text)
        else:
            self._show_chosen()

    def _window(self) -> ViewingWindow | None:
        return self._seat.desk.windows().get(self._chosen)

    def _show_chosen(self) -> None:
        self.foot.show_window(self._window())

    def _show_span(self) -> None:
        span = self.canvas.span
        for button, span_s in zip(self.span_buttons, SPANS_S, strict=True):
            button.setChecked(abs(span.span_s - span_s) < 1.0)
        self.follow.setEnabled(not span.follows)
        self._where.setText("follows now" if span.follows else "FIXED VIEW, now runs on")

    def _set_span_s(self, span_s: float) -> None:
        now_ns = self._seat.desk.now_ns()
        span = self.canvas.span
        self.canvas.set_span(span.zoomed(span_s / span.span_s, 0.5, now_ns))

    def _lay_out(self) -> None:
        section = Section("TIMELINE · UTC, MET · ↓ ↑ or a click chooses a window")
        section.header.addWidget(self._where)
        for button, span_s in zip(self.span_buttons, SPANS_S, strict=True):
            button.setCheckable(True)
            button.setObjectName("tab")
            button.setToolTip(f"Show {button.text()}")
            button.clicked.connect(lambda _checked, span_s=span_s: self._set_span_s(span_s))
            section.header.addWidget(button)
        section.header.addWidget(self.follow)
        scroll = self._scroll
        scroll.setWidget(self.canvas)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        section.body.addWidget(scroll, 1)
        section.body.addWidget(self.foot)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
