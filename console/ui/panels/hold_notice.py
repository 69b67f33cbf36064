"""What a hold or a warning means for the guests, in plain words; absent while nothing does."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.domain.rule_model import Decision
from console.ui.models.hold_words import HoldWords, hold_words
from console.ui.painting import paint_hatch
from console.ui.seat import Panel, Seat
from console.ui.theme import colour
from telemetry.dictionary import Severity

_HATCH_PX = 22
_HEADLINE_PX = 130


class HoldNotice(Panel):
    """Hatched frame with four answers: what happened, what to say, what waits, who decides."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._words: HoldWords | None = None
        self._decision = Decision.GO
        self._headline = QLabel()
        self._happened, happened = _answer("WHAT HAPPENED")
        self._tell, tell = _answer("WHAT TO TELL THE GUESTS")
        self._held, held = _answer("WINDOWS HELD")
        self._release, release = _answer("WHO DECIDES")
        self._headline.setWordWrap(True)
        self._headline.setAlignment(Qt.AlignmentFlag.AlignTop)
        columns = QHBoxLayout(self)
        margin = seat.look.px(_HATCH_PX) + 10
        columns.setContentsMargins(margin, 6, margin, 6)
        columns.setSpacing(18)
        parts = ((self._headline, 2), (happened, 3), (tell, 4), (held, 4), (release, 3))
        for part, stretch in parts:
            columns.addWidget(part, stretch)
        seat.look.changed.connect(self._restyle)
        self.setVisible(False)

    @property
    def words(self) -> HoldWords | None:
        """What is said, None while nothing needs saying."""
        return self._words

    def refresh(self, changes: Changes) -> None:
        """Say what holds or is heard, or go away."""
        del changes  # a hold also begins and ends with time and with the link
        desk = self._seat.desk
        status = desk.viewing_status()
        words = hold_words(
            status,
            desk.state.alarms,
            desk.windows(),
            desk.mission,
            is_blind=not (desk.is_in_step and desk.hears_telemetry),
            now_ns=desk.now_ns(),
        )
        if words != self._words or status.decision is not self._decision:
            self._words, self._decision = words, status.decision
            self._show(words)

    def _show(self, words: HoldWords | None) -> None:
        self.setVisible(words is not None)
        if words is None:
            return
        self._headline.setText(words.headline)
        self._happened.setText(words.happened)
        self._tell.setText(words.tell)
        self._held.setText("\n".join(words.held) or "none")
        self._release.setText(words.release)
        self.setAccessibleName(words.headline)
        self._restyle()

    def _restyle(self) -> None:
        look = self._seat.look
        self._headline.setFont(look.font(18, is_bold=True))
        self._headline.setMinimumWidth(look.px(_HEADLINE_PX))
        self._headline.setStyleSheet(f"color: {self._ink()};")
        self.update()

    def _ink(self) -> str:
        if self._decision is Decision.GO:
            return self._seat.look.theme.text_strong
        is_no_go = self._decision is Decision.NO_GO
        return self._seat.look.severity(Severity.EMERGENCY if is_no_go else Severity.CAUTION).ink

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame the whole in its colour; a hold has both ends hatched, as held windows are."""
        painter = QPainter(self)
        theme, ink = self._seat.look.theme, self._ink()
        painter.fillRect(self.rect(), colour(theme.panel))
        width = self._seat.look.px(_HATCH_PX)
        for left in (0, self.width() - width) if self._decision is not Decision.GO else ():
            paint_hatch(painter, QRectF(left, 0, width, self.height()), ink)
        painter.setPen(colour(ink))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def _answer(caption: str) -> tuple[QLabel, QWidget]:
    """Return the label to be filled and the widget that holds it under its caption."""
    part, words, heading = QWidget(), QLabel(), QLabel(caption)
    heading.setObjectName("caption")
    words.setWordWrap(True)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    rows = QVBoxLayout(part)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(heading)
    rows.addWidget(words, 1)
    part.setStyleSheet("background: transparent;")
    return words, part
