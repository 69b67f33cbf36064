"""The strip that answers the guest lead's first question: who is due where, and how soon."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from console.client.desk import Changes
from console.domain.viewing.pane_scene import PaneScenes
from console.ui.models.next_up import UpNext, now_and_next
from console.ui.painting import paint_hatch, paint_text
from console.ui.plots.pane_canvas import PaneCanvas
from console.ui.plots.pane_show import subject_of
from console.ui.seat import Panel, Seat
from console.ui.theme import Look, colour
from telemetry.dictionary import Severity
from telemetry.elements import PropagationError
from telemetry.timebase import NS_PER_S

_PICTURE_PX = 96
_PICTURE_FROM_PX = 620  # of the window's height
_CAPTION_PX, _TITLE_PX, _DETAIL_PX, _HATCH_PX = 11, 18, 12, 12


class NowAndNext(Panel):
    """Three cells: now, next, then; and a drawing of what the guests see now or will see next."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._shown_s = -1
        self.cells = tuple(_Cell(seat.look) for _ in range(3))
        self.picture = PaneCanvas(seat.look, has_names=False)
        seat.look.changed.connect(self._measure)
        self._measure()
        self._scenes: tuple[str, PaneScenes] | None = None
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(4)
        columns.addWidget(self.cells[0], 4)
        columns.addWidget(self.picture)
        columns.addWidget(self.cells[1], 5)
        columns.addWidget(self.cells[2], 4)

    def refresh(self, changes: Changes) -> None:
        """Move the countdowns on once a second, and at once when a window changed."""
        desk = self._seat.desk
        now_s = desk.now_ns() // NS_PER_S
        if now_s == self._shown_s and not (changes.state or changes.opened):
            return
        self._shown_s = now_s
        shown = now_and_next(desk.windows().values(), desk.mission, desk.now_ns())
        for cell, up_next in zip(self.cells, shown, strict=True):
            cell.show_up_next(up_next)
        self._show_picture()

    def _measure(self) -> None:
        size_px = self._seat.look.px(_PICTURE_PX)
        self.picture.setFixedSize(size_px, size_px)

    def _show_picture(self) -> None:
        """Draw what is seen now, or the best moment of what comes next."""
        desk = self._seat.desk
        now_ns = desk.now_ns()
        coming = [w for w in desk.windows().values() if w.stands and w.end_ns > now_ns]
        window = min(coming, key=lambda each: each.start_ns, default=None)
        sights = {each.id: each for each in desk.lookahead.opportunities}
        sight = None if window is None else sights.get(window.opportunity)
        # With large text in a low window the page below needs the height more.
        has_room = self.window().height() >= self._seat.look.px(_PICTURE_FROM_PX)
        self.picture.setVisible(sight is not None and has_room)
        if window is None or sight is None:
            self._scenes = None
            return
        if self._scenes is None or self._scenes[0] != sight.id:
            try:
                scenes = PaneScenes(desk.mission, sight.pane, sight.start_ns, sight.end_ns)
            except PropagationError:
                return  # the list of opportunities itself says why it ends
            self._scenes = (sight.id, scenes)
        is_on = window.start_ns <= now_ns
        scene = self._scenes[1].at(now_ns if is_on else sight.peak_ns)
        moment = "now" if is_on else "at its best moment"
        self.picture.setToolTip(f"{window.title} {moment}")
        self.picture.setAccessibleName(f"Drawing of {window.title} {moment}")
        self.picture.show_scene(scene, subject_of(desk.mission, sight, desk.lookahead.rules.kp))


class _Cell(QWidget):
    """Caption and countdown in the first line, what in the second, the rest in the third."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.up_next = UpNext(caption="", title="")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        look.changed.connect(self.updateGeometry)

    def show_up_next(self, up_next: UpNext) -> None:
        """Show another cell's worth; repaints only when it differs."""
        if up_next != self.up_next:
            self.up_next = up_next
            self.setToolTip(f"{up_next.title}\n{up_next.detail}".strip())
            self.setAccessibleName(
                f"{up_next.caption}: {up_next.title} {up_next.countdown} {up_next.detail}".strip()
            )
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room of three lines."""
        heights = (
            QFontMetricsF(self._look.font(size)).height()
            for size in (_CAPTION_PX, _TITLE_PX, _DETAIL_PX)
        )
        return QSize(self._look.px(300), round(sum(heights)) + self._look.px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the three lines; a held window's cell is hatched at its left and framed."""
        painter = QPainter(self)
        look, theme, shown = self._look, self._look.theme, self.up_next
        painter.fillRect(self.rect(), colour(theme.panel))
        ink, margin = theme.text_strong, float(look.px(10))
        painter.setPen(colour(theme.line))
        if shown.is_held:
            ink = look.severity(Severity.CAUTION).ink
            paint_hatch(painter, QRectF(0, 0, look.px(_HATCH_PX), self.height()), ink)
            margin += look.px(_HATCH_PX)
            painter.setPen(colour(ink))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        box = QRectF(self.rect()).adjusted(margin, look.px(5), -look.px(8), -look.px(5))
        caption, detail = look.font(_CAPTION_PX), look.font(_DETAIL_PX)
        line = QRectF(box.left(), box.top(), box.width(), QFontMetricsF(caption).height())
        paint_text(painter, line, shown.caption, colour(theme.text_dim), font=caption)
        line.translate(0, line.height())
        title = look.font(_TITLE_PX, is_bold=True)
        line.setHeight(QFontMetricsF(title).height())
        figures = look.font(_TITLE_PX)
        width = QFontMetricsF(figures).horizontalAdvance(shown.countdown) + 2
        countdown = QRectF(line.right() - width, line.top(), width, line.height())
        paint_text(painter, countdown, shown.countdown, colour(ink), font=figures)
        words = QRectF(line.left(), line.top(), line.width() - width - look.px(8), line.height())
        paint_text(painter, words, shown.title, colour(ink), font=title)
        line.translate(0, line.height())
        paint_text(painter, line, shown.detail, colour(theme.text), font=detail)
        painter.end()
