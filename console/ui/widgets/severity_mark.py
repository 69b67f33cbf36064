"""Alarm shapes as widgets: one mark that may blink, and the counts of each class."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.painting import paint_shape, paint_text
from console.ui.theme import Look, colour
from telemetry.dictionary import Severity

BLINK_MS: Final = 400  # 1.25 Hz; WCAG 2.3.1 allows three flashes a second
WORST_FIRST: Final = tuple(sorted(Severity, reverse=True))


class SeverityMark(QWidget):
    """The shape of an alarm class; blinks while the alarm waits for somebody to see it."""

    def __init__(self, look: Look, size_px: int = 18) -> None:
        super().__init__()
        self._look = look
        self._size_px = size_px
        self._severity: Severity | None = None
        self.is_on = True
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._toggle)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_severity(self, severity: Severity | None, *, blinks: bool) -> None:
        """Show the shape of `severity`, or nothing."""
        if blinks != self._blink.isActive():
            self._blink.start() if blinks else self._blink.stop()
            self.is_on = True
            self.update()
        if severity != self._severity:
            self._severity = severity
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room the longest text needs."""
        return QSize(self._look.px(self._size_px), self._look.px(self._size_px))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        if self._severity is not None and self.is_on:
            style = self._look.severity(self._severity)
            paint_shape(QPainter(self), QRectF(self.rect()), style.shape, style.ink)

    def _toggle(self) -> None:
        self.is_on = not self.is_on
        self.update()


class SeverityCounts(QWidget):
    """How many alarms of each class stand, worst first."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._counts: Mapping[Severity, int] = {}
        self.setAccessibleName("Alarms")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_counts(self, counts: Mapping[Severity, int]) -> None:
        """Show the counts; classes that are not named count zero."""
        if counts != self._counts:
            self._counts = dict(counts)
            words = (f"{self._look.severity(s).word.lower()} {counts.get(s, 0)}" for s in Severity)
            self.setAccessibleName("Alarms: " + ", ".join(words))
            self.setToolTip(self.accessibleName())
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room the longest text needs."""
        metrics = QFontMetrics(self._look.font(14))
        return QSize(
            len(WORST_FIRST) * self._cell(metrics), max(metrics.height(), self._look.px(20))
        )

    def _cell(self, metrics: QFontMetrics) -> int:
        return metrics.horizontalAdvance("000") + self._look.px(24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        font = self._look.font(14)
        cell, size = self._cell(QFontMetrics(font)), self._look.px(12)
        for place, severity in enumerate(WORST_FIRST):
            style, count = self._look.severity(severity), self._counts.get(severity, 0)
            ink = style.ink if count else self._look.theme.text_dim
            mark = QRectF(place * cell, (self.height() - size) / 2, size, size)
            paint_shape(painter, mark, style.shape, ink)
            words = QRectF(mark.right() + self._look.px(4), 0, cell - size, self.height())
            shown = colour(self._look.theme.text if count else self._look.theme.text_dim)
            paint_text(painter, words, str(count), shown, font=font)
